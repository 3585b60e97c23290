"""Black box: the started program, read and driven over the accessibility bus as a screen reader does it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

READER = Path(__file__).parent / "data" / "screen_reader.py"
ROOT = Path(__file__).parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"


def _lacking() -> str:
    """What this computer lacks for a private bus with a screen on it; empty when all is there."""
    if not sys.platform.startswith("linux"):
        return "AT-SPI exists on Linux only"
    missing = [name for name in ("Xvfb", "xvfb-run", "xauth", "openbox", "dbus-run-session") if not shutil.which(name)]
    if missing:
        return f"not installed: {', '.join(missing)}"
    probe = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    try:
        done = subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, check=False)
    except OSError:
        return f"no {SYSTEM_PYTHON}"
    return "not installed: gir1.2-atspi-2.0, python3-gi" if done.returncode else ""


pytestmark = pytest.mark.skipif(bool(_lacking()), reason=f"no accessibility bus: {_lacking()}")

SESSION = """
openbox --sm-disable >/dev/null 2>&1 &
manager=$!
"{python}" -m app --practice linux-alg --language en >"{home}/program.log" 2>&1 &
program=$!
trap 'kill $program $manager; wait $program' EXIT
"{system}" "{reader}" 11=Start "12=I agree" 21=
"""


def test_a_screen_reader_hears_each_screen_and_presses_its_buttons(tmp_path: Path) -> None:
    script = SESSION.format(python=sys.executable, system=SYSTEM_PYTHON, reader=READER, home=tmp_path)
    environment = {
        **os.environ,
        "CALLMEND_HOME": str(tmp_path),
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    environment.pop("AT_SPI_BUS_ADDRESS", None)
    command = [
        "xvfb-run",
        "-a",
        "-s",
        "-screen 0 1280x800x24 -nolisten tcp",
        "dbus-run-session",
        "--",
        "sh",
        "-c",
        script,
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=150, check=False)
    log = (tmp_path / "program.log").read_text(errors="replace") if (tmp_path / "program.log").exists() else ""
    heard: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, (heard[-1:], done.stderr[-800:], log[-800:])

    titles = [item["title"] for item in heard if "title" in item]
    assert [title[:5] for title in titles] == ["11 - ", "12 - ", "21 - "]
    assert {item["role"] for item in heard if "role" in item} == {"frame"}
    headings = [item["heading"] for item in heard if "heading" in item]
    words = ("Let us check your phone line", "What we will look at", "What goes wrong?")
    assert headings == [["heading", title] for title in words]
    assert [item["pressed"] for item in heard if "pressed" in item] == ["Start", "I agree"]
    first, second, third = ([tuple(pair) for pair in item["names"]] for item in heard if "names" in item)
    assert ("push button", "Start") in first
    assert ("combo box", "English") in first
    assert any(role == "image" and name.startswith("The way of a call: This computer") for role, name in first)
    assert ("image", "Picture: a telephone") in first
    assert ("check box", "I am talking to support on the phone line we are testing.") in second
    assert sum(role == "radio button" for role, _ in third) >= 8
    assert ("push button", "I agree") not in first, "only the screen shown is read"
