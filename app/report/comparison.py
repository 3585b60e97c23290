"""Two runs side by side: which questions have another answer now, which findings are gone, new or still there, what is
counted or timed better or worse, and whether that is more than chance."""

from __future__ import annotations

from typing import Final, Literal

from app.model.diagnosis import Diagnosis
from app.model.json import JsonObject, JsonValue
from app.model.names import QUESTIONS, Answer, Question
from app.model.session import Run
from app.model.states import State, state_of
from app.report.measures import MEASURES, Measure, Sample, chance

Change = Literal["better", "worse", "same", "cannot_tell"]
_RANK: Final[dict[State, int]] = {"pass": 0, "warn": 1, "fail": 2}


def compare(before_id: str, before: Run, after_id: str, after: Run) -> JsonObject:
    """The comparison of two runs, with the ids of their sessions."""
    old, new = before.diagnosis, after.diagnosis
    asked = [question for question in QUESTIONS if old.verdict(question) or new.verdict(question)]
    return {
        "before": name_of(before_id, before),
        "after": name_of(after_id, after),
        "questions": [_row(question, old, new) for question in asked],
        "measures": measure_rows(before, after),
        "findings": _findings(old, new),
        "fixed": fixed_of(old, new),
    }


def fixed_of(before: Diagnosis, after: Diagnosis) -> str | None:
    """Whether what was found first is gone: ``yes``, ``no``, or ``None`` where there was nothing to mend.

    A second run that told nothing has mended nothing.
    """
    if before.primary in (None, "no_fault_found"):
        return None
    still = before.primary in {finding.id for finding in after.findings} or after.primary is None
    return "no" if still else "yes"


def measure_rows(before: Run, after: Run) -> list[JsonValue]:
    """What was counted or timed in both runs and has another figure now."""
    old, new = ([item.fact for item in run.observations] for run in (before, after))
    rows = (measured(measure, measure.read(old), measure.read(new)) for measure in MEASURES)
    return [row for row in rows if row is not None]


def measured(measure: Measure, before: Sample, after: Sample) -> JsonObject | None:
    """One measure of both; ``None`` unless both have a figure, and another one."""
    if before is None or after is None or before.figure == after.figure:
        return None
    judged = chance(before, after)
    improved = (after.figure > before.figure) == (measure.good == "more")
    change = ("better" if improved else "worse") if judged == "more_than_chance" else "same"
    return {
        "measure": measure.name,
        "unit": measure.unit,
        "before": before.figure,
        "after": after.figure,
        "change": change,
        "chance": judged,
    }


def change_of(question: Question, before: Diagnosis, after: Diagnosis) -> Change:
    """What became of *question*; without a yes or no on both sides there is nothing to compare."""
    if answer_of(question, before) in {None, "cannot_tell"} or answer_of(question, after) in {None, "cannot_tell"}:
        return "cannot_tell"
    was, now = _RANK.get(state_of(question, before)), _RANK.get(state_of(question, after))
    if was is None or now is None:
        return "cannot_tell"
    return "same" if now == was else "worse" if now > was else "better"


def name_of(session_id: str, run: Run) -> JsonObject:
    """What tells a run from others."""
    return {"session": session_id, "label": run.label, "started": run.started, "primary": run.diagnosis.primary}


def _row(question: Question, before: Diagnosis, after: Diagnosis) -> JsonValue:
    return {
        "question": question,
        "before": answer_of(question, before),
        "after": answer_of(question, after),
        "change": change_of(question, before, after),
        "chance": chance_of(question, before, after),
    }


def answer_of(question: Question, diagnosis: Diagnosis) -> Answer | None:
    """``None`` when it was not asked."""
    verdict = diagnosis.verdict(question)
    return None if verdict is None else verdict.answer


def chance_of(question: Question, before: Diagnosis, after: Diagnosis) -> str:
    """Another answer is more than chance when both were certain: then each is proven by itself."""
    verdicts = before.verdict(question), after.verdict(question)
    if not verdicts[0] or not verdicts[1] or "cannot_tell" in (verdicts[0].answer, verdicts[1].answer):
        return "too_few"
    return "more_than_chance" if all(one and one.confidence == "certain" for one in verdicts) else "may_be_chance"


def _findings(before: Diagnosis, after: Diagnosis) -> JsonObject:
    old, new = [item.id for item in before.findings], [item.id for item in after.findings]
    return {
        "no_longer": [item for item in old if item not in new],
        "new": [item for item in new if item not in old],
        "still": [item for item in new if item in old],
    }
