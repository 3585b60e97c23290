"""The whole program, nothing replaced: command line, engine, practice world, probes, rules; all on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.driver.launch import ROOT
from tests.places import vacant_place


def _callmend(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)


def _diagnosis(text: str) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(text)["runs"][-1]
    diagnosis: dict[str, Any] = run["diagnosis"]
    return diagnosis


def _answers(text: str) -> dict[str, str]:
    return {verdict["question"]: verdict["answer"] for verdict in _diagnosis(text)["verdicts"]}


@pytest.mark.parametrize(("scenario", "answer", "code"), [("linux-alg", "yes", 1), ("healthy", "no", 0)])
def test_alg_in_practice(tmp_path: Path, scenario: str, answer: str, code: int) -> None:
    done = _callmend("check", "--practice", scenario, "--plan", "sip_alg", "--out", tmp_path, "--json", "-")
    assert (done.returncode, _answers(done.stdout)["sip_alg"]) == (code, answer)
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["profile"]["practice"] == scenario


@pytest.mark.parametrize("plan", ["sip_alg", pytest.param("quick", marks=pytest.mark.softphone)])
def test_file_gives_the_verdicts_that_were_given_live(tmp_path: Path, plan: str) -> None:
    live = _callmend("check", "--practice", "linux-alg", "--plan", plan, "--out", tmp_path, "--json", "-")
    for source in ("session.json", "journal.jsonl"):
        again = _callmend("diagnose", tmp_path / source, "--json")
        assert _diagnosis(again.stdout) == _diagnosis(live.stdout), source
        assert json.loads(again.stdout)["code"] == json.loads(live.stdout)["code"]
        assert again.returncode == live.returncode == 1


def test_server_that_never_answers_is_said_in_bounded_time(tmp_path: Path) -> None:
    done = _callmend("check", "--practice", "server-silent", "--plan", "sip_alg", "--out", tmp_path, "--json", "-")
    assert done.returncode == 3
    assert _answers(done.stdout)["sip_alg"] == "cannot_tell"


def test_name_that_does_not_resolve(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text('[account]\ndomain = "nothing.here.invalid"\n')
    done = _callmend("check", path, "--plan", "sip_alg,dns", "--out", tmp_path / "out", "--json", "-")
    assert done.returncode == 3
    assert _answers(done.stdout)["sip_alg"] == "cannot_tell"
    assert "Traceback" not in done.stderr


def test_unknown_scenario_names_the_nearest(tmp_path: Path) -> None:
    done = _callmend("check", "--practice", "linux-agl", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "linux-alg" in done.stderr


def test_practice_password_stays_out_of_every_file(tmp_path: Path) -> None:
    _callmend("check", "--practice", "healthy", "--plan", "sip_alg", "--out", tmp_path)
    for path in tmp_path.iterdir():
        assert "mend-100" not in path.read_text(), path


def test_scenarios_are_listed() -> None:
    done = _callmend("scenarios")
    assert done.returncode == 0
    assert {"healthy", "linux-alg"} <= {line.split()[0] for line in done.stdout.splitlines()}


def test_testline_says_where_it_listens_and_ends_when_told(tmp_path: Path) -> None:
    config = tmp_path / "testline.toml"
    port = vacant_place().port
    config.write_text(f'listen = "127.0.0.1"\n[ports]\nudp = [{port}]\ntcp = []\nstun = 0\n')
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "testline", "--config", str(config)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == f"listening udp 127.0.0.1:{port}\n"
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
