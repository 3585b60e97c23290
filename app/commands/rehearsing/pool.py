"""Runs many scenarios at a time: they mostly wait, so there are more of them than processors.

What needs no call shares one clock that jumps over waits, and comes out alike however busy the computer is. A call has
a native clock. So a call that this computer got round to too late, and that came out otherwise than it must, is made
again later, when fewer others are in its way: its measurement was of this computer, not of the rehearsed line.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, Final

from app.commands.rehearsing import sides
from app.commands.rehearsing.outcome import Rehearsed
from app.practice.scenarios import scenario

AT_ONCE_EACH: Final = 14
"""Calls a processor: one costs a thirtieth of it."""
JUMPING_EACH: Final = 4
"""Checks without a call, which wait for a moment only before each jump."""
LIMIT_S: Final = 150.0
"""After which a scenario is given up; the longest takes a tenth of it."""
LATE_S: Final = 0.05
"""Later than this a side is held up: at the pace of a held call it is a second."""
MOST_TRIES: Final = 3
AGAIN_EACH: Final = 3
"""Calls a processor the second time."""
APART_S: Final = 0.2
"""Held calls begin so far apart, and all others twice as far: beginning is the dearest part of them."""
CALLING: Final = frozenset({"hear", "speak", "keypad", "long_call", "tls_path", "other_port_path"})
"""Questions that are answered by calls with sound."""

Checker = Callable[[str, Sequence[str], Connection, Connection], None]
"""Checks the world whose profile the first connection brings; tells through the second. Also a process of its own."""
Keeper = Callable[[Connection, Connection], None]
"""Keeps a world in a process of its own: sends its profile into the first connection, ends when the second does."""


@dataclass(frozen=True, slots=True)
class Job:
    """One check: its name, who keeps its world (something that can be pickled), and the questions to ask.

    Without a keeper it is a scenario of that name, on one clock.
    """

    name: str
    keep: Keeper | None
    questions: tuple[str, ...]
    check: Checker = sides.engine_side
    lasts_s: float = 0.0
    """About how long its held calls take."""


def job_of(scenario_id: str, questions: tuple[str, ...]) -> Job:
    """Check a scenario of the catalogue."""
    keep = partial(sides.world_side, scenario_id) if CALLING & set(questions) else None
    lasts_s = scenario(scenario_id).lasts_s if "long_call" in questions else 0.0
    return Job(scenario_id, keep, questions, lasts_s=lasts_s)


def rehearse(
    scenarios: Sequence[tuple[str, tuple[str, ...]]],
    at_once: int | None = None,
    agrees: Callable[[Rehearsed], bool] = lambda done: True,
) -> Iterator[Rehearsed]:
    """Check scenarios, each with the questions to ask; see :func:`in_time`."""
    return in_time([job_of(name, asked) for name, asked in scenarios], at_once, agrees)


def in_time(jobs: list[Job], at_once: int | None, agrees: Callable[[Rehearsed], bool]) -> Iterator[Rehearsed]:
    """Check *jobs*; results come as they are ready.

    What does not *agree* is checked again if this computer was too late for it, the last time all by itself.
    """
    for tried in range(1, MOST_TRIES + 1):
        again: list[str] = []
        for done in run(jobs, at_once):
            done = replace(done, tries=tried)
            if done.late_s > LATE_S and tried < MOST_TRIES and not agrees(done):
                again.append(done.scenario)
            else:
                yield done
        jobs = [job for job in jobs if job.name in again]
        if not jobs:
            return
        at_once = 1 if tried + 1 == MOST_TRIES else AGAIN_EACH * (os.cpu_count() or 1)


def run(jobs: Sequence[Job], at_once: int | None = None) -> Iterator[Rehearsed]:
    """Check all *jobs*; results come as they are ready."""
    context, processors = _context(), os.cpu_count() or 1
    calls = sorted((job for job in jobs if job.keep is not None), key=_last_to_end)
    others = [job for job in jobs if job.keep is None]
    with (
        ThreadPoolExecutor(at_once or AT_ONCE_EACH * processors) as calling,
        ThreadPoolExecutor(min(at_once or JUMPING_EACH * processors, JUMPING_EACH * processors)) as jumping,
    ):
        turn = _Turn()
        futures: list[Future[Rehearsed]] = [calling.submit(_one, context, job, turn) for job in calls]
        futures += [jumping.submit(_one, context, job) for job in others]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for pool in (calling, jumping):
                pool.shutdown(wait=True, cancel_futures=True)


def _last_to_end(job: Job) -> tuple[int, float]:
    """Held calls first, the longest of them before all, for they mind most when others begin."""
    return (0 if "long_call" in job.questions else 1, -job.lasts_s)


class _Turn:
    """Lets one after the other begin."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def wait(self, apart_s: float) -> None:
        """Until it is our turn, *apart_s* after the one before."""
        with self._lock:
            time.sleep(apart_s)


def _context() -> BaseContext:
    """Forked from a process that has loaded everything, where the system can fork."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: nothing may have threads when forking
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.commands.rehearsing.preloaded"])
    return context


def _one(context: BaseContext, job: Job, turn: _Turn | None = None) -> Rehearsed:
    if turn is not None:
        turn.wait(APART_S if "long_call" in job.questions else 2 * APART_S)
    started = time.monotonic()
    heard = _jumped(context, job) if job.keep is None else _called(context, job, job.keep)
    return Rehearsed(
        job.name,
        heard.get("diagnosis", {}),
        heard.get("kinds", {}),
        round(time.monotonic() - started, 1),
        ", ".join(heard.get("troubles", ())),
        heard.get("cpu_s", 0.0),
        heard.get("late_s", 0.0),
    )


def _jumped(context: BaseContext, job: Job) -> dict[str, Any]:
    result_out, result_in = context.Pipe(duplex=False)
    with _running(context, sides.both_sides, (job.name, job.questions, result_in)):
        _close(result_in)
        return _heard(result_out)


def _called(context: BaseContext, job: Job, keep: Keeper) -> dict[str, Any]:
    profile_out, profile_in = context.Pipe()  # labels of runs go the other way
    end_out, end_in = context.Pipe(duplex=False)
    result_out, result_in = context.Pipe(duplex=False)
    with (
        _running(context, keep, (profile_in, end_out)),
        end_in,
        _running(context, job.check, (job.name, job.questions, profile_out, result_in)),
    ):
        _close(profile_in, end_out, result_in)
        heard = _heard(result_out)
    costs = _costs(profile_out)
    return {
        **heard,
        "cpu_s": heard.get("cpu_s", 0.0) + costs.get("cpu_s", 0.0),
        "late_s": max(heard.get("late_s", 0.0), costs.get("late_s", 0.0)),
    }


def _costs(profile: Connection) -> dict[str, float]:
    """What the world said at its end, where it got so far."""
    try:
        said = profile.recv() if profile.poll(0) else {}
    except (EOFError, OSError):
        said = {}
    profile.close()
    return said if "cpu_s" in said else {}


def _heard(result: Connection) -> dict[str, Any]:
    try:
        if result.poll(LIMIT_S):
            heard: dict[str, Any] = result.recv()
            return heard
    except EOFError:
        return {"troubles": ["engine_lost"]}
    return {"troubles": ["too_long"]}


@contextmanager
def _running(context: BaseContext, work: Callable[..., None], arguments: Iterable[object]) -> Iterator[None]:
    process = context.Process(target=work, args=tuple(arguments), daemon=True)  # type: ignore[attr-defined]
    process.start()
    try:
        yield
    finally:
        process.join(3.0)
        if process.is_alive():
            process.kill()
            process.join()


def _close(*ends: Connection) -> None:
    """The children have theirs: when a child dies, its pipe must end here too."""
    for end in ends:
        end.close()
