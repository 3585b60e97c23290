"""Signing in: each refusal its own cause, and the password blamed only where it is the password."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Fact, Registration, SignInCourse, SignInStep, WayOut
from tests.unit.diagnosis.observed import observe

SERVER = "198.51.100.20:5060"
HERE, THERE = "203.0.113.7:40000", "203.0.113.7:41000"


def refused(status: int, challenges: int = 2) -> Registration:
    return Registration(SERVER, "udp", "refused", status, "No", challenges, 0.1)


def step(
    status: int = 401, answered: bool = True, stale: bool | None = False, seen_from: str | None = HERE
) -> SignInStep:
    return SignInStep(status, answered, stale, None if stale is None else True, seen_from)


def course(*steps: SignInStep, **more: Any) -> SignInCourse:
    fields = {"min_expires_s": None, "retry_after_s": None, "reason_header": ""}
    return SignInCourse(SERVER, steps, **{**fields, **more})


def diagnosed(*facts: Fact) -> tuple[Verdict, Diagnosis]:
    diagnosis = diagnose(observe(*facts))
    verdict = diagnosis.verdict("registration")
    assert verdict is not None
    return verdict, diagnosis


def way(outcome: Any = "registered") -> WayOut:
    return WayOut("tcp:5060", "tcp", SERVER, True, outcome, 200, "OK", 1, 0.1)


@pytest.mark.parametrize(
    ("status", "challenges", "reason", "finding"),
    [
        (401, 2, "answer_to_challenge_refused", "credentials_refused"),
        (407, 2, "answer_to_challenge_refused", "credentials_refused"),
        (401, 1, "challenge_not_answered", "credentials_refused"),
        (403, 1, "forbidden", "credentials_refused"),
        (403, 0, "forbidden", "registration_blocked"),
        (404, 0, "user_unknown", "credentials_refused"),
        (408, 0, "server_timed_out", "registration_blocked"),
        (423, 1, "interval_too_short", "registration_blocked"),
        (500, 0, "server_error", "registration_blocked"),
        (503, 0, "service_unavailable", "registration_blocked"),
        (401, 5, "challenged_again_and_again", "registration_loop"),
    ],
)
def test_each_refusal_has_its_own_cause(status: int, challenges: int, reason: str, finding: str) -> None:
    verdict, diagnosis = diagnosed(refused(status, challenges))
    assert (verdict.answer, verdict.reason) == ("no", reason)
    assert [one.id for one in diagnosis.findings] == [finding]


def test_a_wrong_password_is_challenged_anew_from_the_same_place() -> None:
    verdict, diagnosis = diagnosed(course(step(answered=False), step()), refused(401))
    assert verdict.reason == "answer_to_challenge_refused"
    assert diagnosis.primary == "credentials_refused"


def test_a_challenge_that_comes_again_for_a_repeated_request_says_nothing_new() -> None:
    repeated = replace(step(), new_nonce=False)
    stale = [step(stale=True) for _ in range(3)]
    verdict, _ = diagnosed(course(step(answered=False), repeated, *stale), refused(401))
    assert verdict.reason == "nonce_always_stale"


def test_a_challenge_that_is_always_too_old_is_never_the_password() -> None:
    facts: list[Fact] = [course(step(answered=False), *(step(stale=True) for _ in range(3))), refused(401)]
    verdict, diagnosis = diagnosed(*facts)
    assert verdict.reason == "nonce_always_stale"
    assert diagnosis.primary == "registration_loop"


def test_one_stale_challenge_before_a_refusal_is_the_password() -> None:
    verdict, _ = diagnosed(course(step(answered=False), step(stale=True), step()), refused(401, 3))
    assert verdict.reason == "answer_to_challenge_refused"


def test_a_source_that_changes_is_never_the_password() -> None:
    facts: list[Fact] = [course(step(answered=False), step(seen_from=THERE)), refused(401)]
    verdict, diagnosis = diagnosed(*facts)
    assert (verdict.reason, verdict.details["seen_from"]) == ("source_changes", [HERE, THERE])
    assert diagnosis.primary == "registration_loop"


def test_a_server_that_does_not_say_where_it_saw_us_proves_no_change() -> None:
    verdict, _ = diagnosed(course(step(answered=False, seen_from=None), step(seen_from=HERE)), refused(401))
    assert verdict.reason == "answer_to_challenge_refused"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_password_that_is_right_by_another_way_is_right(status: int) -> None:
    _, diagnosis = diagnosed(course(step(answered=False), step()), refused(status), way())
    assert "credentials_refused" not in [one.id for one in diagnosis.findings]
    assert diagnosis.findings[0].details["works"] == ["tcp:5060"]


def test_a_password_that_is_refused_by_every_way_is_refused() -> None:
    _, diagnosis = diagnosed(course(step(answered=False), step()), refused(401), way("refused"))
    assert diagnosis.primary == "credentials_refused"


def test_silence_only_on_the_usual_way_is_not_the_whole_service() -> None:
    silent = Registration(SERVER, "udp", "silent", None, "", 0, 8.0)
    _, diagnosis = diagnosed(silent, way())
    assert [one.id for one in diagnosis.findings] == ["registration_blocked"]
    _, diagnosis = diagnosed(silent)
    assert [one.id for one in diagnosis.findings] == ["provider_unreachable"]


def test_what_the_server_asks_for_is_told() -> None:
    verdict, _ = diagnosed(course(step(423, stale=None), min_expires_s=3600), refused(423, 1))
    assert verdict.details["min_expires_s"] == 3600
    verdict, _ = diagnosed(course(step(503, stale=None), retry_after_s=120), refused(503, 0))
    assert verdict.details["retry_after_s"] == 120
