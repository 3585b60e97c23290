"""``python3 -m tests.figures.sabotage``: a server that stalls, floods, lies or closes at each point of a check."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection

from app.commands.rehearsing.outcome import ACCUSING, Rehearsed
from app.commands.rehearsing.pool import Job, run
from tests.servers.saboteur import WAYS, Way

QUESTIONS = ("registration", "sip_alg", "hear", "speak", "keypad")
EVERY_POINT = range(1, 61)
"""A whole check of these questions takes some fifty messages of the server."""
STATED_S = 150.0
"""What the limits of the probes of one lane add up to at the most, for this plan."""


def sabotaged_side(way: Way, after: int, profile: Connection, end: Connection) -> None:
    """Keep the saboteur; see :mod:`app.commands.rehearsing.sides`."""
    import asyncio

    from app.commands.rehearsing.sides import stand
    from tests.servers.saboteur import Saboteur

    async def keep() -> None:
        await stand(Saboteur(way, after), profile, end)

    asyncio.run(keep())


def sabotaged(points: Sequence[int], ways: Sequence[Way] = WAYS) -> Iterator[Rehearsed]:
    """Check the line behind a saboteur that begins at each of *points*, in each of *ways*."""
    jobs = [
        Job(f"{way} at {after}", partial(sabotaged_side, way, after), QUESTIONS) for after in points for way in ways
    ]
    return run(jobs)


def complaints(done: Rehearsed) -> list[str]:
    """What must not happen, whatever a server does."""
    found = [f"trouble: {done.trouble}"] if done.trouble else []
    if done.seconds > STATED_S:
        found.append(f"took {done.seconds} s")
    if len(done.diagnosis.get("verdicts", ())) < len(QUESTIONS):
        found.append("a question has no verdict")
    found += [f"accused: {name}" for name in done.findings if name in ACCUSING]
    return found


def main() -> int:
    """Print a line for each run, and how long the longest took."""
    started, longest, bad, count = time.monotonic(), 0.0, 0, 0
    for done in sabotaged(EVERY_POINT):
        wrong = complaints(done)
        longest, bad, count = max(longest, done.seconds), bad + bool(wrong), count + 1
        sys.stdout.write(f"{done.scenario:<14} {done.seconds:5.1f} s  {done.primary:<24} {'; '.join(wrong)}\n")
        sys.stdout.flush()
    took = time.monotonic() - started
    sys.stdout.write(f"{count} runs, {bad} with a complaint, the longest {longest} s, all in {took:.0f} s\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
