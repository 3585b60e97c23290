"""What an engine leaves behind goes with it, however it ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from app.driver.process import ENGINE_LOST, EngineProcess, Event
from app.driver.workplace import Workplace, clear_abandoned

RECORDS_AND = """
import json, os, sys, tempfile
from pathlib import Path
kept = Path(tempfile.mkdtemp()) / "heard.wav"
kept.write_bytes(b"a voice")
print(json.dumps({"v": 1, "event": "opened", "folder": str(kept), "resumed": False}), flush=True)
"""


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os._exit(0)", "sys.stdin.read()"])
def test_recordings_go_with_the_engine(tmp_path: Path, end: str) -> None:
    events: list[Event] = []
    there: list[bool] = []
    opened = threading.Event()

    def hear(event: Event) -> None:
        events.append(event)
        opened.set()

    engine = EngineProcess(hear, [sys.executable, "-c", RECORDS_AND + end])
    assert opened.wait(120)
    there.append(Path(str(events[0].fields.get("folder"))).is_relative_to(tmp_path))
    engine.hang_up()
    assert engine.join(120)
    assert events[-1].name == ENGINE_LOST
    assert there == [True]
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_cannot_be_started_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        EngineProcess(lambda _: None, [str(tmp_path / "none")])
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_program_left_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f"callmend-{dead.pid}-abc", f"callmend-{os.getpid()}-abc", "callmend-notes-abc", "other-1-abc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "heard.wav").write_bytes(b"a voice")
    clear_abandoned()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f"callmend-{os.getpid()}-abc", "callmend-notes-abc", "other-1-abc"]
    )


def test_a_link_in_place_of_a_folder_leads_nowhere(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear all")
    (tmp_path / f"callmend-{dead.pid}-abc").symlink_to(mine, target_is_directory=True)
    clear_abandoned()
    assert (mine / "letter.txt").read_text() == "dear all"


def test_without_a_folder_the_engine_has_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: str) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    place = Workplace()
    assert place.environment is None
    place.clear()
