"""The engine asks for its turn, and works as well where the system refuses."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.engine.priority import NICE, go_first

ASK = "import os; from app.engine.priority import go_first; print(go_first(), os.getpriority(os.PRIO_PROCESS, 0))"


@pytest.mark.skipif(sys.platform == "win32", reason="has classes in place of numbers")
def test_a_process_that_may_goes_first() -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert done.stdout.split() in (["True", str(NICE)], ["False", str(usual)])


@pytest.mark.skipif(sys.platform == "win32", reason="has classes in place of numbers")
def test_a_refusal_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    assert not go_first()
