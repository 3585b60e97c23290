"""How our own processes are started, from a checkout and from the packaged program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.driver import launch


def test_from_a_checkout_python_runs_the_package() -> None:
    assert launch.child_command("engine") == [sys.executable, "-m", "app", "engine"]
    assert launch.start_folder() == launch.ROOT


def test_the_packaged_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/usr/lib/callmend/callmend")
    assert launch.child_command("engine") == ["/usr/lib/callmend/callmend", "engine"]
    assert launch.start_folder() is None


def test_on_windows_it_starts_its_twin_for_pipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window, console = tmp_path / "CallMend.exe", tmp_path / "callmend-cli.exe"
    assert launch._console_program(window) == window
    console.touch()
    assert launch._console_program(window) == (console if os.name == "nt" else window)
    monkeypatch.setattr(launch, "on_windows", lambda: True)
    assert launch._console_program(window) == console
