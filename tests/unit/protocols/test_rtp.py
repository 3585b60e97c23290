"""RTP statistics against values worked out by hand from RFC 3550 appendix A."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.rtp import ReceptionStatistics, RtpPacket, build_rtp, parse_rtp


def counted(sequences: list[int]) -> ReceptionStatistics:
    statistics = ReceptionStatistics()
    for number in sequences:
        statistics.add(RtpPacket(0, number & 0xFFFF, 0, 1, bytes(160)), 0.0, timed=False)
    return statistics


packets = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 63) | st.integers(96, 127),
    sequence=st.integers(0, 65535),
    timestamp=st.integers(0, 2**32 - 1),
    ssrc=st.integers(0, 2**32 - 1),
    payload=st.binary(max_size=40),
    marker=st.booleans(),
)


@given(packets)
def test_a_packet_survives_writing_and_reading(packet: RtpPacket) -> None:
    assert parse_rtp(build_rtp(packet)) == packet


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    parse_rtp(data)
    parse_rtp(b"\x90" + data)
    parse_rtp(b"\xbf" + data)


def test_extension_sources_and_padding_are_taken_off() -> None:
    head = bytes([0b10110010, 0x80 | 8]) + bytes.fromhex("0001 00000002 00000003")
    sources, extension = bytes(8), bytes.fromhex("bede0001 01020304")
    packet = parse_rtp(head + sources + extension + b"sound" + b"\0\0\3")
    assert packet == RtpPacket(8, 1, 2, 3, b"sound", marker=True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(11),
        b"\x40" + bytes(11),  # version 1
        b"\x80\xc8" + bytes(10),  # RTCP
        b"\x81\x00" + bytes(10),  # a source that is not there
        b"\x90\x00" + bytes(10),  # an extension that is not there
        b"\x90\x00" + bytes(10) + b"\0\0\0\5",  # longer than the packet
        b"\xa0\x00" + bytes(10) + b"\x09",  # more padding than payload
        b"\xa0\x00" + bytes(10) + b"x\0",  # padding of nothing
    ],
)
def test_what_is_no_rtp(data: bytes) -> None:
    assert parse_rtp(data) is None


def test_loss_across_the_wrap() -> None:
    got = counted([65533, 65534, 1, 2])  # 65535 and 0 are missing
    assert (got.received, got.expected, got.lost, got.cumulative_lost) == (4, 6, 2, 2)
    assert got.highest_sequence == 65536 + 2
    assert (got.duplicates, got.out_of_order) == (0, 0)


def test_a_duplicate_hides_no_loss() -> None:
    got = counted([10, 11, 11, 13])
    assert (got.received, got.expected, got.duplicates) == (4, 4, 1)
    assert got.lost == 1
    assert got.cumulative_lost == 0  # RFC 3550 lets a duplicate make up for a loss


def test_a_late_packet_is_no_loss() -> None:
    got = counted([5, 7, 6, 8])
    assert (got.lost, got.out_of_order, got.duplicates, got.expected) == (0, 1, 0, 4)


def test_a_packet_from_before_the_first_widens_what_was_expected() -> None:
    got = counted([0, 65535, 1])
    assert (got.expected, got.lost, got.out_of_order) == (3, 0, 1)


def test_one_stray_number_changes_nothing() -> None:
    got = counted([100, 101, 40000, 102])
    assert (got.received, got.expected, got.lost, got.restarts) == (3, 3, 0, 0)


def test_a_confirmed_jump_is_a_new_start() -> None:
    got = counted([100, 101, 103, 40000, 40001, 40003])
    assert (got.restarts, got.received, got.expected, got.lost) == (1, 6, 8, 2)


def test_a_new_source_keeps_the_totals() -> None:
    got = counted([100, 102])
    got.new_source()
    got.add(RtpPacket(0, 7, 0, 2, b""), 0.0)
    assert (got.received, got.expected, got.lost) == (3, 4, 1)


def test_fraction_lost_is_of_the_interval() -> None:
    got = counted([1, 2, 3, 5])  # 1 of 5
    assert got.fraction_lost() == 51  # 256 / 5
    got.add(RtpPacket(0, 6, 0, 1, b""), 0.0)
    assert got.fraction_lost() == 0
    assert got.fraction_lost() == 0  # nothing new


def test_jitter_as_in_appendix_a_8() -> None:
    """Packets 20 ms apart; the third comes 10 ms late, which is 80 units of the clock, the fourth in time again."""
    statistics = ReceptionStatistics()
    jitters = []
    for index, arrival in enumerate((0.0, 0.020, 0.050, 0.060)):
        statistics.add(RtpPacket(0, index, index * 160, 1, b""), arrival)
        jitters.append(statistics.jitter)
    first = 80 / 16
    second = first + (80 - first) / 16
    assert jitters == pytest.approx([0, 0, first, second])
    assert statistics.jitter_ms == pytest.approx(second / 8)
    assert statistics.max_jitter == pytest.approx(second)


def test_jitter_does_not_see_the_wrap_of_the_timestamp() -> None:
    statistics = ReceptionStatistics()
    for index in range(3):
        stamp = (2**32 - 160 + index * 160) % 2**32
        statistics.add(RtpPacket(0, index, stamp, 1, b""), index * 0.02)
    assert statistics.jitter == pytest.approx(0)


@given(st.lists(st.integers(0, 65535), max_size=60))
def test_counts_stay_sane_whatever_comes(sequences: list[int]) -> None:
    got = counted(sequences)
    assert 0 <= got.duplicates <= got.received <= len(sequences)
    assert 0 <= got.lost <= got.expected
    assert 0 <= got.fraction_lost() <= 255
