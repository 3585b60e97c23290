"""Expected beside got: what makes a row disagree, and what counts as a wrong accusation."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from typing import Any

import pytest

from app.commands.rehearsing import pool
from app.commands.rehearsing.outcome import Rehearsed, rows, wrongly_accused
from app.practice.scenarios import scenario

HEALTHY = scenario("healthy")


def rehearsed(*findings: str, verdicts: dict[str, str] | None = None, because: tuple[str, ...] = ()) -> Rehearsed:
    found = [{"id": name, "because": list(because)} for name in findings]
    answers: dict[Any, str] = {**HEALTHY.expected_verdicts, **(verdicts or {})}
    diagnosis: dict[str, Any] = {
        "primary": findings[0] if findings else None,
        "findings": found,
        "verdicts": [{"question": question, "answer": answer} for question, answer in answers.items()],
    }
    return Rehearsed("healthy", diagnosis, {"o1": "call.result", "o2": "media.flow", "o3": "media.flow"})


def disagreeing(done: Rehearsed, **changes: Any) -> list[tuple[str, str]]:
    return [(row.name, row.got) for row in rows(replace(HEALTHY, **changes), done) if not row.agrees]


def test_all_as_expected() -> None:
    assert disagreeing(rehearsed("no_fault_found")) == []


def test_another_finding_first() -> None:
    assert disagreeing(rehearsed("double_nat", "no_fault_found")) == [("primary", "double_nat")]


def test_no_diagnosis_at_all_agrees_with_nothing() -> None:
    silent = Rehearsed("healthy", trouble="too_long")
    names = [name for name, _ in disagreeing(silent)]
    assert names == ["primary", *HEALTHY.expected_verdicts]


def test_a_look_alike_beside_the_right_one_is_a_fault_too() -> None:
    done = rehearsed("no_fault_found", "line_quality")
    assert disagreeing(done) == []
    assert disagreeing(done, rules_out=("line_quality",)) == [("ruled out", "line_quality")]


def test_blaming_an_alg_where_there_is_none() -> None:
    done = rehearsed("no_fault_found", "sip_alg_rewrites")
    assert wrongly_accused(HEALTHY, done) == ("sip_alg_rewrites",)
    assert disagreeing(done) == [("accused", "sip_alg_rewrites")]
    assert wrongly_accused(scenario("linux-alg"), done) == ()


def test_evidence_is_counted_by_kind() -> None:
    assert rehearsed("no_sound_inbound", because=("o1", "o2", "o3")).evidence() == "call.result, media.flow x2"
    assert rehearsed().evidence() == ""


def test_an_engine_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context("spawn")
    out, into = context.Pipe(duplex=False)
    into.close()
    assert pool._heard(out) == {"troubles": ["engine_lost"]}
    out, into = context.Pipe(duplex=False)
    monkeypatch.setattr(pool, "LIMIT_S", 0.01)
    assert pool._heard(out) == {"troubles": ["too_long"]}
    into.close()
