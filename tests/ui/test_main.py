"""The program from outside: it paints, it closes when told, and it leaves nothing running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui.abilities import Unavailable
from app.ui.host import Host
from app.ui.snapshot import grab
from app.ui.window import Window
from app.wizard.answers import Answers

ROOT = Path(__file__).parents[2]


def environment(tmp_path: Path, **extra: str) -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CALLMEND_HOME": str(tmp_path), **extra}


def test_it_says_when_the_first_screen_is_painted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "--practice"]
    extra = environment(tmp_path, CALLMEND_BENCH="first_paint")
    done = subprocess.run(command, cwd=ROOT, env=extra, capture_output=True, timeout=120, check=True)
    assert "first_paint_ms" in json.loads(done.stdout)
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to handle")
def test_a_signal_closes_it_and_the_engine_with_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "--practice"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stderr=subprocess.PIPE) as program:
        seen = psutil.Process(program.pid)
        children = _wait_for_engine(seen, program)
        program.send_signal(signal.SIGTERM)
        assert program.wait(60) == 0
        _, alive = psutil.wait_procs(children, timeout=60)
        assert alive == []
        assert program.stderr is not None
        assert program.stderr.read() == b""
    assert not (tmp_path / "state" / "crash.txt").exists()


def _wait_for_engine(seen: psutil.Process, program: subprocess.Popen[bytes]) -> list[psutil.Process]:
    pause = threading.Event()
    while program.poll() is None:
        children: list[psutil.Process] = seen.children()
        if children:
            return children
        pause.wait(0.02)  # another process's children can only be looked for
    pytest.fail("it ended by itself")


def test_an_engine_that_cannot_be_started_is_named(application: QApplication) -> None:
    def connect(hear: object) -> object:
        raise FileNotFoundError("no such program")

    host = Host(connect, Answers(practice="healthy"), unavailable=Unavailable())  # type: ignore[arg-type]
    window = Window(host)
    host.measurement.open("/nowhere", host.journey.answers, "before")
    assert "does not start" in host.notice
    window.close()
    window.deleteLater()


def test_a_picture_of_a_screen_is_written(
    tmp_path: Path, application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_SCALE_FACTOR", "CALLMEND_THEME"):  # it sets them for its own process; put them back afterwards
        monkeypatch.setenv(name, "")
    out = tmp_path / "51.png"
    grab(out, "51")
    assert QImage(str(out)).width() >= 880
    assert out.stat().st_size < 150_000
