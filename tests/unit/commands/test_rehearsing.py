"""Expected beside got: what makes a row disagree, and what counts as a wrong accusation."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
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


def test_only_calls_need_a_clock_of_their_own() -> None:
    assert pool.job_of("healthy", ("registration", "hear")).keep is not None
    assert pool.job_of("inbound-healthy", ("registration", "inbound", "nat", "quality")).keep is None


def again(monkeypatch: pytest.MonkeyPatch, late_s: float) -> list[tuple[list[str], int | None]]:
    """Which jobs ran together, and how many at once, where none of them comes out right."""
    rounds: list[tuple[list[str], int | None]] = []

    def run(jobs: list[pool.Job], at_once: int | None) -> Any:
        rounds.append(([job.name for job in jobs], at_once))
        return [Rehearsed(job.name, late_s=late_s) for job in jobs]

    monkeypatch.setattr(pool, "run", run)
    done = list(pool.rehearse([("healthy", ("hear",)), ("linux-alg", ("hear",))], None, lambda one: False))
    assert {one.tries for one in done} == {sum(1 for names, _ in rounds if names)}
    return [one for one in rounds if one[0]]


def test_what_this_computer_was_too_late_for_is_checked_again_and_at_last_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = ["healthy", "linux-alg"]
    rounds = again(monkeypatch, late_s=0.2)
    assert [names for names, _ in rounds] == [both, both, both]
    assert rounds[-1][1] == 1


def test_what_came_out_wrong_in_time_stays_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(again(monkeypatch, late_s=0.0)) == 1


def test_the_process_that_all_are_forked_from_has_no_threads() -> None:
    code = "import os, app.commands.rehearsing.preloaded; print(len(os.listdir('/proc/self/task')))"
    if not Path("/proc/self/task").is_dir():
        pytest.skip("only Linux tells its threads there")
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True, env=environment
    )
    assert done.stdout.strip() == "1"
