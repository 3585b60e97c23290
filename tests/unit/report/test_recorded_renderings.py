"""A session of any earlier version opens for ever, in every rendering."""

from __future__ import annotations

import email
import email.policy
import io
import json
from collections.abc import Callable
from pathlib import Path

import dpkt
import pytest

from app.commands.report import available, rendered
from app.engine.reading import read_session
from app.model.session import Session
from app.report.summary_table import row_of
from app.words import finding_text
from tests.unit.report.test_html import Page

RECORDED = sorted((Path(__file__).parents[2] / "recorded").glob("*.json"))


def _pdf(data: bytes, code: str, title: str) -> bool:
    return data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")


def _mail(data: bytes, code: str, title: str) -> bool:
    message = email.message_from_bytes(data, policy=email.policy.default)
    names = [str(part.get_filename()) for part in message.iter_attachments()]
    return code in message["Subject"] and [name[-4:] for name in names] == [".pdf", "json"]


def _capture(data: bytes, code: str, title: str) -> bool:
    return len(list(dpkt.pcapng.Reader(io.BytesIO(data)))) > 10


HOLDS: dict[str, Callable[[bytes, str, str], bool]] = {
    "html": lambda data, code, title: code in (text := Page(data.decode()).text) and title in text,
    "pdf": _pdf,
    "text": lambda data, code, title: code in (text := data.decode()) and title in " ".join(text.split()),
    "json": lambda data, code, title: " ".join(json.loads(data)["code"]["words"]) == code,
    "eml": _mail,
    "pcapng": _capture,
}
"""What each rendering shows of a session, by its code and the title of its first finding."""


@pytest.mark.parametrize("name", available())
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_it_opens(path: Path, name: str) -> None:
    session = read_session(path)
    assert HOLDS[name](rendered(name, session), *_known(session))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_it_has_its_line_in_the_table(path: Path) -> None:
    session = read_session(path)
    code, title = _known(session)
    cells = row_of(path.name, session).cells
    assert code in cells
    assert any(title.startswith(cell.rstrip("…")) for cell in cells if cell)


def test_one_has_figures_and_headers_of_sound_and_one_all_that_is_kept_today() -> None:
    documents = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in RECORDED}
    for name, tally in (("figures-drop-32-seconds", False), ("tally-drop-32-seconds", True)):
        (run,) = documents[name]["runs"]
        assert any(one["kind"] == "rtp.headers" for one in run["observations"])
        assert run["figures"]["sound"]
        assert ("tally" in run["figures"]) is tally
    assert "figures" not in documents["practice-healthy"]["runs"][0]


def _known(session: Session) -> tuple[str, str]:
    first = session.runs[-1].diagnosis.findings[0]
    assert session.code is not None
    return " ".join(session.code.words), finding_text(first.id, "title", first.details)
