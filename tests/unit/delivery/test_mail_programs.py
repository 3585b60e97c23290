"""Each mail program by its own options, and none where mail is a page in a web browser."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.delivery import native
from app.delivery.mail_programs import Mail, Program, command_for, mailto, standard_program

MAIL = Mail(
    "help@example.com", "[7] A, b & 'c'", "one, =100 %\nä 'two'\n", (Path("/a b/x,y.pdf"), Path("/a b/é'.json")),
    lambda: Path("/a b/draft.eml"),
)  # fmt: skip


def _program(identity: str, *start: str, categories: str = "Network;Email;") -> Program:
    return Program(identity, start or (identity, "%u"), frozenset(categories.split(";")))


def test_an_address_holds_all_and_nothing_breaks_out_of_its_field() -> None:
    parts = urlsplit(mailto(MAIL, attach=["/a b/x&to=evil.pdf"]))
    assert unquote(parts.path) == "help@example.com"
    assert parse_qs(parts.query, strict_parsing=True) == {
        "subject": ["[7] A, b & 'c'"], "body": ["one, =100 %\r\nä 'two'"], "attach": ["/a b/x&to=evil.pdf"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "identity", ["thunderbird", "mozilla-thunderbird", "thunderbird_thunderbird", "net.thunderbird.Thunderbird"]
)
def test_thunderbird_unescapes_what_has_no_quotes(identity: str) -> None:
    command = command_for(_program(identity), MAIL)
    assert command is not None
    assert command[:2] == [identity, "-compose"]
    *values, files = command[2].split(",", 4)
    assert [unquote(value) for value in values] == [
        "to=help@example.com", "subject=[7] A, b & 'c'", "format=2", "body=one, =100 %\nä 'two'\n",
    ]  # fmt: skip
    assert files == "attachment='file:///a%20b/x%2Cy.pdf,file:///a%20b/%C3%A9%27.json'"


def test_others_take_files_as_arguments_or_in_the_address() -> None:
    assert command_for(_program("claws-mail"), MAIL) == [
        "claws-mail", "--compose", mailto(MAIL), "--attach", "/a b/x,y.pdf", "/a b/é'.json"
    ]  # fmt: skip
    command = command_for(_program("org.gnome.Evolution", "evolution", "%U"), MAIL)
    assert command == ["evolution", mailto(MAIL, attach=["/a b/x,y.pdf", "/a b/é'.json"])]
    assert command_for(_program("org.gnome.Geary"), MAIL) is None


def test_a_sandbox_is_handed_the_draft_in_the_only_way_it_takes_files() -> None:
    start = ("/usr/bin/flatpak", "run", "--file-forwarding", "org.mozilla.Thunderbird", "@@u", "%u", "@@")
    assert command_for(_program("org.mozilla.Thunderbird", *start), MAIL) == [
        *start[:4], "@@u", "file:///a%20b/draft.eml", "@@"
    ]  # fmt: skip
    assert command_for(_program("org.gnome.Evolution", *start), MAIL) is None


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer whose standard mail program is ``x.desktop``; where that lies is for the test to say."""
    if os.name == "nt":
        pytest.skip("the stand-ins are shell scripts")
    _script(tmp_path / "xdg-mime", "echo 'x.desktop;other.desktop'")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", "/nonexistent")
    (tmp_path / "applications").mkdir()
    return tmp_path / "applications" / "x.desktop"


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


def test_the_standard_program_is_read_from_its_desktop_file(chosen: Path) -> None:
    assert standard_program() is None
    chosen.write_text('[Desktop Entry]\nName=X %c\nExec="/opt/my mail/x" --new %u\nCategories=Email;\n')
    assert standard_program() == Program("x", ("/opt/my mail/x", "--new", "%u"), frozenset({"Email", ""}))
    for broken in ("", "[Desktop Entry]\nName=X\n", '[Desktop Entry]\nExec="x\n', "[Desktop Entry]\nExec=\n", "\0"):
        chosen.write_text(broken)
        assert standard_program() is None


def test_mail_in_a_web_browser_goes_by_hand(chosen: Path) -> None:
    chosen.write_text("[Desktop Entry]\nExec=x %u\nCategories=Network;WebBrowser;\n")
    assert native.open_mail(MAIL, system="linux") == "missing"


def test_an_unknown_program_gets_it_from_xdg_email(chosen: Path) -> None:
    chosen.write_text("[Desktop Entry]\nExec=x %u\nCategories=Email;\n")
    note = chosen.parents[1] / "note"
    for code, said in ((0, "perhaps"), (3, "failed")):
        _script(chosen.parents[1] / "xdg-email", f"printf '%s\\0' \"$@\" > '{note}'; exit {code}")
        assert native.open_mail(MAIL, system="linux") == said
    assert note.read_text().split("\0")[:-1] == [
        "--utf8", "--subject", MAIL.subject, "--body", MAIL.body,
        "--attach", "/a b/x,y.pdf", "--attach", "/a b/é'.json", "help@example.com",
    ]  # fmt: skip


def test_a_window_that_stands_open_is_left_alone(chosen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "STANDING_S", 0.05)
    place = chosen.parents[1]
    os.mkfifo(place / "close")
    _script(place / "claws-mail", f"read line < '{place}/close'; echo closed > '{place}/end'")
    chosen = chosen.with_name("claws-mail.desktop")
    _script(place / "xdg-mime", "echo claws-mail.desktop")
    chosen.write_text("[Desktop Entry]\nExec=claws-mail %u\nCategories=Email;\n")
    assert native.open_mail(MAIL, system="linux") == "perhaps"
    assert not (place / "end").exists()
    with (place / "close").open("w") as pipe:  # waits for the reader: it lives on
        pipe.write("\n")
