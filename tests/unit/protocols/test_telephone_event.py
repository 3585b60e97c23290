from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.rtp import RtpPacket
from app.protocols.telephone_event import (
    DIGITS,
    MAX_EVENTS,
    DigitComparison,
    EventReceiver,
    compare_digits,
    event_packets,
    parse_event,
)


def press(keys: str, duration_ms: int = 160) -> list[list[RtpPacket]]:
    """The packets of each key, numbered like one stream."""
    pressed, sequence, timestamp = [], 0, 0
    for key in keys:
        packets = list(
            event_packets(
                key, payload_type=101, ssrc=1, sequence=sequence, timestamp=timestamp, duration_ms=duration_ms
            )
        )
        sequence += len(packets)
        timestamp += 8 * (duration_ms + 50)
        pressed.append(packets)
    return pressed


def flat(presses: list[list[RtpPacket]]) -> list[RtpPacket]:
    return [packet for packets in presses for packet in packets]


def heard(packets: list[RtpPacket]) -> EventReceiver:
    receiver = EventReceiver()
    for packet in packets:
        receiver.add(packet)
    return receiver


def test_the_packets_of_a_key() -> None:
    packets = press("5", 100)[0]
    events = [parse_event(packet.payload) for packet in packets]
    assert [(event.digit, event.duration, event.end) for event in events if event] == [
        ("5", 160, False),
        ("5", 320, False),
        ("5", 480, False),
        ("5", 640, False),
        ("5", 800, False),
        ("5", 800, True),
        ("5", 800, True),
        ("5", 800, True),
    ]
    assert [packet.marker for packet in packets] == [True] + [False] * 7
    assert len({packet.timestamp for packet in packets}) == 1
    assert [packet.sequence for packet in packets] == list(range(8))


def test_the_bytes_of_rfc_4733_section_2_3() -> None:
    assert parse_event(bytes([11, 0x80 | 10, 0x03, 0x20])) is not None
    event = parse_event(bytes([11, 0x80 | 10, 0x03, 0x20]))
    assert event is not None
    assert (event.digit, event.end, event.volume, event.duration) == ("#", True, 10, 800)
    assert parse_event(b"\0\0\0") is None


def test_every_key_is_heard_once() -> None:
    receiver = heard(flat(press(DIGITS)))
    assert receiver.digits == DIGITS
    assert receiver.unfinished == 0
    assert {event.packets for event in receiver.events} == {11}


def test_the_same_key_twice_is_two_presses() -> None:
    assert heard(flat(press("1122"))).digits == "1122"


@pytest.mark.parametrize(
    "kept", [slice(0, 1), slice(4, 6), slice(10, 11)], ids=["only the first", "middle", "only the last"]
)
def test_whatever_arrives_of_a_key_is_that_key(kept: slice) -> None:
    receiver = heard(flat([packets[kept] for packets in press("42")]))
    assert receiver.digits == "42"
    assert receiver.unfinished == (0 if kept.start == 10 else 2)


def test_repeated_and_late_packets_add_no_key() -> None:
    first, second = press("12")
    receiver = heard([*first, *first, *second, *second[-3:], *first[-2:]])
    assert receiver.digits == "12"
    assert receiver.events[0].duration == 1280


def test_new_timestamps_on_the_way_double_a_key() -> None:
    packets = press("7")[0]
    moved = [replace(packet, timestamp=packet.timestamp + 160 * (index // 6)) for index, packet in enumerate(packets)]
    assert heard(moved).digits == "77"


@given(st.text(DIGITS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_loss_and_doubling_within_a_key_change_nothing(keys: str, chance: random.Random) -> None:
    stream = []
    for packets in press(keys):
        kept = [packet for packet in packets if chance.random() > 0.5] or [packets[-1]]
        stream += [packet for packet in kept for _ in range(chance.choice((1, 1, 2)))]
    assert heard(stream).digits == keys


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=8)), max_size=50))
def test_any_payload_is_taken(packets: list[tuple[int, bytes]]) -> None:
    heard([RtpPacket(101, 0, stamp, 1, payload) for stamp, payload in packets])


def test_a_flood_of_keys_is_bounded() -> None:
    receiver = heard([RtpPacket(101, 0, stamp, 1, bytes([1, 0, 0, 0])) for stamp in range(3 * MAX_EVENTS)])
    assert len(receiver.events) == MAX_EVENTS


def test_other_events_are_no_keys() -> None:
    assert heard([RtpPacket(101, 0, 0, 1, bytes([16, 0, 0, 160]))]).events == ()


def test_a_key_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="substring"):
        press("x")


@pytest.mark.parametrize(
    ("sent", "got", "result"),
    [
        ("1234", "1234", DigitComparison("", "", "")),
        ("1234", "", DigitComparison("1234", "", "")),
        ("1234", "124", DigitComparison("3", "", "")),
        ("1234", "11223344", DigitComparison("", "1234", "1234")),
        ("12", "192", DigitComparison("", "9", "")),
        ("12", "13", DigitComparison("2", "3", "")),
        ("", "5", DigitComparison("", "5", "")),
        ("55", "555", DigitComparison("", "5", "5")),
    ],
)
def test_what_became_of_the_digits(sent: str, got: str, result: DigitComparison) -> None:
    assert compare_digits(sent, got) == result
