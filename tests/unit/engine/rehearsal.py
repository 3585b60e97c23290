"""An engine with probes made for tests: the real process, pipes, journal and runner around measurements of our own.

``python -m tests.unit.engine.rehearsal`` is a child process like ``python -m app engine``.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

from app.engine import judgement, practice, process
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Fact, NotRun, Observation, PersonSaid
from app.model.names import Answer, Question
from app.model.session import Session, SpokenCode
from app.probes.context import Probe, ProbeContext

COMMAND = [sys.executable, "-m", "tests.unit.engine.rehearsal"]
SECRET = "correct horse battery"
PROFILE: dict[str, Any] = {"account": {"domain": "sip.example.invalid", "username": "100", "password": SECRET}}

Measure = Callable[[ProbeContext], AsyncIterator[Fact]]


class RehearsedProbe:
    """A probe from one function."""

    def __init__(self, question: Question, measure: Measure, needs: frozenset[str] = frozenset()) -> None:
        self.ANSWERS = (question,)
        self.NEEDS = needs
        self.EXPECTED_S = 1.0
        self.LIMIT_S = 30.0
        self.measure = measure


class RehearsedCatalogue:
    """Probes by question; the module's name is the question's, so ``registration`` is in the softphone's lane."""

    def __init__(self, **measures: Measure | RehearsedProbe) -> None:
        self.probes: dict[str, Any] = {
            name: item if isinstance(item, RehearsedProbe) else RehearsedProbe(name, item)  # type: ignore[arg-type]
            for name, item in measures.items()
        }

    def probe_for(self, question: Question) -> Probe | None:
        return self.probes.get(question)

    def probes_for(self, questions: tuple[Question, ...]) -> tuple[tuple[str, tuple[Question, ...]], ...]:
        return tuple((question, (question,)) for question in questions if question in self.probes)

    def companions_for(self, questions: tuple[Question, ...]) -> dict[str, Probe]:
        return {"companion": self.probes["companion"]} if "companion" in self.probes else {}


def judge(observations: Sequence[Observation]) -> Diagnosis:
    """Whatever a probe says the person said is the answer."""
    verdicts: dict[Question, Verdict] = {}
    for item in observations:
        fact = item.fact
        if isinstance(fact, PersonSaid) and fact.answer in {"yes", "no"}:
            given: Answer = "yes" if fact.answer == "yes" else "no"
            verdicts[fact.question] = Verdict(fact.question, given, "certain", "said", (item.id,))
        elif isinstance(fact, NotRun):
            verdicts[fact.question] = Verdict(
                fact.question, "cannot_tell", "possible", "not_run", (item.id,), {"not_run": fact.reason}
            )
    return Diagnosis(tuple(verdicts.values()))


def code_of(diagnosis: Diagnosis) -> SpokenCode:
    return SpokenCode(("one", "two", "three", "four"), f"{len(diagnosis.verdicts):010}")


def report_of(session: Session) -> str:
    return f"<!doctype html><title>{session.id}</title>"


def replace_judgement(put: Callable[[object, str, object], object] = setattr) -> None:
    """Put these rules in place of the real ones."""
    put(judgement, "judge", judge)
    put(judgement, "code_of", code_of)
    put(judgement, "report_of", report_of)


async def says_yes(context: ProbeContext) -> AsyncIterator[Fact]:
    context.progress("looking_up", 0.5, 1.0)
    yield PersonSaid("dns", "yes")


async def prints(context: ProbeContext) -> AsyncIterator[Fact]:
    print("a library prints whatever it likes")  # noqa: T201
    os.write(1, b"and so does native code\n")
    ctypes.CDLL(None).puts(b"through the C library too")
    yield PersonSaid("internet", "yes")


async def never_ends(context: ProbeContext) -> AsyncIterator[Fact]:
    yield PersonSaid("nat", "no")
    await asyncio.Event().wait()


async def will_not_stop(context: ProbeContext) -> AsyncIterator[Fact]:
    yield PersonSaid("quality", "yes")
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            continue


async def breaks(context: ProbeContext) -> AsyncIterator[Fact]:
    yield PersonSaid("presence", "yes")
    raise RuntimeError(f"the password is {SECRET}")


async def asks(context: ProbeContext) -> AsyncIterator[Fact]:
    heard = await context.ask("hear", "heard_count")
    yield NotRun("hear", "nobody_here") if heard is None else PersonSaid("hear", "yes")


async def dies(context: ProbeContext) -> AsyncIterator[Fact]:
    yield PersonSaid("inbound", "no")
    os.abort()


CATALOGUE = RehearsedCatalogue(
    dns=says_yes, internet=prints, nat=never_ends, quality=will_not_stop, presence=breaks, hear=asks, inbound=dies
)


def journal_of(folder: Path) -> bytes:
    return (folder / "journal.jsonl").read_bytes()


def text_of(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def document_of(closed: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text_of(closed["session"]))
    return document


def texts_in(folder: Path) -> dict[str, str]:
    return {path.name: text_of(str(path)) for path in folder.iterdir()}


def world_command(command: str, scenario: str) -> list[str]:
    return [sys.executable, "-m", "tests.unit.engine.rehearsed_world", scenario]


if __name__ == "__main__":
    replace_judgement()
    setattr(practice, "child_command", world_command)  # noqa: B010
    process.main(CATALOGUE)
