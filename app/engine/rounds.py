"""A measurement that outlives what happens to the computer: what sleep or another network spoiled is asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from app.engine.runner import Catalogue, Listener, Runner
from app.model.facts import Fact, RunMark
from app.model.names import Question
from app.network.surroundings import LOOK_AROUND_S, Surroundings
from app.probes.context import ProbeContext

MOST_ROUNDS: Final = 3
"""A network that changes all the time is measured as it is, in the end."""
BACK_LIMIT_S: Final = 240.0
"""How long a router may take to restart; then the check goes on, and says that there is no internet."""
_SAME_MARK_S: Final = 3.0
"""A probe that looks around itself, and this, notice the same thing within so many seconds."""
LOCAL: Final[frozenset[Question]] = frozenset({"audio_devices"})
"""What another network cannot change."""


class Rounds:
    """Measures a plan; each round after the first repeats only what was spoiled."""

    def __init__(self, catalogue: Catalogue, context: ProbeContext, listener: Listener, around: Surroundings) -> None:
        self._catalogue, self._context, self._listener = catalogue, context, listener
        self._around = around
        self._home = around.address
        self._runner: Runner | None = None
        self._asked: dict[Question, None] = {}
        self._spoiled: dict[Question, None] = {}
        self._marked: dict[str, float] = {}

    async def measure(
        self, questions: Sequence[Question], again: Callable[[Sequence[Question]], None], *, patient: bool = False
    ) -> None:
        """Measure *questions*. *again* is told before a round which of them will be repeated.

        *patient*: a router was just told to restart; wait until the line is back.
        """
        if patient:
            await self._wait_for_router(questions[0])
        self._asked = dict.fromkeys(questions)
        todo = tuple(questions)
        for _ in range(MOST_ROUNDS):
            await self._round(todo)
            if not self._spoiled:
                return
            await self._until_back(todo[0])
            todo = tuple(question for question in questions if question in self._spoiled)
            again(todo)

    async def _wait_for_router(self, question: Question) -> None:
        from app.probes.line_back import watch_of

        def progress(step: str, fraction: float, remaining_s: float | None) -> None:
            self._listener.progress(question, step, fraction, remaining_s, remaining_s or 0.0)

        mark = await watch_of(ProbeContext(self._context.profile, progress=progress)).wait()
        if mark is not None:
            self._listener.fact(mark)
        self._around.look(BACK_LIMIT_S)  # the address may have come and gone with the router
        self._home = self._around.address

    async def _round(self, questions: Sequence[Question]) -> None:
        self._spoiled = {}
        runner = Runner(self._catalogue, self._context, replace(self._listener, fact=self._note))
        self._runner = runner
        watcher = asyncio.create_task(self._watch())
        try:
            await runner.measure(questions)
        finally:
            watcher.cancel()
            await asyncio.wait({watcher})
        self._look()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AROUND_S)
            self._look(LOOK_AROUND_S)

    def _look(self, usual_s: float = 0.0) -> None:
        for change in self._around.look(usual_s):
            if not self._is_marked(change.mark):
                self._note(RunMark(change.mark, change.detail))
            if change.mark == "network_changed":
                self._moved()

    def _moved(self) -> None:
        """Another address: whatever was told of the old network is stale, apart from what it cannot change."""
        here = self._around.address
        if here is None or here == self._home:
            return
        self._home = here
        waiting = self._runner.waiting if self._runner else ()
        self._spoil(question for question in self._asked if question not in LOCAL and question not in waiting)

    def _note(self, fact: Fact) -> None:
        """Record *fact*; a mark of sleep or change spoils what is in flight, whoever noticed it."""
        if isinstance(fact, RunMark) and fact.mark in ("slept", "network_changed", "roamed"):
            self._marked[fact.mark] = asyncio.get_running_loop().time()
            if fact.mark != "roamed":  # the same network, and what it does to a call is what is to be measured
                self._spoil(self._runner.in_flight if self._runner else ())
        self._listener.fact(fact)

    def _is_marked(self, mark: str) -> bool:
        last = self._marked.get(mark)
        return last is not None and asyncio.get_running_loop().time() - last < _SAME_MARK_S

    def _spoil(self, questions: Iterable[Question]) -> None:
        self._spoiled.update(dict.fromkeys(questions))

    async def _until_back(self, question: Question) -> None:
        """Wait for an address; the router may be starting."""
        clock = asyncio.get_running_loop().time
        start = clock()
        while self._around.address is None and (gone_s := clock() - start) < BACK_LIMIT_S:
            left_s = BACK_LIMIT_S - gone_s
            self._listener.progress(question, "waiting_for_network", gone_s / BACK_LIMIT_S, left_s, left_s)
            await asyncio.sleep(LOOK_AROUND_S)
            self._look(LOOK_AROUND_S)
