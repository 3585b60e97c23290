"""How long a check takes, in seconds and in round trips, and what a call costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psutil

from tests.bench.far_end import served_profile
from tests.bench.processes import environment, seconds_to_exit
from tests.bench.sampling import middle

DELAY_S: Final = 0.020
"""Added in each direction."""
FOUND_NOTHING: Final = (0, 1, 3)


def alg_check() -> dict[str, object]:
    """``check PROFILE --plan sip_alg`` as a whole process on a path without delay, in seconds."""
    with served_profile() as profile:
        return {"unit": "s", **middle(lambda: seconds_to_exit(*_check(profile, "sip_alg"), expect=FOUND_NOTHING))}


def alg_verdict() -> dict[str, object]:
    """The first answer to ``sip_alg`` with 20 ms added each way, from the first datagram: milliseconds, round trips."""
    with served_profile(DELAY_S) as profile:
        found = middle(lambda: _first_answer_ms(profile))
    return {"unit": "ms", **found, "round_trips": round(found["median"] / (2000 * DELAY_S), 2)}


def call_cpu() -> dict[str, object]:
    """Share of one core that the engine uses while it is in calls, in percent."""
    with served_profile() as profile:
        return {"unit": "% of a core", **middle(lambda: _engine_load(profile), runs=3)}


def _check(profile: Path, plan: str) -> tuple[str, ...]:
    return ("-m", "app", "check", str(profile), "--plan", plan, "--json", "-")


def _session(profile: Path, plan: str) -> dict[str, Any]:
    with TemporaryDirectory(prefix="callmend-bench-") as out:
        command = [sys.executable, *_check(profile, plan), "--out", out]
        done = subprocess.run(command, env=environment(), capture_output=True, check=False)
    if done.returncode not in FOUND_NOTHING:
        raise SystemExit(done.stderr.decode()[-400:])
    session: dict[str, Any] = json.loads(done.stdout)
    return session


def _first_answer_ms(profile: Path) -> float:
    run = _session(profile, "sip_alg")["runs"][0]
    first_reply = min(seen["at_s"] - (seen["rtt_ms"] or 0) / 1000 for seen in run["observations"] if seen.get("rtt_ms"))
    return float((run["timings"]["alg_verdict_s"] - first_reply) * 1000)


def _engine_load(profile: Path) -> float:
    """The middle second of all seconds of the check: long enough to leave start, dialling and analysis out."""
    with TemporaryDirectory(prefix="callmend-bench-") as out:
        command = [sys.executable, *_check(profile, "hear,speak"), "--out", out]
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = list(_load_by_second(_engine_of(process.pid)))
        process.wait()
    return statistics.median(seconds)


def _load_by_second(engine: psutil.Process) -> Iterator[float]:
    before, used = time.monotonic(), sum(engine.cpu_times()[:2])
    while True:
        time.sleep(1.0)
        try:
            now, cpu = time.monotonic(), sum(engine.cpu_times()[:2])
        except psutil.NoSuchProcess:
            return
        yield 100 * (cpu - used) / (now - before)
        before, used = now, cpu


def _engine_of(pid: int) -> psutil.Process:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for child in psutil.Process(pid).children(recursive=True):
            if "engine" in child.cmdline():
                return child
        time.sleep(0.01)
    raise SystemExit("the engine did not start")
