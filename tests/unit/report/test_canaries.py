"""Secrets and people planted in every input are in no output, and in nothing that a killed engine leaves behind."""

from __future__ import annotations

import email
import email.policy
import io
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pypdf
import pytest

from app.commands.report import available, rendered
from app.delivery.draft import draft_of
from app.delivery.parcel import pack
from app.model.choices import Choices
from app.model.facts import CallResult, Registration, SipExchange, SipReply
from app.model.session import Session
from app.report.summary_table import as_csv, row_of
from tests.unit.report.sessions import BROKEN, REGISTER, run, session

ROOT = Path(__file__).parents[3]
SECRETS = ("Pa55-canary", "re5ponse-canary", "cn0nce-canary", "n0nce-canary", "crypto-canary", "canary-header-value")
PEOPLE = ("Rosalind", "rmarsh77", "493012345678", "+493012345678")
CHALLENGE = 'SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="example.com", nonce="n0nce-canary"\r\n\r\n'


def _planted() -> Session:
    reply = SipReply(1.0, "198.51.100.20:5060", "192.168.1.10:5062", CHALLENGE)
    facts = (
        *BROKEN,
        SipExchange("mirror", "suspected", "udp:5060", "udp", "REGISTER", "192.168.1.10:5062", "198.51.100.20:5060",
                    REGISTER, (reply,), "answered", 1, 9.0),
        Registration("example.com", "udp", "refused", 403, "password=Pa55-canary for rmarsh77@example.com", 2, 0.1),
        CallResult("echo", "refused", 486, "sip:+493012345678@example.com", 0.1, 1.0, "us", "token: Pa55-canary"),
    )  # fmt: skip
    return session(run(*facts))


def _texts(name: str, data: bytes) -> str:
    if name == "pdf":
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = "\n".join(page.extract_text() for page in reader.pages)
        return pages + "".join(one.decode() for files in reader.attachments.values() for one in files)
    if name == "eml":
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        shown = [part.get_payload(decode=True) for part in parts]
        return "".join(
            _texts("pdf", one) if one.startswith(b"%PDF") else one.decode() for one in shown if isinstance(one, bytes)
        )
    return data.decode("latin-1")


@pytest.mark.parametrize("name", available())
def test_no_format_holds_a_canary(name: str) -> None:
    text = _texts(name, rendered(name, _planted()))
    assert len(text) > 200
    for planted in (*SECRETS, *PEOPLE):
        assert planted not in text, planted


def test_neither_table_nor_note_nor_mail_holds_one() -> None:
    made = _planted()
    assert not [one for one in (*SECRETS, *PEOPLE) if one in as_csv([row_of("a", made)])]
    notes = "My password: Pa55-canary, call me on +49 30 12345678"
    mail = _texts("eml", draft_of(pack(made, Choices(notes=notes), None)))
    assert "Pa55-canary" not in mail
    assert "12345678" not in mail


@pytest.mark.skipif(os.name == "nt", reason="kills by POSIX signals")
def test_a_killed_engine_leaves_no_password_behind(tmp_path: Path) -> None:
    """SIGKILL in mid-measurement, to the engine and to the command line: then every file is searched."""
    profile = tmp_path / "profile.toml"
    profile.write_text(
        '[account]\ndomain = "127.0.0.1"\nusername = "rmarsh77"\n'
        'password = "Pa55-canary"\nport = 9\ntransport = "udp"\n'
    )
    home, out = tmp_path / "home", tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "check", str(profile), "--plan", "registration", "--out", str(out)],
        cwd=ROOT, env={**os.environ, "CALLMEND_HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    children: list[psutil.Process] = []
    try:
        journal = out / "journal.jsonl"
        deadline = time.monotonic() + 60
        while not (journal.exists() and journal.stat().st_size) and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        children = psutil.Process(process.pid).children(recursive=True)
    finally:
        for one in children:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.kill()
        process.wait()
    files = [path for folder in (home, out) if folder.exists() for path in folder.rglob("*") if path.is_file()]
    assert journal in files
    for path in files:
        assert b"Pa55-canary" not in path.read_bytes(), path
