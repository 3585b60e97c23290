"""Double-click: a profile opens the window with it, a session shows its report, a content pack is installed."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from app.commands import entry, opening
from app.ui import main as window

RECORDED = Path(__file__).parents[2] / "recorded" / "practice-linux-alg.json"


@pytest.mark.parametrize(
    ("argument", "ours"),
    [("a.callmend", True), ("/x/B.CALLMEND", True), ("s.callmend-session", True), ("check", False), ("a.toml", False)],
)
def test_our_files_are_known_by_their_names(argument: str, ours: bool) -> None:
    assert opening.is_ours(argument) is ours


def test_a_profile_opens_the_window_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(window, "run", lambda **asked: seen.update(asked) or 0)
    assert entry.main([str(tmp_path / "mine.callmend")]) == 0
    assert seen["profile_path"] == str(tmp_path / "mine.callmend")


def test_a_session_shows_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setenv("CALLMEND_HOME", str(tmp_path))

    def open_page(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", open_page)
    session = tmp_path / "mine.callmend-session"
    session.write_bytes(RECORDED.read_bytes())
    assert entry.main([str(session)]) == 0
    page = Path(opened[0].removeprefix("file://"))
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html")


def test_a_file_that_is_none_of_ours_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main([str(tmp_path / "gone.callmend-session")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert entry.main([str(tmp_path / "a.callmend"), "more"]) == 2
    assert "nothing may follow" in capsys.readouterr().err


def test_a_profile_that_cannot_be_used_is_told_in_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.callmend"
    broken.write_text("[account]\nusername = 'x'\n", encoding="utf-8")
    answers, complaint = window._beginning(None, str(broken))
    assert complaint is not None
    assert complaint.text_id == "profile_domain_missing"
    assert answers.profile_file == ""
