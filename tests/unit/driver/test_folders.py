"""Where sessions live, and which of them wait to be gone on with."""

from __future__ import annotations

from pathlib import Path

from app.driver.folders import is_session_id, new_session_id, put_aside, sessions_root, unfinished_session
from app.model.journal import entry_line

RECORDED = entry_line("observation", observation={"id": "o1", "kind": "run.mark", "at_s": 0, "mark": "started"})
CLOSED = entry_line("closed")


def _session(root: Path, name: str, journal: bytes) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "journal.jsonl").write_bytes(journal)
    return folder


def test_names_are_told_apart_from_other_folders() -> None:
    assert is_session_id(new_session_id())
    assert not is_session_id("holiday-pictures")
    assert new_session_id() != new_session_id()


def test_root_is_this_users() -> None:
    assert sessions_root().is_absolute()
    assert "CallMend" in sessions_root().parts


def test_newest_session_that_was_not_closed_is_offered(tmp_path: Path) -> None:
    _session(tmp_path, "2026-01-01-100000-abcd", RECORDED)
    newest = _session(tmp_path, "2026-01-02-100000-abcd", RECORDED)
    (tmp_path / "zzz").mkdir()
    assert unfinished_session(tmp_path) == newest


def test_closed_empty_and_missing_sessions_are_not_offered(tmp_path: Path) -> None:
    assert unfinished_session(tmp_path / "none") is None
    assert unfinished_session(tmp_path) is None
    _session(tmp_path, "2026-01-01-100000-abcd", b"")
    assert unfinished_session(tmp_path) is None
    _session(tmp_path, "2026-01-02-100000-abcd", RECORDED + CLOSED)
    assert unfinished_session(tmp_path) is None
    (tmp_path / "2026-01-03-100000-abcd").mkdir()
    assert unfinished_session(tmp_path) is None


def test_earlier_files_make_room_and_stay(tmp_path: Path) -> None:
    assert put_aside(tmp_path) is None
    (tmp_path / "journal.jsonl").write_bytes(RECORDED)
    (tmp_path / "session.json").write_text("{}")
    (tmp_path / "mine.txt").write_text("not ours")
    aside = put_aside(tmp_path)
    assert aside is not None
    assert sorted(path.name for path in aside.iterdir()) == ["journal.jsonl", "session.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["earlier", "mine.txt"]
