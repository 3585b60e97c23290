"""``report``, ``decode`` and ``diagnose`` over a session that ``check`` wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.report.code import code_of_states
from tests.unit.commands.conftest import Callmend


@pytest.fixture
def session(callmend: Callmend, profile: Path, tmp_path: Path) -> Path:
    """A session file with one verdict."""
    assert callmend("check", profile, "--plan", "dns", "--out", tmp_path / "session").code == 0
    return tmp_path / "session" / "session.json"


def test_json_report_is_the_session_as_it_may_be_shared(callmend: Callmend, session: Path, tmp_path: Path) -> None:
    assert callmend("report", session, "--format", "json", "--out", tmp_path / "x.json").code == 0
    shared, whole = json.loads((tmp_path / "x.json").read_text()), json.loads(session.read_text())
    assert shared.pop("redacted") is not None
    assert shared["runs"][0]["diagnosis"] == whole["runs"][0]["diagnosis"]
    assert shared["code"] == whole["code"]
    assert callmend("report", tmp_path / "x.json", "--format", "text", "--out", tmp_path / "x.txt").code == 0


def test_report_to_a_place_that_cannot_be(callmend: Callmend, session: Path, tmp_path: Path) -> None:
    said = callmend("report", session, "--format", "json", "--out", tmp_path / "none" / "x.json")
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_diagnose_repeats_the_verdicts(callmend: Callmend, session: Path) -> None:
    said = callmend("diagnose", session, "--json")
    again, before = json.loads(said.out), json.loads(session.read_text())
    assert said.code == 0
    assert again["runs"] == before["runs"]
    assert again["code"] == before["code"]
    assert again["not_tested"] == before["not_tested"]
    assert "Internet names  Works (sure)" in callmend("diagnose", session).out


def test_diagnose_reads_what_a_crash_left(callmend: Callmend, session: Path) -> None:
    journal = session.with_name("journal.jsonl")
    journal.write_bytes(journal.read_bytes()[:-40])
    session.unlink()
    assert "Internet names  Works (sure)" in callmend("diagnose", session.parent).out


def test_decode_words_and_digits(callmend: Callmend) -> None:
    code = code_of_states({"internet": "pass", "sip_alg": "fail"})
    for typed in (code.words, (code.digits,), (code.digits[:5], code.digits[5:]), (" ".join(code.words).lower(),)):
        lines = callmend("decode", *typed).out.splitlines()
        assert len(lines) == 12
        assert lines[0].split() == ["Internet", "Works"]
        assert [line.split() for line in lines if "Broken" in line] == [["Router", "Broken"]]


@pytest.mark.parametrize("typed", [("one",), ("apple", "apple", "apple", "apple"), ("12345",), ("\x1b[2J",) * 4])
def test_decode_of_something_else_is_one_line(callmend: Callmend, typed: tuple[str, ...]) -> None:
    said = callmend("decode", *typed)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "\x1b" not in said.err
