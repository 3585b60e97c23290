"""How packets fare: bad lines are never called an ALG, blocked streams never bad lines, and the nearest is to blame."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis
from app.model.facts import Fact, MediaFlow, NetworkInterface, NotRun, VoiceLeg
from app.model.facts_of_networks import Leg
from tests.unit.diagnosis.observed import control, exchange, observe

WIFI = NetworkInterface("wlan0", "192.168.1.10", "192.168.1.1", "wifi")
CABLE = replace(WIFI, name="eth0", medium="cable")
UNKNOWN = replace(WIFI, name="en0", medium="unknown")


def leg(name: Leg = "line", **changes: Any) -> VoiceLeg:
    """Half a minute in which all is well."""
    good = VoiceLeg(
        leg=name, method="returned", remote="192.0.2.3:3478", seconds=29.98, sent=1500, returned=1500, lost=0,
        lost_out=0, lost_in=0, reordered=0, doubled=0, bursts=(), jitter_ms=2.0, jitter_out_ms=1.0,
        rtt_ms=30.0, rtt_least_ms=25.0,
        rtt_most_ms=45.0, late=0, slow_ms=(40.0,) * 30, lost_each_s=(0,) * 30,
    )  # fmt: skip
    return replace(good, **changes)


NEAR = leg("gateway", method="echo", rtt_ms=1.0, lost_out=None, lost_in=None)
REFUSING = leg("gateway", method="refusal", returned=30, lost=1470, limited=True)
LOSSY = leg(lost=200, returned=1300, lost_out=150, lost_in=50, bursts=(1,) * 200)


def judged(*facts: Fact) -> Diagnosis:
    return diagnose(observe(*facts))


def ids(diagnosis: Diagnosis) -> set[str]:
    return {str(one.id) for one in diagnosis.findings} & {"wifi_quality", "line_quality", "bufferbloat"}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (leg(), "yes"),
        (LOSSY, "no"),
        (leg(lost=15, returned=1485, lost_out=15), "yes"),  # one in a hundred: hidden by any phone
        (leg(lost=100, returned=1400, lost_out=100, bursts=(20,) * 5), "no"),  # few, but syllables at a time
        (leg(lost=100, returned=1400, lost_out=100, bursts=(1,) * 100), "yes"),
        (leg(rtt_ms=900.0), "no"),
        (leg(rtt_ms=300.0), "yes"),
        (leg(jitter_ms=160.0, late=120), "no"),
    ],
)
def test_the_e_model_decides(line: VoiceLeg, answer: str) -> None:
    verdict = judged(CABLE, NEAR, line).verdict("quality")
    assert verdict is not None
    assert verdict.answer == answer
    assert (ids(judged(CABLE, NEAR, line)) == {"line_quality"}) == (answer == "no")


@pytest.mark.parametrize(
    ("facts", "answer", "reason"),
    [
        ((leg(returned=0, lost=1500, rtt_ms=None, lost_each_s=(50,) * 30),), "cannot_tell", "no_answer"),
        ((leg(returned=300, lost=1200, lost_in=1200),), "cannot_tell", "no_answer"),  # blocked, not bad
        ((leg(sent=50, returned=50),), "cannot_tell", "no_answer"),  # too few to tell a share
        ((NEAR,), "cannot_tell", "only_gateway_measured"),
        ((NotRun("quality", "nobody_returns_packets"),), "cannot_tell", "not_run"),
    ],
)
def test_what_cannot_be_told(facts: tuple[Fact, ...], answer: str, reason: str) -> None:
    verdict = judged(*facts).verdict("quality")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == (answer, reason)
    assert ids(judged(*facts)) == set()


def test_nobody_asked_so_nothing_is_said() -> None:
    assert judged(MediaFlow("echo", "inbound", "us", 400, 200, 0, 1.0, 20.0, None, None)).verdict("quality") is None


@pytest.mark.parametrize(
    ("face", "gateway", "line", "expected", "confidence"),
    [
        (WIFI, leg("gateway", lost=60, returned=1440), LOSSY, "wifi_quality", "likely"),
        (WIFI, leg("gateway", late=90), leg(late=90), "wifi_quality", "likely"),
        (UNKNOWN, leg("gateway", lost=60, returned=1440), LOSSY, "wifi_quality", "possible"),
        (CABLE, leg("gateway", lost=60, returned=1440), LOSSY, "line_quality", "likely"),  # the own network, by cable
        (WIFI, NEAR, LOSSY, "line_quality", "likely"),  # by radio, and the radio is cleared
        (WIFI, None, LOSSY, "line_quality", "possible"),
        (
            CABLE,
            leg("gateway", method="refusal", returned=30, lost=1470, limited=True),
            LOSSY,
            "line_quality",
            "possible",
        ),
    ],
)
def test_the_nearest_culprit_is_named(
    face: NetworkInterface, gateway: VoiceLeg | None, line: VoiceLeg, expected: str, confidence: str
) -> None:
    diagnosis = judged(face, *([gateway] if gateway else []), line)
    assert ids(diagnosis) == {expected}
    assert next(one for one in diagnosis.findings if one.id == expected).confidence == confidence


def test_a_gateway_that_refuses_now_and_then_has_lost_nothing() -> None:
    assert ids(judged(WIFI, REFUSING, leg())) == set()


def test_a_cable_in_the_own_network_is_not_the_internet() -> None:
    diagnosis = judged(CABLE, leg("gateway", lost=60, returned=1440), LOSSY)
    assert diagnosis.findings[0].details["place"] == "own_network"


LOADED = leg("line_loaded", sent=200, returned=200, rtt_most_ms=260.0, late=31, load_kbps=2000.0)
CALM = leg("gateway_loaded", sent=200, returned=200, rtt_ms=1.0, rtt_most_ms=4.0)


@pytest.mark.parametrize(
    ("line", "loaded", "near", "found"),
    [
        (leg(), LOADED, CALM, True),
        (leg(), LOADED, None, True),
        (leg(), replace(LOADED, late=3, rtt_most_ms=260.0), CALM, False),  # one spike is no queue
        (leg(), replace(LOADED, rtt_most_ms=90.0), CALM, False),
        (leg(late=150), LOADED, CALM, False),  # as late without any load
        (leg(), LOADED, replace(CALM, late=31, rtt_most_ms=240.0), False),  # the own network gave way
        (leg(), replace(LOADED, rtt_ms=300.0, late=0), CALM, True),  # late all the time
        (None, LOADED, CALM, False),
    ],
)
def test_a_full_line(line: VoiceLeg | None, loaded: VoiceLeg, near: VoiceLeg | None, found: bool) -> None:
    facts: list[Fact] = [CABLE, NEAR, *([line] if line else []), loaded, *([near] if near else [])]
    assert ("bufferbloat" in ids(judged(*facts))) == found


def test_calls_add_what_they_counted() -> None:
    bad = MediaFlow("echo", "inbound", "us", 400, 60, 0, 1.0, 20.0, None, None)
    verdict = judged(CABLE, NEAR, leg(), bad).verdict("quality")
    assert verdict is not None
    assert (verdict.answer, verdict.details["where"]) == ("no", "call echo inbound")


@pytest.mark.parametrize(
    "flow",
    [
        MediaFlow("echo", "inbound", "us", 0, 0, 0, None, None, None, None),  # nothing came: another question
        MediaFlow("echo", "inbound", "us", 100, 50, 0, 1.0, 20.0, None, None),  # too short
        MediaFlow("keypad", "outbound", "far_end_bye", 400, 90, 0, 1.0, 20.0, None, None),  # keys were swallowed
        MediaFlow("echo", "outbound", "us", 400, 90, 0, 1.0, 20.0, None, None),  # the sender cannot know
        MediaFlow("echo", "inbound", "us", 300, 900, 0, 1.0, 20.0, None, None),  # blocked most of the time
    ],
)
def test_numbers_of_calls_that_say_nothing_of_the_line(flow: MediaFlow) -> None:
    verdict = judged(CABLE, NEAR, leg(), flow).verdict("quality")
    assert verdict is not None
    assert verdict.answer == "yes"


def test_a_bad_line_is_never_called_an_alg_and_an_alg_never_a_bad_line() -> None:
    bad = judged(WIFI, exchange(), control(), leg("gateway", lost=90, returned=1410), LOSSY)
    assert not {one.id for one in bad.findings if one.id.startswith("sip_alg")}
    rewritten = judged(CABLE, exchange("192.168.1.10"), control(), NEAR, leg())
    assert any(one.id.startswith("sip_alg") for one in rewritten.findings)
    assert ids(rewritten) == set()


def test_the_strip_has_a_score_for_each_ten_seconds_and_none_where_there_was_a_gap() -> None:
    lost = (0,) * 10 + (50, 50, 50, 0, 0, 0, 0, 0, 0, 0) + (0,) * 5
    line = leg(sent=1250, seconds=24.98, lost=150, returned=1100, lost_each_s=lost, bursts=(150,))
    verdict = judged(line).verdict("quality")
    assert verdict is not None
    assert verdict.details["mos"] == [
        {"from_s": 0, "to_s": 10, "mos": 4.41},
        {"from_s": 10, "to_s": 20, "mos": None, "reason": "gap"},
        {"from_s": 20, "to_s": 25, "mos": None, "reason": "short"},
    ]
