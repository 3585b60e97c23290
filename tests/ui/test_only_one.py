"""A second start brings the first window to the front; a killed one is in nobody's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import memory
from app.ui.handing_over import handed_over
from app.ui.only_one import OnlyOne, called_with
from app.ui.setup_file import answers_from
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.ways import past_the_network, to_the_details, to_the_first_call

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 60_000
"""A first window on a busy computer answers late; here it is not to be taken for one that hangs."""
SECOND = (
    "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
    f"from app.ui import only_one; only_one.ANSWER_MS = {PATIENCE_MS};"
    "QCoreApplication([]); one = only_one.OnlyOne(Path(sys.argv[1]));"
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

        def on_call(_: str) -> None:
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


PROFILE = """
[provider]
name = "{name}"
[account]
domain = "sip.example"
username = "100"
password = "secret"
"""


def written_in(folder: str) -> int:
    """How many lines the engine wrote into a session."""
    return len(Path(folder, "commands.jsonl").read_text(encoding="utf-8").splitlines())


def sheet_is_up(person: Sitting) -> bool:
    """Whether the question lies over the screen."""
    return person.window.stack.sheet_is_up


def profile(folder: Path, name: str) -> Path:
    """A provider's file, as it is double-clicked."""
    file = folder / f"{name}.callmend"
    file.write_text(PROFILE.format(name=name), encoding="utf-8")
    return file


def test_a_second_start_hands_its_profile_over(tmp_path: Path, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        only = OnlyOne(tmp_path)
        assert only.is_first()
        only.listen(lambda path: handed_over(person.window, path))
        file = profile(tmp_path, "Bright")
        with second(tmp_path, f"print(one.call_first({str(file)!r}))") as other:
            await person.until(lambda: person.host.provider.name == "Bright")
            assert other.stdout is not None
            assert other.stdout.read().split() == ["False", "True"]
        assert "Bright" in person.host.notice
        only.close()

    chair(scenario)


def test_a_call_that_says_nothing_is_no_profile() -> None:
    for line in (b"", b"come to the front\n", b"[1]", b'{"profile": 3}', b"[" * 20_000):
        assert called_with(line) == ""
    assert called_with(b'{"profile": "/a b.callmend"}\n') == "/a b.callmend"


def test_with_results_the_person_is_asked_and_may_go_on(tmp_path: Path, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        folder = person.host.folder
        handed_over(person.window, str(profile(tmp_path, "Bright")))
        assert sheet_is_up(person)
        assert "Bright" in person.window.stack.sheet._words.text()
        person.enter()  # who reads nothing loses nothing
        assert not sheet_is_up(person)
        assert (person.screen, person.host.folder) == ("44p", folder)

    commands = [command["command"] for command in chair(scenario, script={"hold": ["hear"]}).commands()]
    assert "stop" not in commands[: commands.index("measure") + 1]


def test_with_results_the_person_may_start_again_with_the_new_settings(tmp_path: Path, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        folder, kept = person.host.folder, person.commands()
        handed_over(person.window, str(profile(tmp_path, "Bright")))
        person.click("sheet_take")
        assert (person.screen, person.host.folder) == ("11", "")
        assert person.host.provider.name == "Bright"
        assert written_in(folder) >= len(kept)  # nothing is lost
        assert memory.recall() is None
        await to_the_details(person)
        await past_the_network(person)  # a new engine, a new session
        assert person.host.folder != folder

    chair(scenario, script={"hold": ["hear"]})


def test_the_same_profile_again_only_brings_the_window_up(tmp_path: Path, chair: Chair) -> None:
    file = profile(tmp_path, "Bright")

    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        await past_the_network(person)
        assert person.host.folder
        handed_over(person.window, str(file))
        assert not person.window.stack.sheet_is_up
        assert "open already" in person.host.notice

    chair(scenario, script={"hold": ["hear"]}, start=answers_from(file))


def test_a_profile_that_cannot_be_read_is_told(tmp_path: Path, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        handed_over(person.window, str(tmp_path / "gone.callmend"))
        assert "gone.callmend" in person.host.notice
        assert person.screen == "11"

    chair(scenario)
