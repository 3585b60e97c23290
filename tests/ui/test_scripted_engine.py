"""The fake engine keeps the contract of the wire, so that what the window's tests prove holds for the real one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.model.wire import EVENTS, decode, encode


def talk(tmp_path: Path, script: dict[str, Any], *commands: bytes) -> list[tuple[str, dict[str, Any]]]:
    file = tmp_path / "script.json"
    file.write_text(json.dumps(script), encoding="utf-8")
    command = [sys.executable, "-m", "tests.ui.scripted_engine", str(file)]
    done = subprocess.run(command, input=b"".join(commands), capture_output=True, timeout=120, check=True)
    return [decode("event", line) for line in done.stdout.splitlines()]


def opening(tmp_path: Path) -> bytes:
    return encode("cmd", "open", folder=str(tmp_path / "s"), profile=None, practice="healthy", label="before")


def test_a_whole_conversation_is_made_of_events_of_the_wire(tmp_path: Path) -> None:
    events = talk(
        tmp_path,
        {},
        opening(tmp_path),
        encode("cmd", "measure", questions=["internet", "keypad", "audio_devices"]),
        encode("cmd", "run", label="after"),
        encode("cmd", "close"),
    )
    names = [name for name, _ in events]
    assert set(names) <= set(EVENTS)
    assert names[0] == "hello"
    assert names.index("measured") < names.index("diagnosis")
    assert names[-1] == "closed"


def test_held_questions_wait_for_stop_and_a_folder_is_taken_up_again(tmp_path: Path) -> None:
    measure = encode("cmd", "measure", questions=["hear"])
    held = talk(tmp_path, {"hold": ["hear"]}, opening(tmp_path), measure, encode("cmd", "stop"))
    assert [fields["stopped"] for name, fields in held if name == "measured"] == [True]
    again = talk(tmp_path, {}, opening(tmp_path))
    assert [fields["resumed"] for name, fields in again if name == "opened"] == [True]
