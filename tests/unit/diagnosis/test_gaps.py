"""Gaps that keep a beat, and what brings them; gaps that keep none, or that the test itself made, are no finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diagnosis.long_call.gaps import Cause, Kind, beat_of, kind_of, period_of
from app.diagnosis.rules import diagnose
from app.model.facts import (
    CallCourse,
    CallResult,
    CallStep,
    Fact,
    MediaTimeline,
    MediaWatch,
    NetworkInterface,
    RunMark,
    SoundGap,
    VoiceLeg,
)
from tests.unit.diagnosis.observed import observe, registered

COURSE = CallCourse("hold", "outbound", 150.0, (CallStep(0.0, "inbound", "INVITE", 200, 1),), None, None)
TIMELINE = MediaTimeline("hold", 1.0, (50,) * 150, (50,) * 150, (-20.0,) * 150, 60.0, 105.0)
ENDED = CallResult("hold", "connected", 200, "OK", 0.2, 150.0, "us", "")
GATEWAY = VoiceLeg(
    "gateway", "echo", "192.168.1.1", 30.0, 1500, 1500, 0, None, None, 0, 0, (), 1.0, None, 2.0, 1.5, 4.0, 0,
    (2.0,) * 30,
)  # fmt: skip


def gap(at: float, kind: Kind = "lost", length: float = 1.0) -> SoundGap:
    packets = round(length * 50)
    return SoundGap(at, length, packets if kind == "lost" else 0, packets if kind == "late" else 0, kind == "moved")


def watch(times: Sequence[float], kind: Kind = "lost", **more: Any) -> MediaWatch:
    gaps = tuple(gap(at, kind) for at in times)
    return MediaWatch("hold", 150.0, 0.1, 149.9, gaps, ("198.51.100.20:5000",), None, 0, **more)


def every(period: float, until: float = 145.0, jitter: Sequence[float] = (0.0,)) -> list[float]:
    count = int(until / period)
    return [period * number + jitter[number % len(jitter)] for number in range(1, count + 1)]


@pytest.mark.parametrize("period", [8.0, 15.0, 20.0, 25.0, 30.0, 45.0, 47.3])
def test_the_period_is_found_and_not_a_multiple(period: float) -> None:
    found = period_of(every(period, jitter=(0.0, 0.4, -0.4)), 150.0)
    assert found == pytest.approx(period, rel=0.04)


def test_a_beat_with_one_gap_missed_or_one_too_many_is_still_one() -> None:
    times = every(15)
    assert period_of(times[:3] + times[4:], 150.0) == pytest.approx(15, abs=0.3)
    assert period_of(sorted([*times, 52.0]), 150.0) == pytest.approx(15, abs=0.3)
    assert period_of([11.0, *times], 150.0) == pytest.approx(15, abs=0.3)


@pytest.mark.parametrize(
    "times",
    [
        [],
        [30.0],
        [30.0, 60.0],
        [3.0, 21.0, 88.0],
        [11.0, 19.0, 42.0, 71.0, 77.0, 103.0, 141.0],
        [20.0, 21.5, 23.0, 24.5],
    ],
    ids=["none", "one", "two", "three anywhere", "seven anywhere", "one bad moment"],
)
def test_what_keeps_no_beat(times: list[float]) -> None:
    assert period_of(times, 150.0) is None


@given(st.lists(st.floats(0, 2000), max_size=60).map(sorted), st.floats(0, 2000))
def test_any_row_of_times_is_read(times: list[float], watched: float) -> None:
    found = period_of(times, watched)
    assert found is None or 4 < found < 140


def test_kinds() -> None:
    assert [kind_of(gap(1, kind)) for kind in ("lost", "late", "paused", "moved")] == [
        "lost",
        "late",
        "paused",
        "moved",
    ]


def updates(times: Sequence[float]) -> CallCourse:
    steps = tuple(CallStep(at, "inbound", "UPDATE", None, 2 + number) for number, at in enumerate(times))
    return replace(COURSE, steps=(*COURSE.steps, *steps))


SLOW = replace(GATEWAY, slow_ms=(2.0, 140.0, 2.0, 160.0) + (2.0,) * 26)
CAUSES: dict[str, tuple[MediaWatch, CallCourse, VoiceLeg, Cause]] = {
    "packets lost": (watch(every(30)), COURSE, GATEWAY, "network_loss"),
    "late, and the gateway answers at once": (watch(every(30), "late"), COURSE, GATEWAY, "queue"),
    "late, and the gateway is slow now and then": (watch(every(30), "late"), COURSE, SLOW, "wifi"),
    "the far end pauses": (watch(every(30), "paused"), COURSE, GATEWAY, "sender_paused"),
    "described anew each time": (watch(every(45)), updates(every(45)), GATEWAY, "renegotiated"),
    "numbered anew each time": (watch(every(45), "moved"), COURSE, GATEWAY, "renegotiated"),
    "described anew at other times": (watch(every(30)), updates([12.0, 57.0, 102.0]), GATEWAY, "network_loss"),
    "with each keep-alive": (
        watch(every(15), keep_alives=tuple(every(15, jitter=(-0.1,)))), COURSE, GATEWAY, "keep_alive",
    ),
    "beside the keep-alives": (
        watch([at + 7 for at in every(30, 130)], keep_alives=tuple(every(15))), COURSE, GATEWAY, "network_loss",
    ),
    "keep-alives all the time": (
        watch(every(20), keep_alives=tuple(float(at) for at in range(150))), COURSE, GATEWAY, "network_loss",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("watched", "course", "leg", "cause"), CAUSES.values(), ids=CAUSES)
def test_the_cause(watched: MediaWatch, course: CallCourse, leg: VoiceLeg, cause: Cause) -> None:
    beat = beat_of(watched, course, TIMELINE, [leg])
    assert beat is not None
    assert beat.cause == cause


def test_practice_counts_in_seconds_of_a_real_call() -> None:
    fast = replace(watch([at / 10 for at in every(30)]), watched_s=15.0, pace=10.0)
    beat = beat_of(fast, replace(COURSE, pace=10.0), None, [])
    assert beat is not None
    assert beat.period_s == pytest.approx(30, abs=1)


def held(watched: MediaWatch, *more: Fact) -> list[Fact]:
    return [registered(), TIMELINE, watched, COURSE, *more, ENDED]


def test_the_finding_tells_the_beat() -> None:
    diagnosis = diagnose(observe(*held(watch(every(25)))))
    assert diagnosis.primary == "periodic_gaps"
    details = diagnosis.findings[0].details
    assert (details["seconds"], details["gaps"], details["cause"]) == (25, 5, "network_loss")
    verdict = diagnosis.verdict("long_call")
    assert verdict is not None
    assert verdict.answer == "yes"


def test_gaps_where_the_test_itself_went_quiet_are_its_own() -> None:
    turns = MediaWatch("hold", 150.0, 0.1, 149.9, (gap(60.1, "moved"), gap(105.1, "moved")), (), None, 0)
    assert not [one for one in diagnose(observe(*held(turns))).findings if one.id == "periodic_gaps"]


def test_a_computer_that_slept_proves_nothing() -> None:
    facts = held(watch(every(25)), RunMark("slept", "20 s"))
    assert not [one for one in diagnose(observe(*facts)).findings if one.id == "periodic_gaps"]


def test_a_far_end_that_is_quiet_between_words_keeps_no_beat() -> None:
    pauses = watch([3.1, 7.9, 15.2, 16.8, 24.4, 40.9, 55.3, 58.8, 77.7, 91.0, 120.2], "paused")
    assert not [one for one in diagnose(observe(*held(pauses))).findings if one.id == "periodic_gaps"]


SCATTERED = [11.0, 19.0, 42.0, 71.0, 77.0, 103.0, 141.0]
WIFI = NetworkInterface("wlan0", "192.168.1.10", "192.168.1.1", "wifi")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((watch(SCATTERED),), "line_quality"),
        ((watch(SCATTERED), WIFI), "wifi_quality"),
        ((watch(SCATTERED, "late"),), "no_fault_found"),  # a busy computer may be all there is
        ((watch(SCATTERED, "paused"),), "no_fault_found"),  # the far end sent nothing
        ((watch(SCATTERED[:4]),), "no_fault_found"),
        ((watch(every(15)),), "periodic_gaps"),
    ],
)
def test_a_call_that_breaks_off_again_and_again_is_not_without_fault(facts: tuple[Fact, ...], expected: str) -> None:
    diagnosis = diagnose(observe(registered(), *facts, COURSE, TIMELINE, ENDED))
    assert [one.id for one in diagnosis.findings] == [expected]
