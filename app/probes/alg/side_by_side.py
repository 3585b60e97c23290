"""Many attempts at the same time, each told as soon as it is complete, and none waited for longer than it is worth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from app.model.facts import Fact, SipExchange, StunBinding
from app.probes.together import end_all

GRACE_S: Final = 0.25
GRACE_ROUND_TRIPS: Final = 4.0
"""What is still open once both the suspected path and a control have answered gets this much longer."""


class Measurement(Protocol):
    """Something that runs to its own end, and tells at any moment what it has seen."""

    async def run(self) -> None:
        """Measure; may be cancelled at any time."""
        ...

    def facts(self) -> Sequence[Fact]:
        """What was seen so far, the decisive record last."""
        ...


async def side_by_side(measurements: Sequence[Measurement], *, patient: bool = False) -> AsyncGenerator[Fact, None]:
    """Run all of *measurements* and yield the facts of each when it ends; *patient* waits for the last of them."""
    tasks = {asyncio.ensure_future(one.run()): one for one in measurements}
    answered = _Answered(patient)
    try:
        while tasks:
            done, _ = await asyncio.wait(tasks, timeout=answered.grace_left(), return_when=asyncio.FIRST_COMPLETED)
            ended = done or set(tasks)  # nothing within the grace: the rest is given up
            for task in ended - done:
                task.cancel()
            await asyncio.gather(*(ended - done), return_exceptions=True)
            for task in sorted(ended, key=list(tasks).index):
                measurement = tasks.pop(task)
                if task in done:
                    task.result()  # a fault of ours must not pass for silence
                for fact in measurement.facts():
                    answered.note(fact)
                    yield fact
    finally:
        await end_all(tasks)


@dataclass(slots=True)
class _Answered:
    """Which sides have answered, and from when on the rest lives on grace."""

    patient: bool = False
    roles: set[str] = field(default_factory=set)
    slowest_ms: float = 0.0
    until: float | None = None

    def note(self, fact: Fact) -> None:
        role = _answering_role(fact)
        if role is None or not isinstance(fact, SipExchange | StunBinding):
            return
        self.roles.add(role)
        self.slowest_ms = max(self.slowest_ms, fact.rtt_ms or 0.0)
        if self.until is None and not self.patient and self.roles >= {"suspected", "control"}:
            grace = max(GRACE_S, GRACE_ROUND_TRIPS * self.slowest_ms / 1000)
            self.until = asyncio.get_running_loop().time() + grace

    def grace_left(self) -> float | None:
        if self.until is None:
            return None
        return max(self.until - asyncio.get_running_loop().time(), 0.0)


def _answering_role(fact: Fact) -> str | None:
    if isinstance(fact, SipExchange) and fact.outcome == "answered":
        return fact.role
    if isinstance(fact, StunBinding) and fact.mapped is not None:
        return "control"
    return None
