"""A call that comes in to a small phone: what was sent to it, and what of ours arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.protocols.sdp import CONTENT_TYPE, answer_audio, build_audio_sdp, parse_sdp
from app.protocols.sip import SipMessage
from app.protocols.sip_build import build_request, build_response, new_branch, new_tag, via_value

T1_S: Final = 0.5
T2_S: Final = 4.0


@dataclass(slots=True)
class Ringing:
    """One INVITE and what followed it."""

    invite: SipMessage
    contact: str
    at: float
    """When it came, by the loop's clock."""
    _send: Callable[[bytes], object]
    invites: int = 1
    answers: int = 0
    """How often our 200 was sent."""
    invites_after_answer: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever something of it came."""
    confirmed: bool = False
    cancelled: bool = False
    hung_up: bool = False
    _tag: str = field(default_factory=new_tag)
    _last: bytes = b""

    @property
    def over(self) -> bool:
        """Nothing more is to come."""
        return self.cancelled or self.hung_up

    @property
    def caller(self) -> str:
        """The user part of who calls, or an empty text."""
        sender = self.invite.from_
        return sender.uri.user or "" if sender is not None and sender.uri is not None else ""

    def decline(self) -> None:
        """Say that this phone has no time (RFC 3261 section 21.4.24)."""
        self._respond(486, "Busy Here")

    def ring(self) -> None:
        """Say that it rings."""
        self._respond(180, "Ringing")

    def answer(self, media: Endpoint) -> None:
        """Say that the call is taken, with sound at *media*."""
        offer = parse_sdp(self.invite.body)
        agreed = answer_audio(offer, media) if self.invite.body else None
        body = agreed.body if agreed is not None else build_audio_sdp(media)
        self.answers += 1
        self._respond(200, "OK", body)

    def bye(self, local: Endpoint) -> tuple[str, bytes]:
        """The BYE of the one who was called: its branch and its bytes."""
        contact = self.invite.contact
        branch = new_branch()
        data = build_request(
            "BYE",
            contact.uri_text if contact is not None and contact.uri is not None else self.contact,
            via=via_value("udp", local, branch),
            from_=f"{self.invite.get('to') or ''};tag={self._tag}",
            to=self.invite.get("from") or "",
            call_id=self.invite.call_id,
            cseq=1,
            extra=[("Route", route) for route in self.invite.all("record-route")],
        )
        return branch, data

    async def insist(self, seconds: float, pace: float = 1.0) -> None:
        """Repeat the answer until it is confirmed, the call is over, or *seconds* have passed (section 13.3.1.4)."""
        clock = asyncio.get_running_loop().time
        until, interval = clock() + seconds, T1_S / pace
        repeat_at = clock() + interval
        while not self.confirmed and not self.over and (now := clock()) < until:
            await self.wait(min(until, repeat_at) - now)
            if clock() >= repeat_at and not self.confirmed and not self.over:
                self.answers += 1
                self._send(self._last)
                interval = min(2 * interval, T2_S / pace)
                repeat_at = clock() + interval

    async def wait(self, seconds: float) -> None:
        """Until something of this call comes, at most *seconds*."""
        self.changed.clear()
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await self.changed.wait()
        except TimeoutError:
            return

    def take(self, request: SipMessage) -> None:
        """A further request of this call."""
        match request.method:
            case "INVITE":
                self.invites += 1
                self.invites_after_answer += self.answers > 0
                self._send(self._last)
            case "ACK":
                self.confirmed = True
            case "CANCEL":
                self._answer_ok(request)
                if not self.answers:
                    self._respond(487, "Request Terminated")
                self.cancelled = True
            case "BYE":
                self._answer_ok(request)
                self.hung_up = True
            case _:
                self._answer_ok(request)
        self.changed.set()

    def _respond(self, status: int, phrase: str, body: bytes = b"") -> None:
        self._last = build_response(
            self.invite, status, phrase, source=None, to_tag=self._tag, contact=self.contact, body=body,
            content_type=CONTENT_TYPE if body else None,
        )  # fmt: skip
        self._send(self._last)

    def _answer_ok(self, request: SipMessage) -> None:
        self._send(build_response(request, 200, "OK", source=None, to_tag=self._tag))
