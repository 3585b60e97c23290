"""Looking words up, and what happens when there are none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.words import entries, has_text, resource_path, text


def test_words_are_found_and_filled() -> None:
    assert text("findings", "call_drops_no_ack", "title", seconds=32) == "Calls stop after about 32 seconds."
    assert has_text("states", "pass", "word")


@pytest.mark.parametrize(
    "path", [("nothing", "some_id"), ("findings", "some_id", "title"), ("findings", "no_internet")]
)
def test_missing_words_show_the_id_in_plain_letters(path: tuple[str, ...]) -> None:
    assert not has_text(*path)
    assert text(*path) == " ".join(path[1:]).replace("_", " ")


def test_a_section_is_read_once() -> None:
    assert entries("states") is entries("states")


def test_resources_lie_beside_the_code_or_where_the_frozen_program_unpacks_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert resource_path("texts/findings.toml").is_file()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("texts/findings.toml") == tmp_path / "resources" / "texts" / "findings.toml"
