"""What simulated boxes and far ends do to packets of sound and of pressed keys, packet by packet."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.protocols.dtmf import dtmf_samples
from app.protocols.g711 import SILENCE, decode, encode
from app.protocols.rtp import CLOCK_HZ, RtpPacket, build_rtp, parse_rtp
from app.protocols.telephone_event import TelephoneEvent, build_event, parse_event

Edit = Callable[[RtpPacket], RtpPacket | None]
"""The packet as it goes on, or ``None`` when it does not."""

OTHER_PAYLOAD: Final = 96
STRANGE_PAYLOAD: Final = 97
CLOCK_FACTOR: Final = 6
"""48 kHz in place of 8 kHz."""
THIN: Final = 20
_PCMU: Final = 0
FRAME: Final = 160
"""Samples of 20 ms."""
EVENT_KEYS: Final = "0123456789*#ABCD"
"""By event number (RFC 4733 section 3.2)."""
_AGAIN: Final = 40
"""Clock units between the two presses that one becomes."""


def _event(packet: RtpPacket) -> TelephoneEvent | None:
    return parse_event(packet.payload) if len(packet.payload) == 4 and packet.payload_type >= OTHER_PAYLOAD else None


def event_twice(packet: RtpPacket) -> RtpPacket:
    """Gives the end of each press a time of its own: whoever counts by time hears two."""
    event = _event(packet)
    again = event is not None and event.end
    return replace(packet, timestamp=(packet.timestamp + _AGAIN) & 0xFFFFFFFF) if again else packet


def event_ends_anew(packet: RtpPacket) -> RtpPacket:
    """Gives each of the three packets that end a press a time of its own: whoever counts by time hears more of them."""
    event = _event(packet)
    if event is None or not event.end:
        return packet
    return replace(packet, timestamp=(packet.timestamp + _AGAIN * (1 + packet.sequence % 3)) & 0xFFFFFFFF)


def event_and_tone(packet: RtpPacket) -> RtpPacket:
    """Tells each press as an event, and plays its tone as well: in place of the packets between begin and end."""
    event = _event(packet)
    if event is None or packet.marker or event.end or event.event >= len(EVENT_KEYS):
        return packet
    samples = dtmf_samples(EVENT_KEYS[event.event], event.duration / CLOCK_HZ)[-FRAME:]
    sound = encode(samples, "PCMU")
    return replace(
        packet, payload_type=_PCMU, timestamp=(packet.timestamp + event.duration) & 0xFFFFFFFF, payload=sound
    )


def event_renumbered(packet: RtpPacket) -> RtpPacket:
    """Sends events under another payload number than was agreed on."""
    return replace(packet, payload_type=OTHER_PAYLOAD) if _event(packet) else packet


def event_stretched(packet: RtpPacket) -> RtpPacket:
    """Counts an event's length by a clock of 48 kHz."""
    event = _event(packet)
    if event is None:
        return packet
    return replace(packet, payload=build_event(replace(event, duration=event.duration * CLOCK_FACTOR)))


def event_cut(packet: RtpPacket) -> RtpPacket | None:
    """Lets only the first 20 ms of each press pass."""
    event = _event(packet)
    return None if event is not None and not packet.marker else packet


def event_some(packet: RtpPacket) -> RtpPacket | None:
    """Loses every packet of some presses: of the keys with an odd number."""
    event = _event(packet)
    return None if event is not None and event.event % 2 else packet


def thinned(packet: RtpPacket) -> RtpPacket | None:
    """Lets one packet in twenty pass."""
    return packet if packet.sequence % THIN == 0 or _event(packet) else None


def silenced(packet: RtpPacket) -> RtpPacket:
    """Replaces sound by silence of the same codec."""
    if _event(packet):
        return packet
    law = SILENCE["PCMU" if packet.payload_type == _PCMU else "PCMA"]
    return replace(packet, payload=bytes([law]) * len(packet.payload))


def scrambled(packet: RtpPacket) -> RtpPacket:
    """What an encrypted packet is to somebody without the key."""
    key = random.Random(packet.sequence).randbytes(len(packet.payload))
    return replace(packet, payload=bytes(one ^ other for one, other in zip(packet.payload, key, strict=True)))


def other_law(packet: RtpPacket) -> RtpPacket:
    """A-law where mu-law was agreed on, or the reverse."""
    ours, theirs = ("PCMU", "PCMA") if packet.payload_type == _PCMU else ("PCMA", "PCMU")
    return replace(packet, payload=encode(decode(packet.payload, ours), theirs))  # type: ignore[arg-type]


def renumbered(packet: RtpPacket) -> RtpPacket:
    """Sends sound under a payload number that nobody agreed on."""
    return packet if _event(packet) else replace(packet, payload_type=STRANGE_PAYLOAD)


EDITS: Final[dict[str, Edit]] = {
    "event-twice": event_twice,
    "event-ends-anew": event_ends_anew,
    "event-and-tone": event_and_tone,
    "event-renumbered": event_renumbered,
    "event-stretched": event_stretched,
    "event-cut": event_cut,
    "event-some": event_some,
    "thinned": thinned,
    "silenced": silenced,
    "scrambled": scrambled,
    "other-law": other_law,
    "renumbered": renumbered,
}


def edited(data: bytes, edit: Edit) -> bytes | None:
    """*data* after *edit*; what is no RTP passes as it is."""
    packet = parse_rtp(data)
    if packet is None:
        return data
    changed = edit(packet)
    return None if changed is None else build_rtp(changed)
