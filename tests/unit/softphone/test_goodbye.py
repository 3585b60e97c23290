"""What the far end tells when a call ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.facts import SipMessage
from app.protocols.sip import SipMessage as ParsedMessage
from app.protocols.sip import parse_message
from app.softphone import goodbye
from app.softphone.ladder import LadderEntry


def heard(text: str, inbound: bool = True) -> LadderEntry:
    raw = text.replace("\n", "\r\n").encode() + b"\r\n\r\n"
    fact = SipMessage("inbound" if inbound else "outbound", "192.0.2.9:5060", "udp", raw.decode("latin-1"))
    return LadderEntry(fact, parse_message(raw))


def test_statistics_in_the_answer_to_our_bye_are_turned_to_our_side() -> None:
    answer = heard("SIP/2.0 200 OK\nCSeq: 3 BYE\nP-RTP-Stat: PS=150,OS=24000,PR=148,OR=23680,PL=2,JI=1")
    outbound, inbound = goodbye.far_end_flows([answer], "echo")
    assert (outbound.direction, outbound.packets, outbound.lost, outbound.jitter_ms) == ("outbound", 148, 2, 1.0)
    assert (inbound.direction, inbound.packets, inbound.lost) == ("inbound", 150, None)
    assert {outbound.counted_by, inbound.counted_by} == {"far_end_bye"}


def test_statistics_in_the_far_ends_own_bye_count_under_either_header() -> None:
    bye = heard("BYE sip:100@192.0.2.1 SIP/2.0\nCSeq: 1 BYE\nX-RTP-Stat: PR=0;PS=10")
    assert [flow.packets for flow in goodbye.far_end_flows([bye], "echo")] == [0, 10]


@pytest.mark.parametrize("value", ["", "PS", "PR=", "PR=-1", "PS=x,PR=y", "garbage" * 400])
def test_what_cannot_be_read_is_not_told(value: str) -> None:
    assert goodbye.statistics_flows(value, "echo") == ()


@given(st.text())
def test_no_statistics_raise(text: str) -> None:
    goodbye.statistics_flows(text, "echo")


def test_our_own_messages_are_no_witness() -> None:
    ours = heard("BYE sip:a SIP/2.0\nCSeq: 1 BYE\nP-RTP-Stat: PR=10", inbound=False)
    assert goodbye.far_end_flows([ours], "echo") == ()


def test_the_first_bye_says_who_ended_the_call() -> None:
    ours, theirs = heard("BYE sip:a SIP/2.0\nCSeq: 9 BYE", inbound=False), heard("BYE sip:b SIP/2.0\nCSeq: 1 BYE")
    answer = heard("SIP/2.0 200 OK\nCSeq: 9 BYE")
    assert goodbye.ended_by([ours, answer]) == "us"
    assert goodbye.ended_by([theirs, ours]) == "far_end"
    assert goodbye.ended_by([answer]) is None


def test_the_reason_is_the_far_ends() -> None:
    ours = heard('BYE sip:a SIP/2.0\nCSeq: 9 BYE\nReason: SIP;text="us"', inbound=False)
    theirs = heard('BYE sip:b SIP/2.0\nCSeq: 1 BYE\nReason: Q.850;cause=44;text="them"')
    assert goodbye.reason_header([ours, theirs]) == 'Q.850;cause=44;text="them"'
    assert goodbye.reason_header([ours]) == ""


def test_what_the_test_line_heard() -> None:
    told = "windows=150;sound=90;level=-15.2;tone=1250.0;share=0.98;zero=0;sources=1"
    fact = goodbye.far_end_heard([heard(f"SIP/2.0 200 OK\nCSeq: 2 BYE\nX-Callmend-Heard: {told}")], "listen")
    assert fact is not None
    assert (fact.windows, fact.windows_with_sound, fact.level_dbfs, fact.tone_hz) == (150, 90, -15.2, 1250.0)
    assert (fact.tone_share, fact.all_zero, fact.sources) == (0.98, False, 1)


def test_what_the_test_line_did_not_hear_is_unknown_not_zero() -> None:
    told = "windows=0;sound=0;level=;tone=;share=0.00;zero=0;sources=0"
    fact = goodbye.far_end_heard([heard(f"SIP/2.0 200 OK\nCSeq: 2 BYE\nX-Callmend-Heard: {told}")], "listen")
    assert fact is not None
    assert (fact.level_dbfs, fact.tone_hz) == (None, None)
    assert goodbye.far_end_heard([heard("SIP/2.0 200 OK\nCSeq: 2 BYE\nX-Callmend-Heard: ?")], "listen") is None


@pytest.mark.parametrize(
    ("value", "told"), [("159*0#", "159*0#"), (" 12 ", "12"), ("", ""), ("12;x", None), ("1" * 200, None)]
)
def test_digits_told(value: str, told: str | None) -> None:
    message = heard(f"SIP/2.0 200 OK\nCSeq: 2 BYE\nX-Callmend-Digits: {value}").message
    assert goodbye.digits_told([message]) == told


def test_digits_told_in_groups_during_the_call_are_put_together_once() -> None:
    def told(cseq: int, keys: str) -> ParsedMessage:
        return heard(f"MESSAGE sip:100@192.0.2.1 SIP/2.0\nCSeq: {cseq} MESSAGE\nX-Callmend-Digits: {keys}").message

    groups = [told(1, "15"), told(1, "15"), told(2, "9")]
    assert goodbye.digits_told(groups) == "159"
    goodbye_answer = heard("SIP/2.0 200 OK\nCSeq: 2 BYE\nX-Callmend-Digits: 1599").message
    assert goodbye.digits_told([*groups, goodbye_answer]) == "1599"


def test_digits_not_told() -> None:
    assert goodbye.digits_told([heard("SIP/2.0 200 OK\nCSeq: 2 BYE").message]) is None
