"""One call at the test line: its dialog, its sound, what it heard, and how it ends."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from app.model.endpoint import Endpoint
from app.protocols.dtmf import DtmfReceiver
from app.protocols.g711 import Law
from app.protocols.sdp import CONTENT_TYPE, AudioAnswer, Sdp, SdpDirection, answer_audio, build_audio_sdp, parse_sdp
from app.protocols.sip import SipMessage
from app.protocols.sip_build import ExtraHeaders, build_response
from app.testline.answers import ALLOW
from app.testline.client_transactions import ClientTransactions
from app.testline.config import HoldManners, TestLineConfig, Timers
from app.testline.dialog import Dialog
from app.testline.media import FRAME_S, Agreement, MediaSession
from app.testline.server_transactions import ServerTransaction
from app.testline.sounds import frames
from app.testline.statistics import end_headers

_LAWS: Final[dict[str, Law]] = {"PCMU/8000": "PCMU", "PCMA/8000": "PCMA"}
_SIGNAL: Final = re.compile(rb"[ \t]*(?:Signal[ \t]*=[ \t]*)?([0-9A-D*#])[ \t]*(?:\r?\n|\Z)", re.IGNORECASE)
MAX_KEYS: Final = 512

END_REASONS: Final = {
    "no_ack": 'SIP;cause=408;text="ACK never came"',
    "silence": 'Q.850;cause=44;text="No RTP"',
    "call_limit": 'Q.850;cause=102;text="Longest call reached"',
    "finished": 'Q.850;cause=16;text="Test finished"',
    "session_expired": 'SIP;cause=408;text="Session refresh not answered"',
    "fault": 'Q.850;cause=41;text="Test line fault"',
    "stopped": 'Q.850;cause=41;text="Test line stopped"',
}
"""Reason header (RFC 3326) of our own BYE."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call that is over; ``ended_by`` is ``"caller"`` or a key of :data:`END_REASONS`."""

    number: str
    user: str
    keys: str
    ended_by: str
    duration_s: float
    statistics: tuple[tuple[str, str], ...]


class Call:
    """A call that was answered or is about to be."""

    def __init__(
        self,
        config: TestLineConfig,
        clients: ClientTransactions,
        dialog: Dialog,
        media: MediaSession,
        *,
        number: str,
        user: str,
        seconds: float | None,
        host: str,
    ) -> None:
        self.config, self.dialog, self.media = config, dialog, media
        self.number, self.user, self.seconds = number, user, seconds
        self.keys = self.by_info = ""
        self.offered: Endpoint | None = None
        self.key_came = asyncio.Event()
        self.ended = asyncio.Event()
        self.ended_by = ""
        self.takes_messages = False
        self.beside: set[asyncio.Future[None]] = set()
        """Work that goes on beside the script, and ends with the call."""
        self.task = asyncio.current_task()
        self._clients = clients
        self.contact = f"<sip:{number}@{dialog.own};transport={dialog.channel.transport}>"
        self._announced = config.view.announced(Endpoint(host, media.local.port))
        self._unacknowledged: dict[int, ServerTransaction] = {}
        self._version = 0
        self._session = media.ssrc
        media.view = config.view
        if number == "keypad":
            media.tones = DtmfReceiver()
        media.on_key = self.hear_key

    @property
    def manners(self) -> HoldManners:
        """How this call is kept; only the hold number can be told to keep its calls badly."""
        return self.config.hold if self.number == "hold" else HoldManners()

    @property
    def timers(self) -> Timers:
        """How long this call's answers and requests are repeated."""
        return self.manners.timers or self.config.timers

    @property
    def law(self) -> Law:
        """How the agreed codec writes a sample."""
        return self.media.agreement.law if self.media.agreement is not None else "PCMU"

    def hear_key(self, key: str) -> None:
        """Note a key press, by whichever method it came."""
        self.keys = (self.keys + key)[:MAX_KEYS]
        self.key_came.set()

    async def say(self, sound: str) -> None:
        """Speak a greeting, unless greetings are switched off."""
        if self.config.greetings:
            limit_s = self.config.greeting_s
            most = None if limit_s is None else round(limit_s / FRAME_S)
            await self.media.play(islice(frames(sound, self.law), most))

    async def play(self, sound: Iterable[bytes | None]) -> None:
        """Send frames in the agreed codec."""
        await self.media.play(sound)

    async def tell(self, text: str, extra: ExtraHeaders) -> None:
        """Send a MESSAGE inside the call (RFC 3428), when the caller said that it takes them."""
        if self.takes_messages:
            branch, data = self.dialog.request("MESSAGE", extra, text.encode(), "text/plain")
            await self._clients.final_answer(branch, "MESSAGE", data, self.dialog.channel)

    def end(self, by: str) -> None:
        """The call is over; the first reason counts. Answers that nobody confirmed are no longer repeated."""
        if not self.ended.is_set():
            self.ended_by = by
            self.ended.set()
            for transaction in self._unacknowledged.values():
                transaction.acknowledged()

    async def hang_up(self) -> None:
        """Send BYE with the reason and the statistics, and wait for its answer."""
        branch, data = self._bye()
        await self._clients.final_answer(branch, "BYE", data, self.dialog.channel)

    def send_bye(self) -> None:
        """Send BYE once, when there is no time to wait."""
        self.dialog.channel.send(self._bye()[1])

    def _bye(self) -> tuple[str, bytes]:
        usual = END_REASONS[self.ended_by]
        reason = (self.manners.reason or usual) if self.ended_by == "finished" else usual
        return self.dialog.request("BYE", (("Reason", reason), *end_headers(self.media, self)))

    async def refresh(self) -> None:
        """Refresh the session again and again (RFC 4028 section 10); unanswered, the call is over."""
        manners = self.manners
        while manners.session_expires_s:
            await asyncio.sleep(manners.refresh_s)
            extra = (("Supported", "timer"), ("Session-Expires", f"{manners.session_expires_s};refresher=uac"))
            branch, data = self.dialog.request("UPDATE", (*extra, ("Contact", self.contact)))
            if await self._clients.final_answer(branch, "UPDATE", data, self.dialog.channel, self.timers) is None:
                self.end("session_expired")
                return

    async def renew_sound(self) -> None:
        """Describe our sound once more, as a new source, by UPDATE (RFC 3311)."""
        self._session = random.getrandbits(31)
        self.media.start_anew()
        branch, data = self.dialog.request("UPDATE", (("Contact", self.contact),), self.offer(), CONTENT_TYPE)
        await self._clients.final_answer(branch, "UPDATE", data, self.dialog.channel, self.timers)

    async def put_on_hold(self, *, on: bool) -> None:
        """Ask for no sound either way (RFC 3264 section 8.4), or for sound again, by UPDATE (RFC 3311)."""
        if self.media.agreement is not None:
            self.media.agreement = replace(self.media.agreement, sending=not on)
        offer = self.offer("inactive" if on else "sendrecv")
        branch, data = self.dialog.request("UPDATE", (("Contact", self.contact),), offer, CONTENT_TYPE)
        await self._clients.final_answer(branch, "UPDATE", data, self.dialog.channel, self.timers)

    def offer(self, direction: SdpDirection = "sendrecv") -> bytes:
        """Our own description, where the far end sent none."""
        self._version += 1
        return build_audio_sdp(self._announced, session=self._session, version=self._version, direction=direction)

    def accept(self, body: bytes) -> AudioAnswer | None:
        """Answer an offer and follow what it agrees on; ``None`` when no codec fits."""
        offer = parse_sdp(body)
        answer = answer_audio(offer, self._announced, session=self._session, version=self._version + 1)
        if answer is not None:
            self._version += 1
            self.agree(answer, offer)
        return answer

    def agree(self, answer: AudioAnswer, theirs: Sdp) -> None:
        """Use the codec and directions of an exchange; the address 0.0.0.0 means hold (RFC 3264 section 8.4)."""
        held = theirs.audio is not None and theirs.audio.connection == "0.0.0.0"
        self.offered = theirs.audio_endpoint
        self.media.agreement = Agreement(
            answer.payload_type,
            _LAWS[answer.codec],
            answer.telephone_event,
            sending=answer.direction in {"sendrecv", "sendonly"} and not held,
        )

    def respond(
        self,
        transaction: ServerTransaction,
        status: int,
        phrase: str,
        *,
        extra: ExtraHeaders = (),
        body: bytes = b"",
    ) -> None:
        """Answer a request of this call."""
        request = transaction.request
        dialogue = request.method in {"INVITE", "UPDATE"} and status < 300
        data = build_response(
            request,
            status,
            phrase,
            source=self.config.view.seen(transaction.channel.source),
            to_tag=self.dialog.local_tag,
            contact=self.contact if dialogue else None,
            extra=[*([ALLOW, *self._session_timer(request)] if dialogue else []), *extra],
            body=body,
            content_type=CONTENT_TYPE if body else None,
        )
        if transaction.is_invite and 200 <= status < 300 and request.cseq:
            self._unacknowledged[request.cseq[0]] = transaction
            transaction.unacknowledged = lambda: self.end("no_ack")
            transaction.keep_time(self.timers)
        transaction.respond(status, data)

    def _session_timer(self, request: SipMessage) -> ExtraHeaders:
        """We refresh (RFC 4028 section 9); the caller must know of it where it can."""
        seconds = self.manners.session_expires_s
        if not seconds:
            return ()
        knows = any("timer" in value.lower() for value in request.all("supported"))
        return (("Session-Expires", f"{seconds};refresher=uas"), *((("Require", "timer"),) if knows else ()))

    def describe(self, transaction: ServerTransaction) -> None:
        """Answer an INVITE or UPDATE with a description: ours to theirs, or our offer where they sent none."""
        body = transaction.request.body
        if not body:
            self.respond(transaction, 200, "OK", body=self.offer() if transaction.is_invite else b"")
            return
        answer = self.accept(body)
        if answer is None:
            self.respond(transaction, 488, "Not Acceptable Here", extra=[("Warning", '304 testline "No usable audio"')])
        else:
            self.respond(transaction, 200, "OK", body=answer.body)

    def describe_early(self, transaction: ServerTransaction, media: MediaSession) -> None:
        """Say where an announcement comes from, before the call is taken; *media* talks as it will then."""
        answer = self.accept(transaction.request.body)
        early = answer_audio(parse_sdp(transaction.request.body), self.config.view.announced(media.local))
        if answer is not None and early is not None:
            media.agreement = self.media.agreement
            self.respond(transaction, 183, "Session Progress", body=early.body)

    def acknowledge(self, ack: SipMessage) -> None:
        """Take the ACK of a 2xx; it brings the answer where we made the offer."""
        if self.manners.ignore_ack:
            return
        transaction = self._unacknowledged.pop(ack.cseq[0], None) if ack.cseq else None
        if transaction is None:
            return
        transaction.acknowledged()
        if not transaction.request.body and ack.body:
            theirs = parse_sdp(ack.body)
            chosen = answer_audio(theirs, self._announced)
            if chosen is not None:
                self.agree(chosen, theirs)

    def hear_info(self, request: SipMessage) -> bool:
        """Take a key sent by INFO; whether its body was of a kind we know."""
        kind = (request.get("content-type") or "").partition(";")[0].strip().lower()
        if kind not in {"application/dtmf-relay", "application/dtmf"}:
            return not request.body
        found = _SIGNAL.match(request.body)
        if found:
            key = found.group(1).decode().upper()
            self.by_info = (self.by_info + key)[:MAX_KEYS]
            self.hear_key(key)
        return True

    def record(self, duration_s: float) -> CallRecord:
        """What is kept when it is over."""
        return CallRecord(self.number, self.user, self.keys, self.ended_by, duration_s, end_headers(self.media, self))
