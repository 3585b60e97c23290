"""The same check twice, as the guide asks for: as always, and straight to the modem."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.softphone
LIMIT_S = 300.0


def check(folder: Path, scenario: str, *more: str) -> dict[str, Any]:
    file = folder / f"{len(list(folder.iterdir()))}.json"
    command = ["-m", "app", "check", "--practice", scenario, "--plan", "registration,hear", "--json", str(file), *more]
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
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return {"file": str(file), "run": document["runs"][-1]}


def test_broken_behind_the_router_and_clean_behind_the_modem(tmp_path: Path) -> None:
    usual = check(tmp_path, "clean-behind-the-modem")
    assert usual["run"]["diagnosis"]["primary"] == "no_sound_inbound"
    modem = check(tmp_path, "clean-behind-the-modem", "--label", "modem", "--compare", usual["file"])
    assert modem["run"]["label"] == "modem"
    assert modem["run"]["diagnosis"]["primary"] == "works_without_router"


def test_broken_behind_the_modem_too(tmp_path: Path) -> None:
    usual = check(tmp_path, "no-inbound-sound")
    modem = check(tmp_path, "no-inbound-sound", "--label", "modem", "--compare", usual["file"])
    found = [one["id"] for one in modem["run"]["diagnosis"]["findings"]]
    assert found[0] == "no_sound_inbound"
    assert "same_in_comparison" in found
    assert "works_without_router" not in found
