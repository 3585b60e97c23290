"""A second start brings the first window to the front; a killed one is in nobody's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.only_one import OnlyOne
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting

ROOT = Path(__file__).parents[2]
SECOND = (
    "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
    "from app.ui.only_one import OnlyOne; QCoreApplication([]); one = OnlyOne(Path(sys.argv[1]));"
    "print(one.is_first(), flush=True);"
)


def second(folder: Path, then: str) -> subprocess.Popen[str]:
    """Another process that starts the program as well."""
    command = [sys.executable, "-c", SECOND + then, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_the_second_start_calls_the_first_window(tmp_path: Path, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        only = OnlyOne(tmp_path)
        assert only.is_first()

        def on_call() -> None:
            person.window.come_forward()
            person.host.scene_changed.emit()

        only.listen(on_call)
        with second(tmp_path, "print(one.call_first())") as other:
            await person.until(lambda: "open already" in person.host.notice)
            assert other.stdout is not None
            assert other.stdout.read().split() == ["False", "True"]
        only.close()
        assert only.is_first()

    chair(scenario)


def test_a_window_that_hangs_does_not_answer_and_the_second_opens(tmp_path: Path, application: QApplication) -> None:
    only = OnlyOne(tmp_path)
    assert only.is_first()
    with second(tmp_path, "print(one.call_first())") as other:
        assert other.stdout is not None
        assert other.stdout.read().split() == ["False", "False"]
    only.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_program_leaves_no_lock_that_matters(tmp_path: Path, application: QApplication) -> None:
    with second(tmp_path, "import time; time.sleep(60)") as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        other.send_signal(signal.SIGKILL)
        other.wait()
    only = OnlyOne(tmp_path)
    assert only.is_first()
    only.close()


def test_a_disk_that_keeps_no_lock_still_gives_a_window(tmp_path: Path, application: QApplication) -> None:
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    assert OnlyOne(tmp_path / "state").is_first()
