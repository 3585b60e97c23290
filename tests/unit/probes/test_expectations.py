"""What a probe expects to take is what it will take in this run: the countdown is made of it."""

from __future__ import annotations

import pytest

from app.model.names import Question
from app.model.profile import Account, Numbers, Profile
from app.probes import long_call, speak
from app.probes.call_support import SIGN_IN_S
from app.probes.context import ProbeContext

ECHO = Profile(Account("provider.example", "100"), numbers=Numbers(echo="600"))
NONE = Profile(Account("provider.example", "100"))


@pytest.mark.parametrize(
    ("hold_s", "pace", "seconds"), [(None, 1.0, 150.0), (960.0, 1.0, 960.0), (None, 10.0, 15.0), (1980.0, 100.0, 19.8)]
)
def test_a_held_call_takes_as_long_as_the_plan_says_at_the_pace_of_the_run(
    hold_s: float | None, pace: float, seconds: float
) -> None:
    context = ProbeContext(ECHO, hold_s=hold_s, pace=pace)
    assert long_call.expected_s(context) == pytest.approx(seconds + SIGN_IN_S)


@pytest.mark.parametrize(
    ("profile", "asked", "seconds"),
    [
        (ECHO, ("hear", "speak"), 0.0),
        (ECHO, ("speak",), speak.EXPECTED_S),
        (NONE, ("hear", "speak"), speak.EXPECTED_S),
    ],
)
def test_an_echo_call_that_was_made_anyway_tells_of_both_ways(
    profile: Profile, asked: tuple[Question, ...], seconds: float
) -> None:
    assert speak.expected_s(ProbeContext(profile, asked=asked)) == seconds
