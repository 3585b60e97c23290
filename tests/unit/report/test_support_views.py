"""Drawings for support: charts of rows of numbers, ladders of calls, the way in addresses, groups."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.diagnosis.figures import figures_of
from app.model.diagnosis import Diagnosis
from app.model.facts import NetworkInterface, Observation, SipMessage, StunBinding, VoiceLeg
from app.report.redaction import Redactor
from app.report.view import build_view, charts, evidence, ladders, network
from tests.unit.diagnosis.observed import observe
from tests.unit.report.sessions import BROKEN, run, session
from tests.unit.report.timelines import timeline


def _drawn(seen: tuple[Observation, ...]) -> tuple[charts.Chart, ...]:
    return charts.charts(seen, figures_of(seen, Diagnosis()), Redactor())


def _charts(*facts: object) -> tuple[charts.Chart, ...]:
    return _drawn(observe(*facts))  # type: ignore[arg-type]


def test_every_row_of_numbers_is_a_line_over_real_seconds() -> None:
    (chart,) = _charts(timeline(received=(5,) * 60, interval_s=0.1, pace=10.0, quiet=(3.0, 4.0)))
    assert [line.label for line in chart.lines] == ["Packets to us", "Packets from us", "Loudness (dBFS)"]
    assert chart.ticks[-1].label == "60 s"
    assert chart.shaded == pytest.approx((charts.WIDTH / 2, charts.WIDTH / 6), abs=0.2)
    assert all(re.fullmatch(r"(M[\d. ]+|L[\d. ]+|H[\d.]+)+", line.path) for line in chart.lines)


def test_a_long_call_keeps_its_gap_and_its_size() -> None:
    """Two seconds of silence in 40 minutes must be seen, and may not cost a megabyte."""
    received = (50,) * 1200 + (0,) * 2 + (50,) * 1198
    (chart,) = _charts(timeline(received=received))
    path = chart.lines[0].path
    assert len(path) < 20_000
    assert f" {charts.HEIGHT:.1f}" in path


def test_lost_runs_become_a_histogram_and_an_unknown_value_a_gap() -> None:
    counts = (150, 143, 7, None, None, 0, 0)
    slow = (20.0, None, 22.0, 21.0)
    leg = VoiceLeg("line", "returned", "192.0.2.9:9", 3.0, *counts, (1, 1, 5), 1.0, None, 20.0, 19.0, 30.0, 0, slow)
    (chart,) = _charts(leg)
    assert [(bar.label, bar.count) for bar in chart.bars] == [("1", 2), ("4-5", 1)]
    assert chart.lines[0].path.count("M") == 2


def _message(direction: str, first: str, cseq: str, call: str = "c1") -> SipMessage:
    return SipMessage(direction, "198.51.100.20:5060", "udp", f"{first}\r\ni: {call}\r\nCSeq: {cseq}\r\n\r\n")  # type: ignore[arg-type]


def test_one_ladder_a_call_and_repeats_counted() -> None:
    answer = _message("inbound", "SIP/2.0 200 OK", "1 INVITE")
    ack = _message("outbound", "ACK sip:hold@example.com SIP/2.0", "1 ACK")
    facts = [_message("outbound", "INVITE sip:hold@example.com SIP/2.0", "1 INVITE"), *[answer, ack] * 11]
    other = _message("outbound", "REGISTER sip:example.com SIP/2.0", "1 REGISTER", "c2")
    seen = observe(*facts, other)
    first, second = ladders.call_ladders(seen, figures_of(seen, Diagnosis()), (), Redactor())
    assert [step.label for step in first.steps] == [
        "INVITE sip:hold@example.com", "200 OK (INVITE)", "ACK sip:hold@example.com",
        "200 OK (INVITE) again, 10 times", "ACK sip:hold@example.com again, 10 times",
    ]  # fmt: skip
    assert [step.marked for step in first.steps] == [False, False, False, True, True]
    assert second.title == "REGISTER sip:example.com"


def test_page_one_shows_the_call_around_what_the_finding_rests_on() -> None:
    asked = _message("outbound", "INVITE sip:hold@example.com SIP/2.0", "1 INVITE")
    refused = _message("inbound", "SIP/2.0 401 Unauthorized", "1 INVITE")
    invite = _message("outbound", "INVITE sip:hold@example.com SIP/2.0", "2 INVITE")
    answer = _message("inbound", "SIP/2.0 200 OK", "2 INVITE")
    ack = _message("outbound", "ACK sip:hold@example.com SIP/2.0", "2 ACK")
    ends = [
        _message(way, first, "9 BYE")
        for way, first in (("inbound", "BYE sip:a SIP/2.0"), ("outbound", "SIP/2.0 200 OK"))
    ]
    seen = observe(asked, refused, invite, *[answer, ack] * 11, *ends)
    ladder = ladders.call_ladders(seen, figures_of(seen, Diagnosis()), (), Redactor())
    lead = ladders.leading(ladder)
    assert lead is not None
    assert [step.label for step in lead.steps] == [
        "INVITE sip:hold@example.com", "200 OK (INVITE)", "ACK sip:hold@example.com",
        "200 OK (INVITE) again, 10 times", "ACK sip:hold@example.com again, 10 times", "BYE sip:a",
    ]  # fmt: skip
    quiet = observe(asked, refused)
    assert ladders.leading(ladders.call_ladders(quiet, figures_of(quiet, Diagnosis()), (), Redactor())) is None


def test_the_way_in_addresses() -> None:
    facts = (
        NetworkInterface("eth0", "192.168.1.10", "192.168.1.1", "cable"),
        StunBinding("198.51.100.20:3478", "192.168.1.10:4000", "203.0.113.7:4000", "answered", 9.0),
    )
    nodes = network.network_path(session(run(*facts)), observe(*facts), Redactor())
    assert [(node.address, node.note) for node in nodes] == [
        ("192.168.1.10", "private, cable"), ("192.168.1.1", "private"), ("203.0.113.7:4000", "public")
    ]  # fmt: skip
    assert network.network_path(session(run()), (), Redactor()) == ()


def test_every_observation_is_in_one_group_and_a_new_kind_among_the_others() -> None:
    from app.model.facts import Unknown

    facts = observe(*BROKEN, Unknown("comet.sighting", "{}"))
    groups = evidence.grouped(facts, Redactor())
    shown = [row.id for group in groups for row in group.rows]
    others = [one.id for one in facts if not one.fact.kind.startswith(("sip.exchange", "sip.message"))]
    assert sorted(shown) == sorted(others)
    assert facts[-1].id in [row.id for group in groups if group.id == "other" for row in group.rows]


def test_three_runs_are_compared_and_only_what_differs_is_shown() -> None:
    from tests.unit.report.sessions import MENDED

    runs = run(*BROKEN), replace(run(*BROKEN), label="Wi-Fi"), replace(run(*MENDED), label="after")
    view = build_view(session(*runs))
    assert [name.label for name in view.compared.runs] == ["Before", "Wi-Fi", "After the change"]
    rows = {row.name: row for row in view.compared.rows}
    assert rows["You hear"].change == "better"
    assert rows["You hear"].cells[0] == rows["You hear"].cells[1] != rows["You hear"].cells[2]
    assert "Signing in" not in rows
    assert [one.number for one in view.runs] == [3, 2, 1]


def test_observations_of_an_engine_without_calls_draw_nothing() -> None:
    assert _drawn((Observation("o1", 0.0, StunBinding("a", "b", None, "silent", None)),)) == ()
