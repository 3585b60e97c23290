"""The journal on a real disk: continued after a crash, held by one process, patient with a disk that refuses."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.engine.journal import Journal
from app.model.errors import UserError
from app.model.journal import entry_line

LINE = entry_line("observation", observation={"id": "o1", "kind": "run.mark", "at_s": 0, "mark": "started"})


def test_appends_and_reads_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    first = Journal(path)
    first.append(LINE)
    assert path.read_bytes() == LINE  # before any close: a killed process has written it
    first.close()
    again = Journal(path)
    assert again.earlier().observation_count == 1
    again.close()


def test_cut_at_every_byte_the_file_goes_on(tmp_path: Path) -> None:
    whole = LINE * 2
    for size in range(len(whole) + 1):
        path = tmp_path / f"{size}.jsonl"
        path.write_bytes(whole[:size])
        journal = Journal(path)
        before = journal.earlier().observation_count
        journal.append(LINE)
        journal.close()
        again = Journal(path)
        assert again.earlier().observation_count == before + 1
        assert again.earlier().damaged <= 1
        again.close()
        assert path.read_bytes().startswith(whole[:size])  # what was there is never cut off


def test_one_engine_holds_it_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    first = Journal(path)
    with pytest.raises(UserError) as caught:
        Journal(path)
    assert caught.value.text_id == "session_in_use"
    first.close()
    Journal(path).close()


def test_folder_that_cannot_be_has_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError) as caught:
        Journal(tmp_path / "file" / "journal.jsonl")
    assert caught.value.text_id == "folder_unusable"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_full_disk_keeps_the_line_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    real = journal._file
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(journal, "_file", full)
    with pytest.raises(UserError) as caught:
        journal.append(LINE)
    assert caught.value.text_id == "disk_full"
    assert caught.value.exit_code == 3
    monkeypatch.setattr(journal, "_file", real)  # somebody made room
    journal.append(LINE)
    journal.close()
    os.close(full)
    assert path.read_bytes() == LINE * 2
