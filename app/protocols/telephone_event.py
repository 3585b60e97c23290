"""Keypad digits as RTP events (RFC 4733): sending, receiving, and comparing what was sent with what was heard."""

from __future__ import annotations

import difflib
import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.protocols.rtp import CLOCK_HZ, FRAME, RtpPacket

DIGITS: Final = "0123456789*#ABCD"
"""Event numbers 0 to 15 in order (RFC 4733 section 3.2)."""
END_PACKETS: Final = 3
"""How often the last packet of an event is sent (section 2.5.1.4)."""
MAX_EVENTS: Final = 512
"""Events kept for one call: what comes beyond them is not recorded."""
_PAYLOAD: Final = struct.Struct("!BBH")


@dataclass(frozen=True, slots=True)
class TelephoneEvent:
    """The payload of one packet. ``volume`` is in dB below 0 dBm0, ``duration`` in clock units."""

    event: int
    end: bool
    volume: int
    duration: int

    @property
    def digit(self) -> str:
        """The key, or an empty text for an event that is not one."""
        return DIGITS[self.event] if self.event < len(DIGITS) else ""


@dataclass(frozen=True, slots=True)
class HeardEvent:
    """One key press as received; ``ended`` is false when none of its last packets came."""

    digit: str
    timestamp: int
    duration: int
    packets: int
    ended: bool


@dataclass(frozen=True, slots=True)
class DigitComparison:
    """Digits that were sent and not heard, and digits that were heard once more than they were sent."""

    lost: str
    added: str
    doubled: str


def parse_event(payload: bytes) -> TelephoneEvent | None:
    """Read the first event of a payload; ``None`` when it is too short."""
    if len(payload) < _PAYLOAD.size:
        return None
    event, flags, duration = _PAYLOAD.unpack_from(payload)
    return TelephoneEvent(event, bool(flags & 0x80), flags & 0x3F, duration)


def build_event(event: TelephoneEvent) -> bytes:
    """Write one payload."""
    flags = (0x80 if event.end else 0) | event.volume & 0x3F
    return _PAYLOAD.pack(event.event, flags, min(event.duration, 0xFFFF))


def event_packets(
    digit: str, *, payload_type: int, ssrc: int, sequence: int, timestamp: int, duration_ms: int = 160, volume: int = 10
) -> Iterator[RtpPacket]:
    """The packets of one key press in sending order, 20 ms apart; the three last ones follow each other at once.

    Raises ``ValueError`` for a digit outside :data:`DIGITS`.
    """
    number = DIGITS.index(digit.upper())
    frames = max(1, duration_ms * CLOCK_HZ // 1000 // FRAME)
    durations = [FRAME * (index + 1) for index in range(frames)] + [FRAME * frames] * END_PACKETS
    for index, duration in enumerate(durations):
        payload = build_event(TelephoneEvent(number, index >= frames, volume, duration))
        yield RtpPacket(payload_type, (sequence + index) & 0xFFFF, timestamp, ssrc, payload, marker=index == 0)


class EventReceiver:
    """Turns the packets of a call into key presses: one per RTP timestamp, whichever of its packets arrive.

    Lost, repeated and late packets therefore change nothing. A box on the way that gives the packets of one press new
    timestamps does: the digit is then heard doubled here, as it is by any other receiver.
    """

    def __init__(self) -> None:
        self._events: list[HeardEvent] = []
        self._places: dict[tuple[int, int], int] = {}
        self._recent: deque[tuple[int, int]] = deque(maxlen=16)

    @property
    def events(self) -> tuple[HeardEvent, ...]:
        """The key presses so far, in order of arrival."""
        return tuple(self._events)

    @property
    def digits(self) -> str:
        """The keys so far."""
        return "".join(event.digit for event in self._events)

    @property
    def unfinished(self) -> int:
        """Key presses whose end never arrived."""
        return sum(not event.ended for event in self._events)

    def add(self, packet: RtpPacket) -> str | None:
        """Take a packet of the event payload type; returns the key when it begins a press not heard before."""
        event = parse_event(packet.payload)
        if event is None or not event.digit:
            return None
        name = (packet.timestamp, event.event)
        place = self._places.get(name)
        if place is None:
            return self._begin(name, event)
        known = self._events[place]
        longest = max(known.duration, event.duration)
        self._events[place] = replace(
            known, packets=known.packets + 1, duration=longest, ended=known.ended or event.end
        )
        return None

    def _begin(self, name: tuple[int, int], event: TelephoneEvent) -> str | None:
        if len(self._events) >= MAX_EVENTS:
            return None
        if len(self._recent) == self._recent.maxlen:
            self._places.pop(self._recent[0], None)
        self._recent.append(name)
        self._places[name] = len(self._events)
        self._events.append(HeardEvent(event.digit, name[0], event.duration, 1, event.end))
        return event.digit


def compare_digits(sent: str, heard: str) -> DigitComparison:
    """What became of *sent* on its way. An added digit equal to its neighbour was doubled."""
    lost, added, doubled = "", "", ""
    for change, i, j, k, end in difflib.SequenceMatcher(None, sent, heard, autojunk=False).get_opcodes():
        lost += sent[i:j] if change in {"delete", "replace"} else ""
        for place in range(k, end) if change in {"insert", "replace"} else ():
            neighbours = heard[max(0, place - 1) : place] + heard[place + 1 : place + 2]
            added += heard[place]
            doubled += heard[place] if change == "insert" and heard[place] in neighbours else ""
    return DigitComparison(lost, added, doubled)
