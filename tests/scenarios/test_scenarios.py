"""Each practice scenario, checked as a support engineer would: ``callmend check --practice SCENARIO --json FILE``.

The whole way is real: engine, softphone, simulated router, test line, rules. Several run at the same time, because a
check mostly waits.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.commands.scenarios import questions_of
from app.practice.scenarios import Scenario, catalogue

AT_ONCE = 3
LIMIT_S = 120.0
EXIT_CODES = {"no_fault_found": 0, "credentials_refused": 3, "provider_unreachable": 3}
"""Everything else is a fault that was found: 1. Without signing in, nothing is proven about the line: 3."""
pytestmark = pytest.mark.softphone


@dataclass(frozen=True)
class Checked:
    """What the command left behind."""

    exit_code: int
    errors: str
    session: Mapping[str, Any]

    @property
    def run(self) -> Mapping[str, Any]:
        """The first and only run."""
        found: Mapping[str, Any] = self.session["runs"][0]
        return found

    def answer(self, question: str) -> str | None:
        """The answer to *question*, ``None`` when it was not asked."""
        verdicts = self.run["diagnosis"]["verdicts"]
        return next((verdict["answer"] for verdict in verdicts if verdict["question"] == question), None)


def decides_alg_only(scenario: Scenario) -> bool:
    """Then nothing else is measured here: calls through every family would take minutes and show nothing new."""
    return set(scenario.expected_verdicts) == {"sip_alg"}


def check(scenario: Scenario, folder: Path) -> Checked:
    file = folder / f"{scenario.id}.json"
    command = ["-m", "app", "check", "--practice", scenario.id, "--json", str(file), "--out", str(folder / scenario.id)]
    command += ["--plan", "sip_alg" if decides_alg_only(scenario) else ",".join(questions_of(scenario))]
    environment = {**os.environ, "HOME": str(folder), "XDG_STATE_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    assert file.exists(), done.stderr
    return Checked(done.returncode, done.stderr, json.loads(file.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Future[Checked]]:
    folder = tmp_path_factory.mktemp("scenarios")
    pool = ThreadPoolExecutor(AT_ONCE)
    started = {one.id: pool.submit(check, one, folder) for one in catalogue()}
    pool.shutdown(wait=False)
    return started


@pytest.mark.parametrize("scenario", catalogue(), ids=lambda one: str(one.id))
def test_a_check_says_what_the_scenario_does(scenario: Scenario, checks: Mapping[str, Future[Checked]]) -> None:
    done = checks[scenario.id].result(LIMIT_S * 3)
    answers = {question: done.answer(question) for question in scenario.expected_verdicts}
    assert answers == dict(scenario.expected_verdicts), done.errors
    if done.run["diagnosis"]["primary"] is None:
        assert decides_alg_only(scenario)  # nothing was proven, and nothing else was asked
        assert done.exit_code == 3
        return
    assert done.run["diagnosis"]["primary"] == scenario.expected_primary
    assert done.exit_code == EXIT_CODES.get(scenario.expected_primary, 1)
    assert "Traceback" not in done.errors


def test_no_password_is_in_any_session(checks: Mapping[str, Future[Checked]]) -> None:
    for name, future in checks.items():
        text = json.dumps(future.result(LIMIT_S * 3).session)
        assert "mend-100" not in text, name
        assert "forgotten" not in text, name


def test_each_says_when_the_alg_was_judged(checks: Mapping[str, Future[Checked]]) -> None:
    for name, future in checks.items():
        timings = future.result(LIMIT_S * 3).run["timings"]
        assert timings["alg_verdict_s"] is not None, name
