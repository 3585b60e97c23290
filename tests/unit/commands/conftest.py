"""A command line inside the test's own process, and places for its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.commands import entry
from app.driver import folders, process
from tests.unit.commands.rehearsed import command
from tests.unit.engine.rehearsal import replace_judgement


@dataclass(frozen=True)
class Said:
    """What one command did."""

    code: int
    out: str
    err: str


Callmend = Callable[..., Said]

GOOD_PROFILE = """
[account]
domain = "sip.example.invalid"
username = "100"
password = "correct horse battery"
"""


@pytest.fixture
def callmend(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callmend:
    """Runs a command line with the rehearsal engine; sessions go below ``tmp_path/state``."""
    monkeypatch.setattr(process, "child_command", command)
    monkeypatch.setattr(folders, "sessions_root", lambda: tmp_path / "state")
    replace_judgement(monkeypatch.setattr)

    def run(*arguments: object) -> Said:
        code = entry.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile file without a fault."""
    path = tmp_path / "profile.toml"
    path.write_text(GOOD_PROFILE)
    return path
