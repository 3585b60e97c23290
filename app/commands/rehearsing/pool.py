"""Runs many scenarios at a time: they mostly wait, so there are more of them than processors."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, Final

from app.commands.rehearsing import sides
from app.commands.rehearsing.outcome import Rehearsed

AT_ONCE_EACH: Final = 3
"""Scenarios a processor: a call costs a fiftieth of one, starting a softphone a few tenths of a second."""
LIMIT_S: Final = 150.0
"""After which a scenario is given up; the longest takes a tenth of it."""

Keeper = Callable[[Connection, Connection], None]
"""Keeps a world in a process of its own: sends its profile into the first connection, ends when the second does."""


@dataclass(frozen=True, slots=True)
class Job:
    """One check: its name, who keeps its world (something that can be pickled), and the questions to ask."""

    name: str
    keep: Keeper
    questions: tuple[str, ...]


def rehearse(scenarios: Sequence[tuple[str, tuple[str, ...]]], at_once: int | None = None) -> Iterator[Rehearsed]:
    """Check scenarios, each with the questions to ask; results come as they are ready."""
    return run([Job(name, partial(sides.world_side, name), asked) for name, asked in scenarios], at_once)


def run(jobs: Sequence[Job], at_once: int | None = None) -> Iterator[Rehearsed]:
    """Check all *jobs*; results come as they are ready."""
    context = _context()
    with ThreadPoolExecutor(at_once or AT_ONCE_EACH * (os.cpu_count() or 1)) as pool:
        futures = [pool.submit(_one, context, job) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """Forked from a process that has loaded everything, where the system can fork."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: nothing may have threads when forking
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(sides.PRELOADED))
    return context


def _one(context: BaseContext, job: Job) -> Rehearsed:
    started = time.monotonic()
    profile_out, profile_in = context.Pipe(duplex=False)
    end_out, end_in = context.Pipe(duplex=False)
    result_out, result_in = context.Pipe(duplex=False)
    with (
        _running(context, job.keep, (profile_in, end_out)),
        end_in,
        _running(context, sides.engine_side, (job.name, job.questions, profile_out, result_in)),
    ):
        _close(profile_out, profile_in, end_out, result_in)
        heard = _heard(result_out)
    return Rehearsed(
        job.name,
        heard.get("diagnosis", {}),
        heard.get("kinds", {}),
        round(time.monotonic() - started, 1),
        ", ".join(heard.get("troubles", ())),
    )


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
