from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.rtcp import (
    Report,
    ReportBlock,
    SenderInfo,
    build_report,
    is_rtcp,
    middle_of,
    ntp_time,
    parse_reports,
    round_trip_s,
)

word = st.integers(0, 2**32 - 1)
blocks = st.builds(ReportBlock, word, st.integers(0, 255), st.integers(-(2**23), 2**23 - 1), word, word, word, word)
senders = st.none() | st.builds(SenderInfo, st.integers(0, 2**64 - 1), word, word, word)
reports = st.builds(Report, word, senders, st.lists(blocks, max_size=31).map(tuple))


@given(reports, st.text(max_size=300), st.booleans())
def test_a_report_survives_writing_and_reading(report: Report, cname: str, farewell: bool) -> None:
    data = build_report(report, cname, farewell=farewell)
    assert len(data) % 4 == 0
    assert is_rtcp(data)
    assert parse_reports(data) == (report,)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    parse_reports(data)
    parse_reports(b"\x9f\xc8" + data)


def test_what_is_cut_short_ends_the_reading() -> None:
    data = build_report(Report(1, None, (ReportBlock(2, 0, 0, 0, 0),)), "x")
    assert parse_reports(data + data[:10]) == parse_reports(data)
    assert parse_reports(data[:30]) == ()


def test_rtp_is_not_rtcp() -> None:
    assert not is_rtcp(b"\x80\x00" + bytes(20))
    assert not is_rtcp(b"\x80\x65" + bytes(20))


def test_round_trip_of_rfc_3550_figure_2() -> None:
    """The RFC's own numbers: arrival b710:8000, delay 5.250 s, last report b705:2000, result 6.125 s."""
    block = ReportBlock(1, 0, 0, 0, 0, last_report=0xB7052000, delay=0x00054000)
    assert round_trip_s(block, 0xB7108000 << 16) == pytest.approx(6.125)


def test_no_round_trip_without_a_report_or_with_an_impossible_one() -> None:
    assert round_trip_s(ReportBlock(1, 0, 0, 0, 0), ntp_time(1)) is None
    later = ReportBlock(1, 0, 0, 0, 0, last_report=middle_of(ntp_time(100)), delay=0)
    assert round_trip_s(later, ntp_time(99)) is None


def test_ntp_time_of_the_unix_epoch() -> None:
    assert ntp_time(0) == 2_208_988_800 << 32
    assert ntp_time(0.5) - ntp_time(0) == 1 << 31
