"""``--help`` is quick: it loads nothing heavy, and lists what exists."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from app.commands import table
from app.driver.launch import ROOT
from app.version import VERSION
from tests.unit.commands.conftest import Callmend

HEAVY = {
    "PySide6", "qasync", "pjsua2", "miniaudio", "numpy", "pydantic", "jinja2", "aioice", "asyncio", "structlog", "dns"
}  # fmt: skip
SHOW_MODULES = """
import atexit, json, runpy, sys
atexit.register(lambda: print("modules:" + json.dumps(sorted(sys.modules)), file=sys.stderr))
sys.argv = ["callmend", *sys.argv[1:]]
runpy.run_module("app", run_name="__main__")
"""


def _run(*arguments: str) -> tuple[str, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SHOW_MODULES, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules: list[str] = json.loads(done.stderr.partition("modules:")[2])
    return done.stdout, {name.split(".")[0] for name in modules}


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("diagnose", "--help"), ("report", "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    out, modules = _run(*arguments)
    assert out
    assert not modules & HEAVY


def test_help_lists_what_exists_and_hides_our_own_children() -> None:
    out, _ = _run("--help")
    for name in table.SUMMARIES:
        assert (f"  {name} " in out) == (find_spec(table.module_name(name)) is not None), name
    assert not any(f"  {name}" in out for name in table.HIDDEN)


@pytest.mark.parametrize("name", [name for name in table.SUMMARIES if table.exists(name)])
def test_every_command_explains_itself(name: str) -> None:
    out, _ = _run(name, "--help")
    assert out.startswith(f"usage: callmend {name}")


def test_version() -> None:
    assert _run("--version")[0] == f"CallMend {VERSION}\n"


def test_no_display_is_one_clear_line(callmend: Callmend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for arguments in ((), ("--practice",), ("--practice", "healthy")):
        said = callmend(*arguments)
        assert said.code == 3
        assert "callmend check" in said.err
        assert said.err.count("\n") == 1


def test_window_for_an_unknown_scenario_is_refused_before_it_opens(
    callmend: Callmend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    said = callmend("--practice", "linux-agl")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "linux-alg" in said.err
