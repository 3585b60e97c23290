"""Only pjmedia's clock is raised, once each, and a system that says no is asked once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.softphone import punctual
from app.softphone.punctual import Punctual

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells threads by name")


def thread(folder: Path, number: int, name: str) -> None:
    (folder / str(number)).mkdir()
    (folder / str(number) / "comm").write_text(f"{name}\n", "ascii")


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(punctual, "make_punctual", found.append)
    return found


def test_the_clock_is_raised_once_and_no_other_thread(tmp_path: Path, raised: list[int]) -> None:
    thread(tmp_path, 1, "python")
    thread(tmp_path, 2, "media")
    thread(tmp_path, 3, "clock")
    here = Punctual(tmp_path)
    here.look()
    here.look()
    assert raised == [3]


def test_the_clock_of_the_next_call_is_raised_too_even_under_an_old_number(tmp_path: Path, raised: list[int]) -> None:
    here = Punctual(tmp_path)
    thread(tmp_path, 3, "clock")
    here.look()
    (tmp_path / "3" / "comm").unlink()
    (tmp_path / "3").rmdir()
    here.look()
    thread(tmp_path, 3, "clock")
    here.look()
    assert raised == [3, 3]


def test_who_is_refused_asks_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(number: int) -> None:
        asked.append(number)
        raise PermissionError

    monkeypatch.setattr(punctual, "make_punctual", refuse)
    here = Punctual(tmp_path)
    for number in (3, 4):
        thread(tmp_path, number, "clock")
        here.look()
    assert asked == [3]


def test_no_list_of_threads_is_no_trouble(tmp_path: Path, raised: list[int]) -> None:
    Punctual(tmp_path / "nowhere").look()
    assert raised == []
