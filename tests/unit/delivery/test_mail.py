"""The mail: a draft that every mail program opens, addressed as the provider wants it, and never too large."""

from __future__ import annotations

import ctypes
import email
import email.policy
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from app.delivery import native, parcel
from app.delivery.choices import chosen
from app.delivery.draft import draft_of, plain_address
from app.delivery.hand import show_file
from app.delivery.mail_programs import Mail
from app.delivery.mapi import FileDesc, Message, message_for, send_with_dialog
from app.delivery.parcel import File, Parcel, pack, subject_of
from app.model.choices import Choices
from app.model.errors import UserError
from app.model.facts import NetworkInterface, SipMessage
from app.model.session import Session
from tests.unit.report.sessions import BROKEN, broken, run, session
from tests.unit.report.test_hostile import HOSTILE

PROFILE: dict[str, object] = {"email": "help@example.com", "ticket": "48213"}


def _session(**profile: object) -> Session:
    return session(run(*BROKEN), profile={**PROFILE, **profile})


def _pdf(_session: Session, attachment: str) -> bytes:
    return b"%PDF-" + attachment.encode()


def test_the_draft_opens_for_sending_with_both_files() -> None:
    data = draft_of(pack(_session(), Choices(notes="It began on Monday."), _pdf))
    assert data.startswith(b"X-Unsent: 1\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 400
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert message["To"] == "help@example.com"
    assert message["Subject"].startswith("[48213] Phone check - Your router changes phone messages - ")
    assert message["From"] is None
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert "Your router changes phone messages." in text
    assert "What the caller wrote:" in text
    assert "It began on Monday." in text
    names = [part.get_filename() for part in message.iter_attachments()]
    assert [Path(str(name)).suffix for name in names] == [".pdf", ".json"]
    assert all(str(name).startswith("phone-check_2026-11-20_") for name in names)
    shared = json.loads(list(message.iter_attachments())[1].get_content())
    assert shared["schema"] == "callmend.session/1"


@pytest.mark.parametrize(
    ("pattern", "ticket", "subject"),
    [
        ("", "7", "[7] Phone check - Your router changes phone messages - "),
        ("", "", "Phone check - Your router changes phone messages - "),
        ("Re: #{ticket} ({code})", "7", "Re: #7 ("),
        ("Re: #{ticket} ({code})", "", "Phone check - "),
        ("Phone line: {verdict}", "", "Phone line: Your router changes phone messages"),
        ("{ticket.__class__}{0}", "7", "{ticket.__class__}{0}"),
    ],
)
def test_the_subject_follows_the_providers_pattern(pattern: str, ticket: str, subject: str) -> None:
    assert subject_of(_session(ticket_subject=pattern, ticket=ticket)).startswith(subject)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_stays_within_its_header_and_file_name(text: str) -> None:
    made = _session(ticket=text, email=text, ticket_subject=f"{text} {{ticket}}")
    made = replace(made, id=text, code=replace(made.code, words=(text, text, text, text)))  # type: ignore[type-var]
    data = draft_of(pack(made, Choices(notes=text), _pdf))
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert set(message.keys()) == {"X-Unsent", "Subject", "MIME-Version", "Content-Type"}
    names = [str(part.get_filename()) for part in message.iter_attachments()]
    assert all(set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") for name in names)
    assert "\x00" not in data.decode("latin-1")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("help@example.com", "help@example.com"),
        (" help@example.com\n", "help@example.com"),
        ("--attach=/etc/passwd@example.com", ""),
        ("a@b, c@d", ""),
        ("help@example.com\nBcc: x@example.net", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_address(text: str, address: str) -> None:
    assert plain_address(text) == address


def test_what_was_left_out_is_nowhere() -> None:
    made = session(run(*BROKEN, NetworkInterface("eth-canary", "192.168.1.10", "192.168.1.1", "cable")))
    kept = pack(made, Choices(), _pdf)
    left = pack(made, Choices(network_details=False, my_notes=False, notes="note-canary"), _pdf)
    assert b"eth-canary" in kept.files[1].data
    assert all(b"eth-canary" not in file.data for file in left.files)
    assert "note-canary" not in left.body
    assert b"person.said" in kept.files[1].data
    assert b"person.said" not in left.files[1].data
    assert chosen(made, Choices(ticket=" 5 ")).profile["ticket"] == "5"


def test_a_large_session_is_thinned_and_a_hopeless_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    message = SipMessage("inbound", "198.51.100.20:5060", "udp", "OPTIONS sip:a SIP/2.0\r\nVia: " + "y" * 6000)
    made = session(run(*BROKEN, *[message] * 200))
    monkeypatch.setattr(parcel, "TARGET_BYTES", 50_000)
    small = pack(made, Choices(), None, {"log.txt": b"x" * 100})
    assert small.size <= parcel.TARGET_BYTES
    assert [file.name[-5:] for file in small.files] == [".json"]
    with pytest.raises(UserError, match="report_too_large"):
        pack(made, Choices(), lambda *_: b"x" * (parcel.MOST_BYTES + 1))


def _program(folder: Path, name: str, code: int = 0) -> Path:
    """A stand-in for a program of the system: notes how it was called."""
    note = folder / "called.json"
    path = folder / name
    path.write_text(f"#!/bin/sh\nfor a in \"$@\"; do printf '%s\\0' \"$a\"; done > '{note}'\nexit {code}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return note


def _mail(to: str = "a@b.c", subject: str = "s", body: str = "b", *files: Path) -> Mail:
    return Mail(to, subject, body, files, lambda: Path("draft.eml"))


def test_a_system_without_a_way_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert native.open_mail(_mail(), system="linux") == "missing"
    assert native.open_mail(_mail(), system="darwin") == "missing"
    assert native.open_mail(_mail(), system="win32") == "missing"
    assert not show_file(tmp_path / "x", system="linux")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_macos_gets_its_values_as_arguments_and_never_as_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = _program(tmp_path, "osascript")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert native.open_mail(_mail("a@b.c", "'); evil('", "body", tmp_path / "r.pdf"), system="darwin") == "perhaps"
    called = note.read_text().split("\0")[:-1]
    assert called[:3] == ["-l", "JavaScript", "-e"]
    assert called[4:] == ["a@b.c", "'); evil('", "body", str(tmp_path / "r.pdf")]
    assert "evil" not in called[3]


class _Mapi:
    """Stands for mapi32.dll: reads the structures as Windows would, and answers with *results* in their order."""

    def __init__(self, *results: int) -> None:
        self.results, self.asked, self.seen = list(results), list[int](), {}  # type: ignore[var-annotated]

    def MAPISendMailW(self, session: object, window: object, message: object, flags: int, reserved: int) -> int:  # noqa: N802
        self.asked.append(flags)
        found = ctypes.cast(message, ctypes.POINTER(Message)).contents  # type: ignore[arg-type]
        self.seen = {
            "subject": found.lpszSubject,
            "to": found.lpRecips[0].lpszAddress,
            "files": [found.lpFiles[number].lpszPathName for number in range(found.nFileCount)],
            "flags": flags,
        }
        return self.results.pop(0)


class _Crashing:
    """One whose mail program reads where it must not, as ctypes tells it on Windows."""

    def MAPISendMailW(self, *_: object) -> int:  # noqa: N802
        raise OSError("exception: access violation reading 0x0000000000000008")


def _some() -> str:
    return "Some Mail"


@pytest.mark.parametrize(("result", "said"), [(0, "perhaps"), (1, "perhaps"), (2, "failed")])
def test_windows_gets_recipient_subject_and_files(result: int, said: str) -> None:
    mapi = _Mapi(result)
    assert (
        send_with_dialog("help@example.com", "Betreff ä", "body", [Path("a.pdf"), Path("b.json")], mapi, _some) == said
    )
    assert mapi.seen == {
        "subject": "Betreff ä", "to": "SMTP:help@example.com", "files": ["a.pdf", "b.json"], "flags": 0x40009
    }  # fmt: skip
    assert message_for("", "s", "b", []).nRecipCount == 0
    assert FileDesc.nPosition.offset == 2 * ctypes.sizeof(ctypes.c_ulong)


def test_a_mail_program_without_unicode_is_asked_in_the_letters_of_the_system() -> None:
    mapi = _Mapi(27, 0)
    assert send_with_dialog("a@b.c", "s", "b", [], mapi, _some) == "perhaps"
    assert mapi.asked == [0x40009, 0x9]


def test_a_mail_program_that_crashes_is_a_failure_of_its_own_and_not_of_our_folder() -> None:
    assert send_with_dialog("", "s", "b", [], _Crashing(), _some) == "failed"


def test_without_a_mail_program_windows_is_not_asked_and_shows_no_box_of_its_own() -> None:
    mapi = _Mapi(0)
    assert send_with_dialog("", "s", "b", [], mapi, lambda: "") == "missing"
    assert mapi.asked == []


def test_a_parcel_names_its_types() -> None:
    assert [File(f"a.{end}", b"").type for end in ("pdf", "json", "txt", "wav")] == [
        "application/pdf", "application/json", "text/plain", "audio/wav"
    ]  # fmt: skip
    assert Parcel("", "", "", (File("a.txt", b"12"),)).size == 2
    assert broken().profile.get("email") is None
