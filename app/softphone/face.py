"""What the softphone offers to the other rooms, as types. Nothing here loads pjsua2."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from app.model.facts import CallResult, Direction, Fact, KeysHeard
from app.protocols.sip import SipMessage as ParsedMessage
from app.softphone.ladder import LadderEntry
from app.softphone.stream_look import StreamLook
from app.version import VERSION

if TYPE_CHECKING:
    from app.softphone.person import PersonLine

OnLevel = Callable[[Direction, float, int | None], None]
"""``(direction, dbfs, packets of the stream so far)``, about ten times a second while a call has sound."""


@dataclass(frozen=True, slots=True)
class PhoneSettings:
    """How the softphone behaves; all times in seconds.

    pjsip itself gives up on a silent server only after 32 s (RFC 3261, timer B): the waits here are shorter, and long
    enough for five transmissions of a request (0, 0.5, 1.5, 3.5 and 7.5 s).
    """

    silence_wait_s: float = 8.0
    """How long nothing at all may come back before the server counts as silent."""
    answer_wait_s: float = 20.0
    """How long a call may ring."""
    media_wait_s: float = 2.0
    """How long after the answer its sound stream may take to start."""
    hang_up_wait_s: float = 0.8
    """How long the answer to our BYE may take; it carries the far end's statistics."""
    stop_wait_s: float = 0.3
    """The same after the person pressed Stop."""
    sign_out_wait_s: float = 0.3
    expires_s: int = 300
    keep_alive_s: int = 15
    """How often a small packet keeps the way of the signalling open (RFC 5626 section 4.4.1)."""
    codecs: tuple[str, ...] = ("PCMU/8000", "PCMA/8000")
    """G.711 only: linear enough to recognise a signal, and the same in every provider's network."""
    user_agent: str = f"CallMend/{VERSION}"
    pump_interval_s: float = 0.02


class Conversation(Protocol):
    """An answered call, as its script sees it. Methods raise nothing when the far end has hung up meanwhile."""

    purpose: str
    ended: asyncio.Event
    """Set when the call is over, whoever ended it."""

    def record(self, fact: Fact) -> None:
        """Hand a fact out at once."""

    def messages(self) -> Sequence[ParsedMessage]:
        """The call's SIP messages received so far, in order."""

    def ladder(self) -> Sequence[LadderEntry]:
        """The call's SIP messages so far, both ways, with the times at which they were seen."""

    @property
    def round_trip_s(self) -> float:
        """How long the far end's first sign took; what is sent takes half of it to get there. 0: unknown."""

    @property
    def digits_heard(self) -> str:
        """RFC 4733 digits that the far end sent us."""

    @property
    def events_negotiated(self) -> bool:
        """Whether the answer accepted telephone events."""

    @property
    def far_end_reports(self) -> int:
        """RTCP reports received so far that speak of our packets."""

    def start_sound(self, play: Path) -> None:
        """Play a WAV file into the call, again and again, and record what comes back."""

    def hold_sound(self, play: Path) -> None:
        """Play a WAV file into a long call and record nothing; also joins a stream that was made anew."""

    def drop_held_sound(self) -> None:
        """End that."""

    def join(self, person: PersonLine) -> None:
        """Let a person listen or speak as well, until the call is over."""

    async def send_sound(self, sending: bool) -> bool:
        """Ask the far end by re-INVITE to expect no sound of ours, or sound again; whether it agreed in time."""

    async def follow(self) -> bool:
        """Go on from the address that this computer has now; whether the far end agreed in time."""

    def packet_counts(self) -> tuple[int, int] | None:
        """RTP packets received and sent on the stream of now; they begin anew with each stream."""

    def stream_look(self) -> StreamLook | None:
        """The figures of the stream of now."""

    def heard_dbfs(self) -> float | None:
        """How loud the far end is right now."""

    def peek(self) -> bytes:
        """The last second or so of what came back: 16-bit samples at 8 kHz."""

    @property
    def seconds_heard(self) -> float:
        """How much sound the recording holds so far."""

    async def stop_sound(self) -> tuple[bytes, bytes]:
        """End it; returns what came back, and the same mixed with what was played, as 16-bit samples at 8 kHz."""

    def send_digits(self, digits: str, duration_ms: int, method: Literal["rfc4733", "info"] = "rfc4733") -> bool:
        """Send digits as events or by SIP INFO; false when the stack refuses."""

    def keys_heard(self) -> KeysHeard | None:
        """What the far end told at the goodbye, press by press."""

    async def pause(self, seconds: float) -> bool:
        """Wait, shorter when the call ends; returns whether the call still stands."""


class Script(Protocol):
    """What to do in a call between answer and goodbye."""

    purpose: str
    """A key of the profile's ``[numbers]``. A script may also have a ``pace`` (of practice, see ``HoldPlan``)."""

    async def talk(self, call: Conversation) -> bool:
        """Act and record facts; false when the far end hung up before we were done."""

    def after(self, call: Conversation) -> None:
        """Record what only the goodbye tells, such as digits in the answer to BYE."""


@dataclass(frozen=True, slots=True)
class CallReport:
    """One call with all its facts, in the order in which they were recorded."""

    result: CallResult
    facts: tuple[Fact, ...]
