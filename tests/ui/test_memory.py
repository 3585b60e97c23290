"""The note about an unfinished session: it survives anything, and holds no password."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model.secret import Secret
from app.ui.memory import Unfinished, forget, recall, remember
from app.ui.places import documents, new_session_folder, state_folder
from app.wizard.answers import Answers, SignIn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A session's folder with a journal."""
    made = tmp_path / "session"
    made.mkdir()
    (made / "journal.jsonl").write_text("cut in ha", encoding="utf-8")
    return made


def test_a_note_comes_back(folder: Path) -> None:
    answers = Answers(
        agreed_at="2026-11-20T10:00:00+00:00",
        same_line=True,
        symptom="calls_stop",
        connection="wifi",
        same_router="no",
        sign_in=SignIn("p.example", "alice", Secret("pw")),
    )
    remember(Unfinished(str(folder), "44b", answers))
    note = recall()
    assert note is not None
    assert (note.folder, note.screen, note.answers.resume_at) == (str(folder), "44b", "44b")
    assert note.answers.sign_in == SignIn("p.example", "alice")
    assert (note.answers.symptom, note.answers.same_line) == ("calls_stop", True)
    assert (note.answers.connection, note.answers.same_router) == ("wifi", "no")
    assert b"pw" not in (state_folder() / "unfinished.json").read_bytes()
    forget()
    assert recall() is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"folder": 1}', '"x"', "null"])
def test_a_note_that_cannot_be_read_is_no_note(content: str, folder: Path) -> None:
    state_folder().mkdir(parents=True)
    (state_folder() / "unfinished.json").write_text(content, encoding="utf-8")
    assert recall() is None


def test_strange_values_are_made_harmless(folder: Path) -> None:
    state_folder().mkdir(parents=True)
    note = (
        f'{{"folder": "{folder}", "screen": "../../x", "practice": "", "symptom": "evil", "same_line": 1,'
        f' "agreed_at": "", "server": "{"x" * 9999}", "user": ""}}'
    )
    (state_folder() / "unfinished.json").write_text(note, encoding="utf-8")
    found = recall()
    assert found is not None
    assert (found.screen, found.answers.symptom, found.answers.same_line) == ("31", None, False)
    assert found.answers.sign_in is not None
    assert len(found.answers.sign_in.server) == 255


def test_without_its_journal_a_session_is_not_offered(folder: Path) -> None:
    remember(Unfinished(str(folder), "31", Answers()))
    (folder / "journal.jsonl").unlink()
    assert recall() is None


def test_a_disk_that_refuses_costs_only_the_offer(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    remember(Unfinished(str(folder), "31", Answers()))
    forget()
    assert recall() is None


def test_every_session_gets_a_folder_of_its_own() -> None:
    first = new_session_folder()
    first.mkdir(parents=True)
    second = new_session_folder()
    assert first != second
    assert {first.parent, second.parent} == {documents()}
