"""Where sessions live, and how a folder makes room for the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.driver.folders import is_session_id, new_session_id, put_aside, sessions_root


def test_names_are_told_apart_from_other_folders() -> None:
    assert is_session_id(new_session_id())
    assert not is_session_id("holiday-pictures")
    assert new_session_id() != new_session_id()


def test_root_is_this_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CALLMEND_HOME", raising=False)
    assert sessions_root().is_absolute()
    assert "CallMend" in sessions_root().parts
    monkeypatch.setenv("CALLMEND_HOME", str(tmp_path))
    assert sessions_root() == tmp_path / "sessions"


def test_earlier_files_make_room_and_stay(tmp_path: Path) -> None:
    assert put_aside(tmp_path) is None
    (tmp_path / "journal.jsonl").write_text("{}")
    (tmp_path / "session.json").write_text("{}")
    (tmp_path / "mine.txt").write_text("not ours")
    aside = put_aside(tmp_path)
    assert aside is not None
    assert sorted(path.name for path in aside.iterdir()) == ["journal.jsonl", "session.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["earlier", "mine.txt"]
