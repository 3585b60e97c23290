"""An answered call in the hands of its script (:class:`~app.softphone.face.Conversation`)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pjsua2 as pj

from app.model.facts import Fact, KeysHeard
from app.protocols.sip import SipMessage as ParsedMessage
from app.softphone import call as figures
from app.softphone import goodbye
from app.softphone.call import NO_PLACE, CallEvents
from app.softphone.dialogue import round_trip_s
from app.softphone.face import OnLevel
from app.softphone.ladder import LadderEntry
from app.softphone.levels import bridge_dbfs
from app.softphone.media import CallSound, HeldSound
from app.softphone.stream_look import StreamLook
from app.softphone.waiting import now

if TYPE_CHECKING:
    from app.softphone.person import PersonLine

LEVEL_INTERVAL_S: Final = 0.1
_DTMF: Final = {"rfc4733": pj.PJSUA_DTMF_METHOD_RFC2833, "info": pj.PJSUA_DTMF_METHOD_SIP_INFO}
RENEWAL_S: Final = 2.0
"""How long the answer to a re-INVITE may take before the call goes on as it was."""

PLACE_WAIT_S: Final = 33.0
"""After 64 times T1 the stack gives up a goodbye or an INVITE that nobody answers (RFC 3261 section 17.1)."""
PLACE_LOOK_S: Final = 0.05
MOST_ROUND_TRIP_S: Final = 2.0
"""Longer ones are no way but a far end that thinks; a satellite takes 0.6 s."""


class ActiveCall:
    """Holds the pjsua2 call until :meth:`release`; everything else that outlives the call holds only this."""

    def __init__(
        self,
        events: CallEvents,
        ladder: Sequence[LadderEntry],
        purpose: str,
        folder: Path,
        record: Callable[[Fact], None],
        follow: Callable[[], bool] = lambda: False,
    ) -> None:
        self.purpose = purpose
        self.ended = events.over
        self._ladder = ladder
        self._call: Any = None
        self._events = events
        self._folder = folder
        self._record, self._follow = record, follow
        self._sound: CallSound | None = None
        self._held: HeldSound | None = None
        self._person: PersonLine | None = None

    def take(self, sip_call: Any) -> None:
        """Own the pjsua2 call from now on."""
        self._call = sip_call

    async def dial(self, uri: str) -> bool:
        """Send the INVITE; false when the stack refuses.

        Calls whose goodbye was not answered yet keep their places; when all are taken, this waits for one.
        """
        deadline = now() + PLACE_WAIT_S
        while self._call is not None:
            try:
                self._call.dial(uri)
                return True
            except pj.Error as error:
                if error.status != NO_PLACE or now() > deadline:
                    return False
            await asyncio.sleep(PLACE_LOOK_S)  # the stack tells nobody when a place is free
        return False

    def bye(self) -> bool:
        """Hang up; false where there is nothing to say goodbye to."""
        if self._call is None or not self._call.was_made:
            return False
        self._call.bye()
        return True

    def record(self, fact: Fact) -> None:
        self._record(fact)

    def messages(self) -> Sequence[ParsedMessage]:
        return [entry.message for entry in self._ladder if entry.inbound]

    def ladder(self) -> Sequence[LadderEntry]:
        return tuple(self._ladder)

    @property
    def round_trip_s(self) -> float:
        return min(MOST_ROUND_TRIP_S, round_trip_s(self._ladder))

    @property
    def digits_heard(self) -> str:
        return self._events.digits

    @property
    def events_negotiated(self) -> bool:
        return self._call is not None and figures.events_negotiated(self._call)

    @property
    def far_end_reports(self) -> int:
        return figures.reports_received(self._call) if self._call is not None else 0

    @property
    def seconds_heard(self) -> float:
        return self._sound.seconds if self._sound else 0.0

    def start_sound(self, play: Path) -> None:
        if self._call is None:
            return
        with contextlib.suppress(pj.Error):  # the far end has hung up meanwhile
            self._sound = CallSound(self._call.getAudioMedia(-1), self._folder, play)

    def hold_sound(self, play: Path) -> None:
        if self._call is None:
            return
        with contextlib.suppress(pj.Error):
            audio = self._call.getAudioMedia(-1)
            if self._held is None:
                self._held = HeldSound(audio, play)
            else:
                self._held.connect(audio)

    def drop_held_sound(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.drop()

    def join(self, person: PersonLine) -> None:
        if self._call is None:
            return
        with contextlib.suppress(pj.Error):
            self._person = person
            person.attach(self._call.getAudioMedia(-1))

    async def send_sound(self, sending: bool) -> bool:
        return self._call is not None and await self._renewed(lambda call: call.send_sound(sending))

    async def follow(self) -> bool:
        return self._call is not None and self._follow() and await self._renewed(lambda call: call.offer_anew())

    async def _renewed(self, ask: Callable[[Any], None]) -> bool:
        """Ask for another stream, and wait for it."""
        self._events.renewed.clear()
        with contextlib.suppress(pj.Error, TimeoutError):
            ask(self._call)
            async with asyncio.timeout(RENEWAL_S + self.round_trip_s):
                await self._events.renewed.wait()
            return True
        return False

    def packet_counts(self) -> tuple[int, int] | None:
        return figures.packet_counts(self._call) if self._call is not None else None

    def stream_look(self) -> StreamLook | None:
        return figures.stream_look(self._call) if self._call is not None else None

    def heard_dbfs(self) -> float | None:
        levels = self._levels()
        return levels[0] if levels is not None else None

    def peek(self) -> bytes:
        return self._sound.peek() if self._sound else b""

    async def stop_sound(self) -> tuple[bytes, bytes]:
        sound, self._sound = self._sound, None
        return await sound.stop() if sound else (b"", b"")

    def keys_heard(self) -> KeysHeard | None:
        return goodbye.keys_heard(self._ladder, self.purpose)

    def send_digits(self, digits: str, duration_ms: int, method: Literal["rfc4733", "info"] = "rfc4733") -> bool:
        if self._call is None:
            return False
        request = pj.CallSendDtmfParam()
        request.method, request.digits, request.duration = _DTMF[method], digits, duration_ms
        with contextlib.suppress(pj.Error):
            self._call.sendDtmf(request)
            return True
        return False

    async def pause(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.ended.wait()
        return not self.ended.is_set()

    async def meter(self, on_level: OnLevel) -> None:
        """Tell both levels until cancelled or over."""
        while await self.pause(LEVEL_INTERVAL_S):
            levels = self._levels()
            if levels is not None:
                received, sent = self.packet_counts() or (None, None)
                on_level("inbound", levels[0], received)
                on_level("outbound", levels[1], sent)

    def _levels(self) -> tuple[float, float] | None:
        if self._call is None:
            return None
        with contextlib.suppress(pj.Error):
            audio = self._call.getAudioMedia(-1)
            # Measured: a call's "rx" is what the bridge gave it to send, its "tx" what it delivered to the bridge.
            return bridge_dbfs(int(audio.getTxLevel())), bridge_dbfs(int(audio.getRxLevel()))
        return None

    def release(self) -> None:
        """Let every native object go; safe to call twice."""
        sound, self._sound = self._sound, None
        if sound is not None:
            sound.drop()
        self.drop_held_sound()
        person, self._person = self._person, None
        if person is not None:
            person.drop()
        self._call = None
