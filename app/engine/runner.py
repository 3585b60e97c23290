"""Runs the probes of a plan: side by side where they do not share anything, each for a bounded time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

from app.engine.forecast import Forecast
from app.engine.plan import lanes, missing_need, turns_s
from app.engine.warming import warm_up
from app.model.errors import UserError
from app.model.facts import Fact, NotRun
from app.model.names import Question
from app.probes.context import Probe, ProbeContext

ONLY_IPV6: Final = "only_ipv6"
"""Why nothing was measured with the softphone where the server has no address that it can use."""
GRACE_S: Final = 0.4
"""How long a cancelled probe may take to tidy up; then it is left behind, and what it still says is ignored."""


class Catalogue(Protocol):
    """What :mod:`app.probes.catalogue` offers."""

    def probe_for(self, question: Question) -> Probe | None: ...

    def probes_for(self, questions: tuple[Question, ...]) -> tuple[tuple[str, tuple[Question, ...]], ...]: ...

    def companions_for(self, questions: tuple[Question, ...]) -> dict[str, Probe]: ...


@dataclass(slots=True)
class Listener:
    """Where the runner's news go."""

    fact: Callable[[Fact], object]
    progress: Callable[[Question, str, float, float | None, float], None]
    """Question, step, share and seconds left of its probe; last the seconds left of all that was asked."""
    finished: Callable[[tuple[Question, ...]], None]
    """The questions of one probe are measured, or could not be."""
    trouble: Callable[[UserError], None]
    bug: Callable[[BaseException], None]


@dataclass(slots=True)
class _Shared(ProbeContext):
    """One probe's view of the run: its own progress, the softphone of all."""

    owner: ProbeContext | None = None

    @property
    def signed_in(self) -> bool:
        return self.owner is not None and self.owner.signed_in

    async def phone(self) -> Any:
        assert self.owner is not None
        return await self.owner.phone()


def expected_s(probe: Probe, context: ProbeContext) -> float:
    """Seconds that a probe takes on a healthy line, in this run."""
    told = getattr(probe, "expected_s", None)
    return float(told(context) if told else probe.EXPECTED_S)


def limit_s(probe: Probe, context: ProbeContext) -> float:
    """Seconds after which a probe is given up, far above what even a silent line costs it."""
    return float(getattr(probe, "LIMIT_S", 30.0 + 3 * max(probe.EXPECTED_S, expected_s(probe, context))))


class Runner:
    """Measures one plan once."""

    def __init__(self, catalogue: Catalogue, context: ProbeContext, listener: Listener) -> None:
        self._catalogue = catalogue
        self._context = context
        self._listener = listener
        self._open: dict[Question, None] = {}
        self._in_flight: dict[str, tuple[Question, ...]] = {}
        self._forecast = Forecast((), {})
        self._over = False

    @property
    def in_flight(self) -> tuple[Question, ...]:
        """What is being measured at this moment."""
        return tuple(question for questions in self._in_flight.values() for question in questions)

    @property
    def waiting(self) -> tuple[Question, ...]:
        """What has not begun yet."""
        return tuple(question for question in self._open if question not in self.in_flight)

    async def measure(self, questions: Sequence[Question]) -> None:
        """Measure *questions*. When cancelled, it ends within a second, and what was recorded stays."""
        self._open = dict.fromkeys(questions)
        self._context.asked = tuple(questions)
        groups = self._catalogue.probes_for(tuple(questions))
        asked = dict(groups)
        covered = {question for group in asked.values() for question in group}
        self._not_run(tuple(question for question in questions if question not in covered), "no_probe")
        modules = [name for name, _ in groups]
        self._load(asked)
        companions = self._catalogue.companions_for(tuple(questions))
        await warm_up([*modules, *companions], self._context)
        begin_s = turns_s(modules, guarded=self._context.turns is not None)
        turns = {name: wait_s / self._context.pace for name, wait_s in begin_s.items()}
        self._forecast = Forecast(lanes(modules), self._expectations(asked), waits_s=turns)
        tasks = [asyncio.create_task(self._lane(lane, asked, turns.get(lane[0], 0.0))) for lane in lanes(modules)]
        tasks += [asyncio.create_task(self._accompany(name, probe)) for name, probe in companions.items()]
        try:
            await asyncio.gather(*tasks)
        finally:
            await self._wind_up(tasks)

    def _load(self, asked: dict[str, tuple[Question, ...]]) -> None:
        for questions in asked.values():
            with suppress(Exception):  # said by the probe's own turn
                self._catalogue.probe_for(questions[0])

    def _expectations(self, asked: dict[str, tuple[Question, ...]]) -> dict[str, float]:
        """Seconds of each probe that will really measure."""
        expected: dict[str, float] = {}
        for name, questions in asked.items():
            with suppress(Exception):  # said by the probe's own turn
                probe = self._catalogue.probe_for(questions[0])
                if probe is not None and missing_need(name, probe.NEEDS, self._context.profile) is None:
                    expected[name] = expected_s(probe, self._context)
        return expected

    async def _wind_up(self, tasks: list[asyncio.Task[None]]) -> None:
        waiting = [task for task in tasks if not task.done()]
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting, timeout=2 * GRACE_S)
        for fact in self._context.take_leftovers():  # a stopped call still tells what it measured
            self._listener.fact(fact)
        self._not_run(tuple(self._open), "stopped")
        self._over = True

    async def _lane(self, names: list[str], asked: dict[str, tuple[Question, ...]], wait_s: float) -> None:
        """One probe after the other, the first of them when it is its turn."""
        if wait_s:
            await asyncio.sleep(wait_s)
        for name in names:
            reason = await self._measured(name, asked[name])
            if reason is not None:
                self._not_run(asked[name], reason)
            else:
                self._finish(asked[name])

    async def _measured(self, name: str, questions: tuple[Question, ...]) -> str | None:
        self._in_flight[name] = questions
        self._forecast.begin(name)
        try:
            return await self._reason_not_run(name, questions)
        finally:
            del self._in_flight[name]
            self._forecast.end(name)

    async def _reason_not_run(self, name: str, questions: tuple[Question, ...]) -> str | None:
        """Run one probe to its end; returns why its questions were not measured, ``None`` when they were."""
        try:
            probe = self._catalogue.probe_for(questions[0])
            if probe is None:
                return "no_probe"
            lacking = missing_need(name, probe.NEEDS, self._context.profile)
            if lacking is not None:
                return lacking
            in_time = await _bounded(self._collect(name, probe, questions), limit_s(probe, self._context))
            return None if in_time else "too_long"
        except UserError as trouble:
            self._listener.trouble(trouble)
            return ONLY_IPV6 if trouble.text_id == "softphone_ipv6" else "probe_failed"
        except Exception as error:  # noqa: BLE001 - a bug in one probe must not cost the results of the others
            self._listener.bug(error)
        return "probe_failed"

    async def _accompany(self, name: str, probe: Probe) -> None:
        """Run a probe that answers nothing: when it fails, nothing else is missing."""
        try:
            await _bounded(self._collect(name, probe, ()), limit_s(probe, self._context))
        except UserError as trouble:
            self._listener.trouble(trouble)
        except Exception as error:  # noqa: BLE001 - see above
            self._listener.bug(error)

    async def _collect(self, name: str, probe: Probe, questions: tuple[Question, ...]) -> None:
        context = self._view(name, questions[0] if questions else None)
        async with aclosing(probe.measure(context)) as facts:  # type: ignore[type-var]
            async for fact in facts:
                if self._over:
                    return
                self._listener.fact(fact)

    def _view(self, name: str, question: Question | None) -> ProbeContext:
        def progress(step: str, fraction: float, remaining_s: float | None) -> None:
            if self._over or question is None:
                return
            if remaining_s is not None:
                self._forecast.tell(name, remaining_s)
            total_s = self._forecast.remaining_s()
            self._listener.progress(question, step, min(max(fraction, 0.0), 1.0), remaining_s, total_s)

        run = self._context
        return _Shared(
            run.profile,
            run.interactive,
            run.hold_s,
            run.lifetimes,
            run.pace,
            progress=progress,
            level=run.level,
            ask=run.ask,
            clues=run.clues,
            turns=run.turns,
            earlier=run.earlier,
            sound=run.sound,
            gateway=run.gateway,
            happenings=run.happenings,
            asked=run.asked,
            forgets=run.forgets,
            nobody=run.nobody,
            owner=run,
        )

    def _not_run(self, questions: tuple[Question, ...], reason: str) -> None:
        if self._over or not questions:
            return
        for question in questions:
            self._listener.fact(NotRun(question, reason))
        self._finish(questions)

    def _finish(self, questions: tuple[Question, ...]) -> None:
        for question in questions:
            self._open.pop(question, None)
        if not self._over:
            self._listener.finished(questions)


async def _bounded(work: Any, limit: float) -> bool:
    """Await *work* for *limit* seconds at most; a task that will not be cancelled is left behind."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=limit)
        if done:
            task.result()
        return bool(done)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=GRACE_S)
