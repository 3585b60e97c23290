"""Newer content is asked for after consent, never beside a measurement, and not in practice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.model.json import JsonValue
from app.ui import content_update
from app.ui.content_update import ContentUpdate
from app.ui.host import Host, Pace
from app.ui.setup_file import answers_from
from app.wizard.answers import Answers

PROFILE = """
[provider]
name = "Bright"
content = "https://provider.example/new.pack"
[account]
domain = "sip.example"
username = "100"
password = "secret"
"""
PATIENCE_MS = 60_000


class Engine:
    """Takes everything and says nothing."""

    def send(self, command: str, **fields: JsonValue) -> None:
        """Nothing happens."""

    def kill(self) -> None:
        """It never lived."""

    async def hang_up(self) -> None:
        """It never lived."""


@pytest.fixture
def start(tmp_path: Path) -> Answers:
    """What a double-clicked profile says."""
    file = tmp_path / "bright.callmend"
    file.write_text(PROFILE, encoding="utf-8")
    return answers_from(file)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for the fetching process: writes down what it was told, then waits for the line "wait" in a file."""
    file = tmp_path / "told"
    program = (
        "import sys, time, pathlib; told = pathlib.Path(sys.argv[1]);"
        "data = sys.stdin.read(); told.with_suffix('.part').write_text(data); told.with_suffix('.part').rename(told)\n"
        "while told.with_suffix('.wait').exists(): time.sleep(0.01)"
    )
    monkeypatch.setattr("app.ui.child.child_command", lambda *_: [sys.executable, "-c", program, str(file)])
    monkeypatch.setattr(content_update, "installed_folder", lambda: tmp_path / "content")
    return file


def wait_until(condition: Callable[[], bool]) -> None:
    """Let Qt work until *condition* holds."""
    loop, tick = QEventLoop(), QTimer(interval=5)
    tick.timeout.connect(lambda: loop.quit() if condition() else None)
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    tick.start()
    loop.exec()
    assert condition()


def host_with(start: Answers) -> Host:
    """A host that never refuses a press."""
    return Host(lambda _: Engine(), start, pace=Pace(0, 0))


def runs(update: ContentUpdate) -> bool:
    """Whether it is being fetched now."""
    return update.running


def agree(host: Host) -> None:
    """Past the first two screens."""
    host.press("start")
    host.press("agree")


def test_it_is_asked_for_after_consent_and_once(application: QApplication, start: Answers, told: Path) -> None:
    host = host_with(start)
    update = ContentUpdate(host)
    host.press("start")
    update.look()
    assert not runs(update)
    host.press("agree")
    assert runs(update)
    wait_until(lambda: not runs(update))
    assert told.read_text(encoding="utf-8") == '{"address": "https://provider.example/new.pack", "authorities": ""}'
    host.go_back()
    host.press("agree")
    assert not runs(update)


def test_a_measurement_has_the_line_for_itself(application: QApplication, start: Answers, told: Path) -> None:
    told.with_suffix(".wait").touch()
    host = host_with(start)
    update = ContentUpdate(host)
    agree(host)
    wait_until(told.exists)
    told.unlink()
    while not host.journey.measuring:
        host.press(next(iter(filter(None, (host.presses.main,)))).id, host.journey.answers)
    assert not runs(update)
    host.go_back()
    assert runs(update)  # begun again: the line is free
    wait_until(told.exists)
    update.end()


@pytest.mark.parametrize("hindrance", ["practice", "no address", "plain http", "not packaged"])
def test_it_is_not_asked_for(
    hindrance: str, application: QApplication, start: Answers, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {"no address": "", "plain http": "http://provider.example/new.pack"}
    if hindrance in others:
        file = told.with_name("other.callmend")
        text = PROFILE.replace("https://provider.example/new.pack", others[hindrance])
        file.write_text(text, encoding="utf-8")
        start = answers_from(file)
    if hindrance == "practice":
        start = Answers(practice="linux-alg", provider=start.provider)
    if hindrance == "not packaged":
        monkeypatch.setattr(content_update, "installed_folder", lambda: None)
    host = host_with(start)
    update = ContentUpdate(host)
    agree(host)
    assert host.journey.answers.agreed_at
    assert not runs(update)
