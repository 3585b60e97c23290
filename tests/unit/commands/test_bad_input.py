"""Whatever is wrong with the input, a person gets one clear line, exit code 2, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.commands.conftest import Callmend, Said


def _one_line(said: Said, *parts: str, code: int = 2) -> None:
    assert said.code == code
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    assert said.err.startswith("callmend: ")
    assert "Traceback" not in said.err
    for part in parts:
        assert part in said.err


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("[account\n", ("line 1",)),
        ('[account]\ndomian = "x"\n', ("[account] domian", "domain")),
        ('[acount]\ndomain = "x"\n', ("[acount]", "account")),
        ('[account]\ndomain = ""\n', ("provider's domain",)),
        ("", ("provider's domain",)),
        ('[account]\ndomain = "sip.example.invalid"\nport = 70000\n', ("70000",)),
        ('[account]\ndomain = "sip.example.invalid"\nport = true\n', ("account.port",)),
        ('[account]\ndomain = "sip.example.invalid:99999"\n', ("account.domain",)),
        ('[account]\ndomain = "sip.example.invalid"\ntransport = "pigeon"\n', ("pigeon", "udp")),
        ('[account]\ndomain = "two words"\n', ("two words",)),
        ('[account]\ndomain = "x"\nusername = "a b"\n', ("account.username",)),
        ('account = "x"\n', ("[account]",)),
        ("[account]\ndomain = 2026-01-01\n", ("account.domain",)),
        ("[alternatives]\npaths = [{port = 5080}]\n", ("alternatives.paths",)),
        ('[stun]\nservers = "one"\n', ("stun.servers",)),
        ("\x00\x01\x02", ()),
        pytest.param("a=" + "[" * 50_000, ("nested too deeply",), id="nested"),
    ],
)
def test_profile_with_a_mistake(callmend: Callmend, tmp_path: Path, content: str, parts: tuple[str, ...]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content)
    _one_line(callmend("check", path), *parts)


def test_profile_that_is_not_text(callmend: Callmend, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00picture")
    _one_line(callmend("check", path), "not a text file")


def test_nothing_to_go_on_with(callmend: Callmend, tmp_path: Path) -> None:
    _one_line(callmend("check", "--practice", "healthy", "--resume"), "--out")
    out = tmp_path / "empty"
    _one_line(callmend("check", "--practice", "healthy", "--resume", "--out", out), str(out), "--resume")
    assert not out.exists()


def test_profile_missing_or_a_folder(callmend: Callmend, tmp_path: Path) -> None:
    _one_line(callmend("check", tmp_path / "none.toml"), "none.toml")
    _one_line(callmend("check", tmp_path), str(tmp_path))
    _one_line(callmend("check"), "--practice")


def test_profile_with_terminal_tricks_is_printed_harmlessly(callmend: Callmend, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[account]\ndomain = "x"\n"\\u001b[2J" = 1\n')
    said = callmend("check", path)
    _one_line(said)
    assert "\x1b" not in said.err


def test_password_is_asked_for_in_words_when_nobody_can_type_it(
    callmend: Callmend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    path = tmp_path / "mine.toml"
    path.write_text('[account]\ndomain = "sip.example.invalid"\nusername = "100"\n')
    _one_line(callmend("check", path), "100@sip.example.invalid", "password")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("chekc",), "check"),
        (("zebra",), "diagnose"),
        (("check", "--paln", "quick"), "--paln"),
        (("check", "a", "b", "c"), "callmend check --help"),
        (("check", "--practice", "healthy", "--plan", "sip_agl"), "sip_alg"),
        (("check", "--practice", "healthy", "--plan", ""), "quick"),
        (("check", "--practice", "healthy", "--compare", "/nowhere/at/all.json"), "all.json"),
        (("diagnose",), "SESSION.json"),
        (("diagnose", "/nowhere/at/all.json"), "all.json"),
        (("--wrong",), "--wrong"),
    ],
)
def test_wrong_usage(callmend: Callmend, arguments: tuple[str, ...], part: str) -> None:
    _one_line(callmend(*arguments), part)


def test_output_folder_that_cannot_be_is_said_before_anything_is_measured(
    callmend: Callmend, profile: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    _one_line(callmend("check", profile, "--out", tmp_path / "file" / "out"), "file/out")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("not json", "session.json"),
        ("[]", "file"),
        ('{"schema": "callmend.session/9"}', "callmend.session/9"),
        ('{"schema": "callmend.session/1"}', "runs"),
        ('{"schema": "callmend.session/1", "program": {}, "runs": []}', "runs"),
        ('{"schema": "callmend.session/1", "program": {}, "runs": [{"observations": [7]}]}', "observation"),
        ("[" * 100_000, "session.json"),
    ],
)
def test_session_file_with_a_mistake(callmend: Callmend, tmp_path: Path, content: str, part: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(content)
    _one_line(callmend("diagnose", path), part)


def test_bug_is_one_calm_line_and_a_note_without_values(
    callmend: Callmend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str) -> None:
        raise KeyError("correct horse battery")

    monkeypatch.setattr("app.commands.profile_file.profile_from_toml", broken)
    path = tmp_path / "mine.toml"
    path.touch()
    said = callmend("check", path)
    _one_line(said, "note", code=3)
    (note,) = (tmp_path / "state").glob("crash-*.txt")
    assert str(note) in said.err
    assert "KeyError" in note.read_text()
    assert "profile_file.py" in note.read_text()
    assert "horse" not in note.read_text()
