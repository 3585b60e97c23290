"""Held calls that end or fall silent: each cause by its own marks, and beside each the one that only looks like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.diagnosis import diagnose
from app.diagnosis.long_call.causes import first_interval
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import (
    CallCourse,
    CallResult,
    CallStep,
    Direction,
    Fact,
    MediaFlow,
    MediaTimeline,
    NotRun,
    RunMark,
)
from tests.unit.diagnosis.observed import healthy_call, observe

ACK_LOST = 'SIP;cause=408;text="ACK Timeout"'
NORMAL = "Q.850;cause=16"


def repeats(t1: float, seconds: float, t2: float = 4.0) -> list[float]:
    """When an unconfirmed answer arrives (RFC 3261 section 13.3.1.4)."""
    times, gap = [0.0], t1
    while times[-1] + gap < seconds:
        times.append(times[-1] + gap)
        gap = min(2 * gap, t2)
    return times


def step(at: float, way: Direction, method: str, status: int | None = None, cseq: int = 2) -> CallStep:
    return CallStep(round(at, 3), way, cast(Any, method), status, cseq)


def answered(times: Sequence[float] = (0.0,), *, incoming: bool = False) -> list[CallStep]:
    """The answer, at each of *times*, and our ACK to each; an incoming call's ACK never comes."""
    if incoming:
        return [step(at, "outbound", "INVITE", 200) for at in times]
    return [one for at in times for one in (step(at, "inbound", "INVITE", 200), step(at, "outbound", "ACK"))]


def held(
    seconds: float,
    steps: Sequence[CallStep] = (),
    *,
    by: Literal["us", "far_end", "local_timeout"] = "far_end",
    reason: str = "",
    outcome: Literal["dropped", "connected", "stopped"] = "dropped",
    session: int | None = None,
    refresher: Literal["us", "far_end"] | None = None,
    incoming: bool = False,
    pace: float = 1.0,
    timeline: MediaTimeline | None = None,
    heard: int | None = None,
    marks: Sequence[RunMark] = (),
    purpose: str = "hold",
) -> Diagnosis:
    """The diagnosis of one held call, in the order in which it is recorded."""
    way: Direction = "inbound" if by == "far_end" else "outbound"
    whole = [*(steps or answered(incoming=incoming)), step(seconds, way, "BYE", cseq=9)]
    facts: list[Fact] = [*marks, timeline or sound_all_the_time(seconds, pace=pace)]
    if heard is not None:
        facts.append(MediaFlow(purpose, "outbound", "far_end_bye", heard, 0, None, 1.0, None, None, None))
    direction: Direction = "inbound" if incoming else "outbound"
    facts.append(CallCourse(purpose, direction, 150.0, tuple(whole), session, refresher, pace))
    facts.append(CallResult(purpose, outcome, 200, "OK", 0.2, seconds, by, reason))
    return diagnose(observe(*healthy_call(), *facts))


def timeline_of(
    received: Sequence[int], quiet: tuple[float, float] | None = None, *, interval: float = 1.0, pace: float = 1.0
) -> MediaTimeline:
    quiet_from, quiet_to = quiet or (None, None)
    sent = tuple(0 if quiet and quiet[0] <= place * interval < quiet[1] else 50 for place in range(len(received)))
    levels = tuple(-20.0 if count else -96.0 for count in received)
    return MediaTimeline("hold", interval, tuple(received), sent, levels, quiet_from, quiet_to, pace)


def sound_all_the_time(seconds: float, *, pace: float = 1.0) -> MediaTimeline:
    return timeline_of([50] * round(seconds), pace=pace)


def verdict(diagnosis: Diagnosis) -> Verdict:
    found = diagnosis.verdict("long_call")
    assert found is not None
    return found


def told(diagnosis: Diagnosis) -> tuple[str, str, str | None]:
    """Answer, reason, and the one finding about calls."""
    about = [one.id for one in diagnosis.findings if one.id.startswith(("call_drops", "sound_stops"))]
    assert len(about) <= 1
    return verdict(diagnosis).answer, verdict(diagnosis).reason, about[0] if about else None


def test_a_call_that_lasts_is_a_yes_and_no_fault() -> None:
    diagnosis = held(150.0, by="us", outcome="connected")
    assert told(diagnosis) == ("yes", "call_lasted", None)
    assert diagnosis.primary == "no_fault_found"


@pytest.mark.parametrize(("t1", "seconds"), [(0.2, 12.8), (0.5, 32.0), (1.0, 64.0)])
def test_an_answer_repeated_for_64_times_t1_was_never_confirmed(t1: float, seconds: float) -> None:
    diagnosis = held(seconds, answered(repeats(t1, seconds)))
    assert told(diagnosis) == ("no", "no_ack_outgoing", "call_drops_no_ack")
    assert verdict(diagnosis).confidence == "certain"
    assert verdict(diagnosis).details["seconds"] == round(seconds)
    assert verdict(diagnosis).details["t1_s"] == pytest.approx(t1, abs=0.02)


def test_the_time_is_that_of_a_real_call_at_the_pace_of_practice() -> None:
    times = repeats(0.05, 3.2, t2=0.4)
    diagnosis = held(3.2, answered(times), pace=10.0)
    assert told(diagnosis)[2] == "call_drops_no_ack"
    assert verdict(diagnosis).details["seconds"] == 32


def test_an_incoming_call_whose_confirmation_never_came() -> None:
    diagnosis = held(32.0, answered(repeats(0.5, 32.0), incoming=True), by="us", incoming=True)
    assert told(diagnosis) == ("no", "no_ack_incoming", "call_drops_no_ack")


def test_an_incoming_call_that_was_confirmed_after_repeats_is_not_that() -> None:
    steps = [*answered(repeats(0.5, 4.0), incoming=True), step(4.0, "inbound", "ACK")]
    assert told(held(32.0, steps, incoming=True))[1] == "ended_early"


def test_the_servers_word_is_enough_where_the_repeats_were_lost() -> None:
    diagnosis = held(31.0, reason=ACK_LOST)
    assert told(diagnosis)[2] == "call_drops_no_ack"
    assert verdict(diagnosis).confidence == "likely"


@pytest.mark.parametrize(
    ("seconds", "steps", "reason", "why"),
    [
        (32.0, answered(), "", "nothing was repeated"),
        (32.0, answered(), NORMAL, "the far end hung up on purpose, at that very second"),
        (70.0, answered(repeats(0.5, 4.0)), "", "repeated for a moment, then confirmed"),
    ],
)
def test_half_a_minute_alone_is_no_lost_confirmation(
    seconds: float, steps: list[CallStep], reason: str, why: str
) -> None:
    assert told(held(seconds, steps, reason=reason))[2] != "call_drops_no_ack", why


def test_t1_is_read_through_the_steps_of_our_own_clock() -> None:
    seen = [0.0, 0.042, 0.145, 0.351, 0.746, 1.167, 1.57]
    assert first_interval(seen) == pytest.approx(0.05, abs=0.001)
    assert first_interval([0.0]) is None
    assert first_interval([1.0, 1.0, 1.0]) == 0.0


QUIET = (60.0, 105.0)


def quiet_call(silent_after_s: int, *, returned: bool) -> list[int]:
    """Sound that ends so long after ours did, for 150 s."""
    begin = 60 + silent_after_s
    return [50] * begin + [0] * (105 - begin) + [50 if returned else 0] * 45


@pytest.mark.parametrize("returned", [True, False])
def test_sound_that_is_forgotten_while_we_are_quiet(returned: bool) -> None:
    timeline = timeline_of(quiet_call(30, returned=returned), QUIET)
    diagnosis = held(150.0, by="us", outcome="connected", timeline=timeline)
    assert told(diagnosis) == ("no", "sound_lost_while_quiet", "call_drops_nat_timeout")
    details = verdict(diagnosis).details
    assert (details["seconds"], details["at_s"], details["returned"]) == (30, 90, returned)


def test_a_far_end_that_falls_silent_with_us_only_follows() -> None:
    timeline = timeline_of(quiet_call(1, returned=True), QUIET)
    assert told(held(150.0, by="us", outcome="connected", timeline=timeline))[0] == "yes"


def test_sound_that_goes_on_through_the_quiet_part_is_well() -> None:
    timeline = timeline_of([50] * 150, QUIET)
    assert told(held(150.0, by="us", outcome="connected", timeline=timeline))[0] == "yes"


def test_a_drop_after_the_way_back_was_forgotten_has_that_cause() -> None:
    timeline = timeline_of(quiet_call(30, returned=False)[:120], QUIET)
    diagnosis = held(120.0, reason="Q.850;cause=44", timeline=timeline)
    assert told(diagnosis)[2] == "call_drops_nat_timeout"


def test_a_far_end_that_ends_silent_calls_is_not_to_blame_for_our_silence() -> None:
    timeline = timeline_of([50] * 90, (60.0, 105.0))
    diagnosis = held(90.0, reason="Q.850;cause=44", timeline=replace(timeline, quiet_to_s=None))
    assert told(diagnosis) == ("cannot_tell", "hung_up_while_quiet", None)


@pytest.mark.parametrize(
    ("session", "seconds", "end"),
    [
        (90, 77.0, "refresh_unanswered"),
        (90, 60.0, "refresh_missing"),
        (1800, 932.0, "refresh_unanswered"),
        (1800, 1768.0, "refresh_missing"),
        (1800, 1800.0, "session_over"),
        (600, 332.0, "refresh_unanswered"),
    ],
)
def test_the_arithmetic_of_session_timers(session: int, seconds: float, end: str) -> None:
    diagnosis = held(seconds, session=session, refresher="far_end")
    assert told(diagnosis) == ("no", "session_not_refreshed", "call_drops_session_timer")
    assert (verdict(diagnosis).details["end"], verdict(diagnosis).confidence) == (end, "likely")


def test_a_session_counts_from_its_last_refresh() -> None:
    refreshed = [*answered(), step(45.0, "inbound", "UPDATE", cseq=3), step(45.1, "outbound", "UPDATE", 200, 3)]
    assert told(held(122.1, refreshed, session=90))[2] == "call_drops_session_timer"


def test_its_own_word_makes_the_session_timer_certain() -> None:
    diagnosis = held(77.0, session=90, reason='SIP;cause=408;text="Session refresh not answered"')
    assert verdict(diagnosis).confidence == "certain"


def test_an_hour_quarter_without_an_agreed_session_is_only_possible() -> None:
    assert told(held(932.0))[2] == "call_drops_session_timer"
    assert verdict(held(932.0)).confidence == "possible"


@pytest.mark.parametrize(
    ("seconds", "session", "reason"), [(68.0, 90, ""), (77.0, None, ""), (77.0, 90, NORMAL), (870.0, None, "")]
)
def test_other_times_are_no_session_timer(seconds: float, session: int | None, reason: str) -> None:
    assert told(held(seconds, session=session, reason=reason))[2] != "call_drops_session_timer"


@pytest.mark.parametrize(
    "reason",
    [
        "Q.850;cause=44",
        'Q.850 ;cause=44 ;text="No RTP"',
        'SIP;cause=804;text="MEDIA_TIMEOUT"',
        'SIP;cause=200;text="RTP Timeout"',
        'SIP;cause=480;text="media timeout"',
    ],
)
def test_a_far_end_that_says_it_heard_nothing(reason: str) -> None:
    diagnosis = held(31.0, reason=reason, heard=0)
    assert told(diagnosis) == ("no", "far_end_missed_our_sound", "call_drops_media_timeout")
    assert verdict(diagnosis).confidence == "certain"


@pytest.mark.parametrize(("reason", "cause"), [("Q.850;cause=44", "far_end_missed_our_sound"), ("", "no_ack_outgoing")])
def test_its_own_word_outweighs_answers_that_were_repeated(reason: str, cause: str) -> None:
    diagnosis = held(32.0, answered(repeats(0.5, 32.0)), reason=reason, heard=0)
    assert told(diagnosis)[1] == cause


def test_a_far_end_that_counted_next_to_nothing_before_it_hung_up() -> None:
    diagnosis = held(61.0, heard=5)
    assert told(diagnosis)[2] == "call_drops_media_timeout"
    assert verdict(diagnosis).confidence == "likely"


def test_a_far_end_that_heard_us_well_did_not_hang_up_for_silence() -> None:
    assert told(held(61.0, heard=3000))[2] == "call_drops_unexplained"


@pytest.mark.parametrize("reason", [NORMAL, "SIP;cause=200, Q.850;cause=16", "Q.850;cause=31"])
def test_a_normal_goodbye_is_no_fault(reason: str) -> None:
    diagnosis = held(40.0, reason=reason)
    assert told(diagnosis) == ("cannot_tell", "far_end_hung_up", None)
    assert diagnosis.primary == "no_fault_found"


def test_an_echo_number_may_have_had_enough() -> None:
    assert told(held(61.0, purpose="hold_echo")) == ("cannot_tell", "far_end_hung_up", None)


@pytest.mark.parametrize(
    ("by", "reason", "confidence"),
    [("far_end", "", "possible"), ("far_end", "Q.850;cause=41", "likely"), ("local_timeout", "", "likely")],
)
def test_what_nobody_explains_is_said_to_be_unexplained(by: Any, reason: str, confidence: str) -> None:
    diagnosis = held(47.0, by=by, reason=reason)
    assert told(diagnosis) == ("no", "ended_early", "call_drops_unexplained")
    assert verdict(diagnosis).confidence == confidence


def test_sound_that_stops_while_the_call_stands() -> None:
    timeline = timeline_of([50] * 120 + [0] * 30)
    diagnosis = held(150.0, by="us", outcome="connected", timeline=timeline)
    assert told(diagnosis) == ("no", "sound_stopped", "sound_stops_midcall")
    assert verdict(diagnosis).details["seconds"] == 120


def test_our_own_sound_that_stops_on_its_way() -> None:
    diagnosis = held(150.0, by="us", outcome="connected", heard=2000)
    assert told(diagnosis)[2] == "sound_stops_midcall"
    assert verdict(diagnosis).details["direction"] == "outbound"


def test_a_line_that_was_away_for_a_while_stopped_nothing_one_way() -> None:
    """In the ten seconds in which nothing came, ours did not arrive either; that is told, and is no drop."""
    timeline = timeline_of([50] * 3 + [0] * 10 + [50] * 3)
    diagnosis = held(16.0, by="us", outcome="connected", timeline=timeline, heard=300)
    assert told(diagnosis) == ("yes", "call_lasted", None)
    assert verdict(diagnosis).details["outages"] == [[3, 13]]


def test_an_outage_does_not_excuse_what_was_lost_beside_it() -> None:
    timeline = timeline_of([50] * 3 + [0] * 10 + [50] * 137)
    diagnosis = held(150.0, by="us", outcome="connected", timeline=timeline, heard=2000)
    assert verdict(diagnosis).details["direction"] == "outbound"


@pytest.mark.parametrize(
    ("received", "steps", "reason"),
    [
        ([50] * 145 + [0] * 5, [], "call_lasted"),
        ([50] * 60 + [0] * 30 + [50] * 60, [], "call_lasted"),
        ([0] * 150, [], "call_lasted"),
        ([50, 0, 0, 0, 0] * 24 + [0] * 30, [], "far_end_sends_in_parts"),
        ([50] * 120 + [0] * 30, [*answered(), step(119.0, "inbound", "INVITE", cseq=7)], "far_end_changed_sound"),
    ],
)
def test_other_silences_are_not_that(received: list[int], steps: list[CallStep], reason: str) -> None:
    diagnosis = held(150.0, steps, by="us", outcome="connected", timeline=timeline_of(received))
    assert told(diagnosis)[1:] == (reason, None)


def test_five_percent_loss_is_not_a_stop() -> None:
    diagnosis = held(150.0, by="us", outcome="connected", timeline=timeline_of([47] * 150), heard=7125)
    assert told(diagnosis)[0] == "yes"


def test_a_persons_stop_is_no_drop() -> None:
    assert told(held(40.0, by="us", outcome="stopped")) == ("cannot_tell", "stopped", None)


def test_a_stop_keeps_what_was_seen_before() -> None:
    timeline = timeline_of(quiet_call(30, returned=True)[:120], QUIET)
    assert told(held(120.0, by="us", outcome="stopped", timeline=timeline))[2] == "call_drops_nat_timeout"


@pytest.mark.parametrize(
    ("mark", "reason"), [("slept", "computer_slept"), ("network_changed", "network_changed_in_call")]
)
def test_what_happened_to_this_computer_is_not_blamed_on_the_line(mark: Any, reason: str) -> None:
    assert told(held(47.0, marks=[RunMark(mark)])) == ("cannot_tell", reason, None)
    lasted = held(150.0, by="us", outcome="connected", marks=[RunMark(mark)])
    assert told(lasted)[0] == "yes"


def test_not_run_and_never_asked() -> None:
    skipped = diagnose(observe(NotRun("long_call", "no_hold_number")))
    assert (verdict(skipped).answer, verdict(skipped).reason) == ("cannot_tell", "not_run")
    assert diagnose(observe(*healthy_call())).verdict("long_call") is None


def test_a_long_call_changes_nothing_for_hearing_and_speaking() -> None:
    diagnosis = held(47.0, purpose="hold_echo", reason="Q.850;cause=41")
    answers = [found.answer for question in ("hear", "speak") if (found := diagnosis.verdict(cast(Any, question)))]
    assert answers == ["yes", "yes"]


@settings(max_examples=150, deadline=None)
@given(
    st.floats(), st.lists(st.tuples(st.floats(), st.sampled_from(["INVITE", "ACK", "UPDATE", "BYE"]),
    st.one_of(st.none(), st.integers(0, 999)), st.integers(0, 9)), max_size=20), st.text(max_size=60),
    st.one_of(st.none(), st.integers(0, 10**9)), st.floats(),
    st.lists(st.integers(0, 10**6), max_size=20), st.floats(0, 1e9), st.one_of(st.none(), st.floats(-1e9, 1e9)),
)  # fmt: skip
def test_nothing_that_a_file_may_hold_breaks_a_rule(
    seconds: float, steps: list[Any], reason: str, session: int | None, pace: float,
    received: list[int], interval: float, quiet: float | None,
) -> None:  # fmt: skip
    ladder = [CallStep(at, "inbound", cast(Any, method), status, cseq) for at, method, status, cseq in steps]
    counts = tuple(received)
    timeline = MediaTimeline("hold", interval, counts, counts, tuple(0.0 for _ in counts), quiet, quiet, pace)
    diagnosis = held(seconds, ladder, reason=reason, session=session, pace=pace, timeline=timeline)
    assert verdict(diagnosis).answer in {"yes", "no", "cannot_tell"}


def said(diagnosis: Diagnosis) -> tuple[str, str]:
    return verdict(diagnosis).answer, verdict(diagnosis).reason


def roamed(at: float | None) -> RunMark:
    return RunMark("roamed", "02:00:00:00:00:01 -> 02:00:00:00:00:02", at)


def until(second: int, whole: int = 90) -> MediaTimeline:
    return timeline_of([50] * second + [0] * (whole - second))


@pytest.mark.parametrize("at", [49.0, 51.0, 40.5])
def test_sound_that_ends_when_the_wifi_roams(at: float) -> None:
    found = held(90, outcome="connected", by="us", timeline=until(50), marks=[roamed(at)])
    assert said(found) == ("no", "wifi_roamed_in_call")
    assert found.primary == "wifi_quality"


def test_the_far_end_that_gives_up_after_a_roam_only_follows_it() -> None:
    found = held(80, reason="Q.850;cause=44", timeline=until(50, 80), heard=2400, marks=[roamed(51)])
    assert (said(found), found.primary) == (("no", "wifi_roamed_in_call"), "wifi_quality")


@pytest.mark.parametrize("at", [20.0, 58.0, None])
def test_a_roam_at_another_time_is_no_cause(at: float | None) -> None:
    found = held(90, outcome="connected", by="us", timeline=until(50), marks=[roamed(at)])
    assert said(found)[1] == "sound_stopped"


def test_a_roam_that_nobody_heard_is_told_to_nobody() -> None:
    found = held(150, outcome="connected", by="us", timeline=sound_all_the_time(150), marks=[roamed(70)])
    assert said(found) == ("yes", "call_lasted")
    assert found.primary == "no_fault_found"
