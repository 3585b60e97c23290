"""``inbound_pinhole``: after a message to a test line, is its knock from another port let in?

Asked on the port that an ALG would watch and on another of the same test line (science facts 2.1 A5 and A6): a router
that lets everybody in does so on both. REGISTER leads a reader of SIP to expect the registrar from any port, an INVITE
to expect sound at the port of its offer, from which we have sent nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.names import Transport
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpEvent, UdpSocket, open_udp
from app.probes.alg.allowance import ALLOWANCE
from app.probes.alg.attempt import Attempt
from app.probes.alg.invite import end_call
from app.probes.alg.listening import listen
from app.probes.alg.mirror_requests import USER
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder, contact_value
from app.protocols.knock import HEADER, is_knock
from app.protocols.sdp import CONTENT_TYPE, build_audio_sdp
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_request, new_branch, new_call_id, new_tag, via_value

SIGNAL: Final = "inbound_pinhole"
METHODS: Final = ("REGISTER", "INVITE")
TRIES: Final = 3
"""So that a knock that was lost is not taken for one that was kept out."""
EACH_S: Final = 0.6
_PADDING: Final = 160
"""Characters of room, so that answer and knock are no larger than the question."""


@dataclass(slots=True)
class WayIn:
    """One question, sent until the knock comes; the record holds the knock beside the answers."""

    path: Path
    method: str
    remote: Endpoint
    _attempt: Attempt = field(init=False)

    def __post_init__(self) -> None:
        self._attempt = Attempt(SIGNAL, self.path, self.method, _unready, self.remote)

    def facts(self) -> Sequence[Fact]:
        """The exchange; a reply from another port than was asked is the knock."""
        return (self._attempt.fact(),)

    async def run(self) -> None:
        """Ask up to three times, and listen where the knock is to come."""
        clock = asyncio.get_running_loop().time
        ALLOWANCE.set(None)  # a test line may be asked more
        async with await open_udp(towards=self.remote) as sock, await open_udp(towards=self.remote) as media:
            self._attempt.build = knock_request(self.method, self.path.host, media.local.port)
            data = self._attempt.begin(sock.local, clock())
            heard = [sock, media] if self.method == "INVITE" else [sock]
            try:
                for _ in range(TRIES):
                    if sock.send(data, self.remote):
                        self._attempt.fail("failed")
                        return
                    self._attempt.note_sent(clock())
                    if await listen(heard, clock() + EACH_S, self._takes):
                        return
            finally:
                if self.method == "INVITE" and self._attempt.final is not None:
                    end_call(self._attempt, partial(sock.send, to=self.remote))

    def _takes(self, event: UdpEvent, sock: UdpSocket) -> bool:
        """Until there was a knock and an answer."""
        if isinstance(event, IcmpError):
            return False
        self._attempt.note_reply(event.data, event.source, sock.local, event.at)
        return self._is_done()

    def _is_done(self) -> bool:
        sent = parse_message(self._attempt.sent)
        knocked = any(is_knock(reply.raw.encode("latin-1"), sent) for reply in self._attempt.replies)
        return knocked and self._attempt.final is not None


def _unready(local: Endpoint, transport: Transport) -> bytes:
    raise AssertionError("the port for sound is not known yet")


def knock_request(method: str, host: str, media_port: int) -> Builder:
    """A question with our real address wherever a reader of SIP looks for whom to expect."""

    def build(local: Endpoint, transport: Transport) -> bytes:
        domain = f"[{host}]" if ":" in host else host
        own = f"<sip:{USER}@{domain}>"
        offer = build_audio_sdp(Endpoint(local.host, media_port)) if method == "INVITE" else b""
        return build_request(
            method,
            f"sip:{domain}" if method == "REGISTER" else f"sip:mirror@{domain}",
            via=via_value(transport, local, new_branch()),
            from_=f"{own};tag={new_tag()}",
            to=own,
            call_id=new_call_id(),
            cseq=1,
            contact=contact_value(USER, local, transport),
            extra=[
                (HEADER, secrets.token_hex(8)),
                *([("Expires", "60")] if method == "REGISTER" else []),
                ("X-Callmend-Padding", "." * _PADDING),
            ],
            body=offer,
            content_type=CONTENT_TYPE if offer else None,
        )

    return build
