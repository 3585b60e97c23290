"""Calls that do not come, cannot be taken or ring on; and what must not be concluded from a few of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Fact, InboundTrial, NotRun, PersonSaid, RunMark
from tests.unit.diagnosis.observed import observe
from tests.unit.diagnosis.test_quality import LOSSY


def trial(quiet_s: float = 5.0, keep_alive_s: float | None = None, *, rang: bool = True, **more: Any) -> InboundTrial:
    fields: dict[str, Any] = {
        "plan": "answer", "quiet_s": quiet_s, "keep_alive_s": keep_alive_s, "local": "192.168.1.10:40000",
        "by_testline": True, "signed_in": True, "asked": True, "status": 200,
        "rang_after_s": quiet_s if rang else None, "invites": int(rang), "answers": int(rang),
        "invites_after_answer": 0, "confirmed": rang, "cancelled": False, "hung_up": False, "packets": 20 * rang,
        "still_registered": None if rang else True,
    }  # fmt: skip
    return InboundTrial(**{**fields, **more})


def trials(lost_from_s: float, *, keep_alive_helps: bool = True, **more: Any) -> list[Fact]:
    plain = [trial(quiet, rang=quiet < lost_from_s, **more) for quiet in (5.0, 35.0, 65.0, 125.0, 185.0)]
    kept = [
        trial(quiet, 15.0, rang=quiet < lost_from_s or keep_alive_helps, **more) for quiet in (35.0, 65.0, 125.0, 185.0)
    ]
    return [*plain, *kept]


def diagnosed(*facts: Fact) -> tuple[Verdict, Diagnosis]:
    diagnosis = diagnose(observe(*facts))
    verdict = diagnosis.verdict("inbound")
    assert verdict is not None
    return verdict, diagnosis


def found(diagnosis: Diagnosis) -> set[str]:
    return {one.id for one in diagnosis.findings}


def test_all_calls_came() -> None:
    verdict, diagnosis = diagnosed(*trials(999.0))
    assert (verdict.answer, verdict.details["quiet_s"]) == ("yes", 185)
    assert not found(diagnosis)


@pytest.mark.parametrize("lost_from_s", [35.0, 65.0, 125.0, 185.0])
def test_a_forgotten_port_is_certain_when_keep_alives_cure_it_and_that_it_matters_is_not(lost_from_s: float) -> None:
    """The phones of the office may well send keep-alives."""
    verdict, diagnosis = diagnosed(*trials(lost_from_s))
    assert (verdict.reason, verdict.confidence) == ("port_forgotten_when_quiet", "certain")
    assert verdict.details["seconds"] == lost_from_s
    assert [(one.id, one.confidence) for one in diagnosis.findings] == [("inbound_calls_lost", "possible")]


def test_calls_lost_in_spite_of_keep_alive_are_not_said_to_be_cured_by_it() -> None:
    verdict, _ = diagnosed(*trials(65.0, keep_alive_helps=False))
    assert (verdict.reason, verdict.confidence) == ("lost_in_spite_of_keep_alive", "likely")
    assert "keep_alive_s" not in verdict.details


def test_a_service_that_dropped_the_phone_is_told_apart_from_a_router_that_forgot_it() -> None:
    verdict, diagnosis = diagnosed(*trials(65.0, keep_alive_helps=False, still_registered=False))
    assert verdict.reason == "binding_removed_when_quiet"
    assert found(diagnosis) == {"registration_lost_when_idle"}


def test_a_number_that_never_calls_accuses_nobody_strongly() -> None:
    verdict, _ = diagnosed(trial(rang=False, by_testline=False, still_registered=None))
    assert (verdict.answer, verdict.reason, verdict.confidence) == ("no", "no_call_came", "possible")
    verdict, _ = diagnosed(trial(rang=False), trial(35.0, rang=False))
    assert verdict.confidence == "likely"  # our own line called, and knew the phone


def test_one_lost_call_between_others_that_came_is_no_rule() -> None:
    verdict, diagnosis = diagnosed(trial(5.0), trial(35.0, rang=False), trial(65.0), trial(125.0))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "some_calls_missing")
    assert not found(diagnosis)


def test_a_call_lost_only_with_keep_alive_is_a_contradiction() -> None:
    verdict, _ = diagnosed(trial(5.0), trial(35.0), trial(35.0, 15.0, rang=False))
    assert verdict.answer == "cannot_tell"


@pytest.mark.parametrize(
    ("signs", "reason", "finding"),
    [
        ({"cancelled": True, "packets": 0}, "answer_never_arrives", "answer_not_delivered"),
        ({"invites_after_answer": 3, "packets": 0}, "answer_never_arrives", "answer_not_delivered"),
        ({"packets": 20}, "no_ack_incoming", "call_drops_no_ack"),
        ({"packets": 0, "hung_up": True}, "no_ack_incoming", "call_drops_no_ack"),
    ],
)
def test_an_answer_that_is_not_confirmed_has_two_causes(signs: dict[str, Any], reason: str, finding: str) -> None:
    verdict, diagnosis = diagnosed(*(trial(quiet, confirmed=False, answers=5, **signs) for quiet in (5.0, 35.0)))
    assert verdict.reason == reason
    assert found(diagnosis) == {finding}


def test_one_unconfirmed_answer_among_many_is_no_fault() -> None:
    facts: Sequence[Fact] = [trial(5.0, confirmed=False, cancelled=True), trial(35.0), trial(65.0)]
    assert diagnosed(*facts)[0].answer == "yes"


def test_a_phone_that_rings_on() -> None:
    ringing = trial(plan="let_ring", answers=0, confirmed=False)
    verdict, diagnosis = diagnosed(trial(), ringing)
    assert verdict.reason == "goes_on_ringing"
    assert found(diagnosis) == {"ringing_goes_on"}
    assert found(diagnosed(trial(), ringing, LOSSY)[1]) == {"line_quality"}  # what ends it may have been lost each time
    given_up = trial(plan="let_ring", answers=0, confirmed=False, cancelled=True)
    assert diagnosed(trial(), given_up)[0].answer == "yes"


@pytest.mark.parametrize("mark", ["slept", "network_changed"])
def test_a_computer_that_slept_proves_nothing(mark: Any) -> None:
    early = trial(5.0)
    verdict, diagnosis = diagnosed(early, RunMark(mark), *trials(65.0)[1:])
    assert verdict.answer == "cannot_tell"
    assert not found(diagnosis)


def test_without_signing_in_or_an_order_nothing_is_said() -> None:
    assert diagnosed(trial(signed_in=False, asked=False, rang=False))[0].reason == "not_signed_in"
    assert diagnosed(trial(asked=False, rang=False))[0].reason == "call_back_refused"
    assert diagnosed(NotRun("inbound", "no_callback_number"))[0].reason == "not_run"


def none_came(**more: Any) -> list[Fact]:
    return [trial(quiet, rang=False, **more) for quiet in (5.0, 35.0)]


def test_a_far_end_that_says_it_called_makes_a_missing_call_certain() -> None:
    verdict, diagnosis = diagnosed(*none_came(far_end_called=True))
    assert (verdict.reason, verdict.confidence) == ("no_call_came", "certain")
    assert found(diagnosis) == {"inbound_calls_lost"}


def test_a_far_end_that_never_called_accuses_nobody() -> None:
    verdict, diagnosis = diagnosed(*none_came(far_end_called=False))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "call_back_refused")
    assert not found(diagnosis)


def test_a_bell_that_nobody_noticed_does_not_undo_a_call_that_came() -> None:
    verdict, diagnosis = diagnosed(*trials(999.0), PersonSaid("inbound", "never_rang"))
    assert (verdict.answer, verdict.confidence, verdict.details["bell"]) == ("yes", "certain", "not_noticed")
    assert not found(diagnosis)


def test_a_bell_that_rang_without_a_call_makes_the_measurement_doubtful() -> None:
    verdict, diagnosis = diagnosed(*none_came(), PersonSaid("inbound", "answer"))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "contradictory")
    assert not found(diagnosis)


def test_a_person_who_saw_no_bell_agrees_with_calls_that_did_not_come() -> None:
    missed = none_came(by_testline=False, still_registered=None)
    assert diagnosed(*missed)[0].confidence == "possible"
    assert diagnosed(*missed, PersonSaid("inbound", "never_rang"))[0].confidence == "likely"
