"""Each practice scenario, checked by the engine as for a customer, and some of them from outside as support would.

The whole way is real: engine, softphone, simulated router, test line, rules. Many run at the same time, because a
check mostly waits.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.commands.rehearsing.outcome import Rehearsed, agrees, rows
from app.commands.rehearsing.pool import rehearse
from app.commands.scenarios import questions_of
from app.practice.scenarios import Scenario, catalogue, scenario

LIMIT_S = 300.0
EXIT_CODES = {"healthy": 0, "linux-alg": 1, "wrong-password": 3, "server-silent": 3, "drop-32-seconds": 1}
"""Without signing in nothing is proven about the line: 3."""
pytestmark = pytest.mark.softphone


@pytest.fixture(scope="module")
def rehearsed() -> Mapping[str, Rehearsed]:
    asked = [(one.id, questions_of(one)) for one in catalogue()]
    return {done.scenario: done for done in rehearse(asked, None, lambda done: agrees(scenario(done.scenario), done))}


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: str(one.id))
def test_the_diagnosis_is_that_of_the_scenario(one: Scenario, rehearsed: Mapping[str, Rehearsed]) -> None:
    done = rehearsed[one.id]
    different = {row.name: (row.expected, row.got) for row in rows(one, done) if not row.agrees}
    assert different == {}, done.trouble


@dataclass(frozen=True)
class Checked:
    """What ``callmend check`` left behind."""

    exit_code: int
    errors: str
    session: Mapping[str, Any]


def check(one: Scenario, folder: Path) -> Checked:
    file = folder / f"{one.id}.json"
    command = ["-m", "app", "check", "--practice", one.id, "--json", str(file), "--out", str(folder / one.id)]
    environment = {**os.environ, "HOME": str(folder), "XDG_STATE_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, *command, "--plan", ",".join(questions_of(one))],
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
def checks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Checked]:
    folder = tmp_path_factory.mktemp("scenarios")
    with ThreadPoolExecutor(len(EXIT_CODES)) as pool:
        found = pool.map(lambda name: (name, check(scenario(name), folder)), EXIT_CODES)
        return dict(found)


@pytest.mark.parametrize("name", EXIT_CODES)
def test_the_command_says_the_same(name: str, checks: Mapping[str, Checked]) -> None:
    done, one = checks[name], scenario(name)
    diagnosis = done.session["runs"][0]["diagnosis"]
    answers = {verdict["question"]: verdict["answer"] for verdict in diagnosis["verdicts"]}
    assert {question: answers[question] for question in one.expected_verdicts} == dict(one.expected_verdicts)
    assert (diagnosis["primary"], done.exit_code) == (one.expected_primary, EXIT_CODES[name])
    assert "Traceback" not in done.errors


def test_no_password_is_in_any_session(checks: Mapping[str, Checked]) -> None:
    for name, done in checks.items():
        text = json.dumps(done.session)
        assert "mend-100" not in text, name
        assert "forgotten" not in text, name


def test_each_says_when_the_alg_was_judged(checks: Mapping[str, Checked]) -> None:
    for name, done in checks.items():
        if "sip_alg" in questions_of(scenario(name)):
            assert done.session["runs"][0]["timings"]["alg_verdict_s"] is not None, name
