"""What simulated boxes do to sound: each edit for itself, stalls by the clock and after keep-alives."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice.behaviour import DropRule, MediaRule, StallRule
from app.practice.media_edits import EDITS, edited
from app.practice.media_way import MediaWay, Stalls
from app.practice.shaping import Gate, Memory
from app.protocols.dtmf import DtmfReceiver
from app.protocols.g711 import SILENCE, decode
from app.protocols.rtp import RtpPacket, build_rtp, parse_rtp
from app.protocols.telephone_event import EventReceiver, event_packets

FLOW = Endpoint("127.0.0.1", 4000)
SOUND = RtpPacket(0, 7, 160, 9, bytes(range(160)))


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def changed(packet: RtpPacket, edit: str) -> RtpPacket | None:
    data = edited(build_rtp(packet), EDITS[edit])
    return None if data is None else parse_rtp(data)


def presses(edit: str) -> EventReceiver:
    receiver = EventReceiver()
    for packet in event_packets("5", payload_type=101, ssrc=1, sequence=1, timestamp=1000, duration_ms=100):
        after = changed(packet, edit)
        if after is not None:
            receiver.add(after)
    return receiver


def test_a_key_is_heard_twice_stretched_or_cut() -> None:
    assert presses("event-twice").digits == "55"
    assert presses("event-ends-anew").digits == "5555"
    assert [event.duration for event in presses("event-stretched").events] == [6 * 800]
    assert [(event.duration, event.packets, event.ended) for event in presses("event-cut").events] == [(160, 1, False)]


@pytest.mark.parametrize("edit", [name for name in EDITS if name.startswith("event")])
def test_edits_of_keys_leave_sound_alone(edit: str) -> None:
    assert changed(SOUND, edit) == SOUND


def test_sound_is_silenced_scrambled_or_renumbered() -> None:
    silent, scrambled, other = (changed(SOUND, edit) for edit in ("silenced", "scrambled", "renumbered"))
    assert silent is not None
    assert silent.payload == bytes([SILENCE["PCMU"]]) * 160
    assert scrambled is not None
    assert len(set(scrambled.payload)) > 60
    assert scrambled.payload != SOUND.payload
    assert other is not None
    assert (other.payload_type, other.payload) == (97, SOUND.payload)
    law = changed(SOUND, "other-law")
    assert law is not None
    assert law.payload != SOUND.payload


def test_what_is_no_sound_passes_every_edit() -> None:
    for edit in EDITS.values():
        assert edited(b"hello", edit) == b"hello"


def test_a_stall_comes_again_and_again_and_not_at_the_begin() -> None:
    clock = Clock()
    stalls = Stalls([StallRule(for_s=1.0, every_s=10.0)], clock)
    lost = []
    for tenth in range(250):
        clock.now = 100 + tenth / 10
        lost.append(stalls.holds("inbound")[0])
    assert [tenth for tenth, gone in enumerate(lost) if gone] == [*range(100, 110), *range(200, 210)]
    assert stalls.holds("outbound") == (False, 0.0)


def test_kept_back_packets_all_come_at_the_end_of_the_stall() -> None:
    clock = Clock()
    stalls = Stalls([StallRule(for_s=1.0, every_s=10.0, kind="delay")], clock)
    stalls.holds("inbound")
    clock.now = 110.25
    lost, kept_s = stalls.holds("inbound")
    assert (lost, kept_s) == (False, pytest.approx(0.75))  # type: ignore[comparison-overlap]


def test_a_stall_after_each_keep_alive() -> None:
    clock = Clock()
    stalls = Stalls([StallRule(for_s=0.5, after_keep_alive=True)], clock)
    assert stalls.holds("inbound") == (False, 0.0)
    clock.now += 3
    stalls.keep_alive()
    assert stalls.holds("inbound")[0]
    clock.now += 0.6
    assert not stalls.holds("inbound")[0]


def way(*rules: MediaRule, drops: tuple[DropRule, ...] = (), watched: bool = True) -> MediaWay:
    clock = Clock()
    return MediaWay(Gate(drops), Memory(None, clock), Stalls((), clock), rules, lambda: watched)


def test_an_edit_belongs_to_its_direction_and_path() -> None:
    rule = MediaRule("inbound", "silenced", path="watched")

    def payload(made: MediaWay, direction: Direction) -> bytes:
        passage = made.treat(build_rtp(SOUND), direction, FLOW)
        assert passage is not None
        packet = parse_rtp(passage.data)
        assert packet is not None
        return packet.payload

    assert payload(way(rule), "inbound") != SOUND.payload
    assert payload(way(rule), "outbound") == SOUND.payload
    assert payload(way(rule, watched=False), "inbound") == SOUND.payload


def test_every_other_packet_is_late() -> None:
    made = way(MediaRule("inbound", late_ms=500))
    waits = [passage.later_s for _ in range(4) if (passage := made.treat(build_rtp(SOUND), "inbound", FLOW))]
    assert waits == [0.5, 0.0, 0.5, 0.0]


def test_what_is_dropped_stays_dropped() -> None:
    assert way(drops=(DropRule(("rtp",), "inbound"),)).treat(build_rtp(SOUND), "inbound", FLOW) is None


def test_a_key_is_told_and_played_as_well() -> None:
    heard, told = DtmfReceiver(), EventReceiver()
    for packet in event_packets("5", payload_type=101, ssrc=1, sequence=1, timestamp=1000, duration_ms=100):
        after = changed(packet, "event-and-tone")
        assert after is not None
        if after.payload_type == 0:
            heard.add(decode(after.payload, "PCMU"))
        else:
            told.add(after)
    assert told.digits == "5"
    assert [key for key, _ in heard.presses] == ["5"]


def test_a_stall_that_comes_once() -> None:
    clock = Clock()
    stalls = Stalls((StallRule(2.0, at_s=3.0),), clock)
    lost = []
    for _ in range(10):
        lost.append(stalls.holds("inbound")[0])
        clock.now += 1.0
    assert lost == [False] * 3 + [True] * 2 + [False] * 5
