"""Two runs beside each other: nothing is better or worse without a yes or no on both sides."""

from __future__ import annotations

import pytest

from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.names import Answer, FindingId, Question
from app.model.session import Run, Session, Timings
from app.report.compared_runs import compare_sessions
from app.report.comparison import Change, change_of


def _diagnosis(question: Question, answer: Answer | None, *findings: FindingId) -> Diagnosis:
    verdicts = () if answer is None else (Verdict(question, answer, "certain", "said"),)
    found = tuple(Finding(item, "major", "certain") for item in findings)
    return Diagnosis(verdicts, found, findings[0] if findings else None)


def _session(name: str, *diagnoses: Diagnosis) -> Session:
    runs = tuple(Run(f"{index}", "", None, Timings(), (), item) for index, item in enumerate(diagnoses))
    return Session(name, "CallMend", "1", {}, runs)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("yes", "no", "better"),
        ("no", "yes", "worse"),
        ("yes", "yes", "same"),
        ("yes", "cannot_tell", "cannot_tell"),
        ("cannot_tell", "no", "cannot_tell"),
        (None, "no", "cannot_tell"),
        ("yes", None, "cannot_tell"),
    ],
)
def test_change_of_the_alg(before: Answer | None, after: Answer | None, change: Change) -> None:
    assert change_of("sip_alg", _diagnosis("sip_alg", before), _diagnosis("sip_alg", after)) == change


def test_address_translation_is_neither_better_nor_worse() -> None:
    assert change_of("nat", _diagnosis("nat", "yes"), _diagnosis("nat", "no")) == "same"


def test_last_run_beside_the_first() -> None:
    session = _session(
        "s",
        _diagnosis("sip_alg", "yes", "sip_alg_rewrites", "no_sound_inbound"),
        _diagnosis("sip_alg", "yes"),
        _diagnosis("sip_alg", "no", "no_sound_inbound", "line_quality"),
    )
    comparison = compare_sessions(session, None)
    assert comparison is not None
    assert comparison["findings"] == {
        "no_longer": ["sip_alg_rewrites"], "new": ["line_quality"], "still": ["no_sound_inbound"]
    }  # fmt: skip
    assert comparison["questions"] == [
        {"question": "sip_alg", "before": "yes", "after": "no", "change": "better", "chance": "more_than_chance"}
    ]


def test_earlier_session_is_the_before() -> None:
    earlier, session = _session("old", _diagnosis("dns", "no")), _session("new", _diagnosis("dns", "yes"))
    comparison = compare_sessions(session, earlier)
    assert comparison is not None
    assert comparison["before"] == {"session": "old", "label": "0", "started": "", "primary": None}


@pytest.mark.parametrize("session", [_session("empty"), _session("one", _diagnosis("dns", "yes"))])
def test_one_run_has_nothing_to_compare_with(session: Session) -> None:
    assert compare_sessions(session, None) is None
