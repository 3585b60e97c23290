"""When a verdict is told: never too early, never twice, and with the time at which the standing answer was known."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.engine.board import VerdictBoard
from app.engine.clock import RunClock
from app.engine.record import RunRecord
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Observation
from app.model.names import Answer, Question


class _Bench:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.verdicts: list[Verdict] = []
        self.told: list[tuple[Question, Answer]] = []
        self.run = RunRecord("before", clock=RunClock())
        monkeypatch.setattr(RunClock, "seconds", lambda clock: self.now)
        self.board = VerdictBoard(self._judge, lambda verdict: self.told.append((verdict.question, verdict.answer)))

    def _judge(self, observations: Sequence[Observation]) -> Diagnosis:
        return Diagnosis(tuple(self.verdicts))

    def says(self, question: Question, answer: Answer, at_s: float, *because: str) -> None:
        self.now = at_s
        self.verdicts = [item for item in self.verdicts if item.question != question]
        self.verdicts.append(Verdict(question, answer, "certain", "said", because))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> _Bench:
    return _Bench(monkeypatch)


def test_pending_questions_stay_untold_until_they_are_measured(bench: _Bench) -> None:
    bench.says("hear", "no", 1.0)
    bench.board.update(bench.run, ["hear"])
    assert bench.told == []
    bench.says("hear", "yes", 2.0)
    bench.board.update(bench.run)
    assert bench.told == [("hear", "yes")]
    assert bench.run.timings.first_verdict_s == 2.0


def test_the_same_verdict_is_told_once_and_a_changed_one_again(bench: _Bench) -> None:
    bench.says("dns", "yes", 1.0)
    bench.board.update(bench.run)
    bench.board.update(bench.run)
    bench.says("dns", "yes", 2.0, "o7")
    bench.board.update(bench.run)
    assert bench.told == [("dns", "yes"), ("dns", "yes")]
    assert bench.run.timings.first_verdict_s == 1.0


def test_alg_is_told_as_soon_as_it_is_decided(bench: _Bench) -> None:
    bench.says("sip_alg", "cannot_tell", 0.1)
    assert bench.board.awaits_early(["sip_alg"])
    bench.board.update_early(bench.run, ["sip_alg"])
    assert bench.told == []
    bench.says("sip_alg", "yes", 0.2)
    bench.board.update_early(bench.run, ["sip_alg"])
    assert bench.told == [("sip_alg", "yes")]
    assert not bench.board.awaits_early(["sip_alg"])
    assert bench.run.timings.alg_verdict_s == 0.2
    bench.says("sip_alg", "yes", 0.9, "o1", "o2")
    bench.board.update(bench.run)
    assert bench.run.timings.alg_verdict_s == 0.2


def test_time_is_that_of_the_answer_that_stands(bench: _Bench) -> None:
    bench.says("sip_alg", "no", 0.2)
    bench.board.update_early(bench.run, ["sip_alg"])
    bench.says("sip_alg", "yes", 0.9)
    bench.board.update(bench.run)
    assert bench.told == [("sip_alg", "no"), ("sip_alg", "yes")]
    assert (bench.run.timings.first_verdict_s, bench.run.timings.alg_verdict_s) == (0.2, 0.9)


def test_no_other_question_is_told_early(bench: _Bench) -> None:
    bench.says("hear", "no", 0.1)
    assert not bench.board.awaits_early(["hear"])
    bench.board.update_early(bench.run, ["hear", "sip_alg"])
    assert bench.told == []


def test_new_run_tells_anew(bench: _Bench) -> None:
    bench.says("dns", "yes", 1.0)
    bench.board.update(bench.run)
    bench.board.clear()
    bench.board.update(RunRecord("after"))
    assert bench.told == [("dns", "yes")] * 2
