"""The PDF says what the HTML says, has bookmarks and page numbers, and holds the session's JSON."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pypdf = pytest.importorskip("pypdf")

from app.model.facts import SipMessage  # noqa: E402
from app.model.session import Session  # noqa: E402
from app.paper.pdf import render_pdf  # noqa: E402
from app.report.view import build_view  # noqa: E402
from tests.unit.report.sessions import BROKEN, broken, mended, run, session  # noqa: E402
from tests.unit.report.timelines import timeline  # noqa: E402

RECORDED = Path(__file__).parents[2] / "recorded"


def _read(made: Session) -> Any:
    return pypdf.PdfReader(io.BytesIO(render_pdf(made)))


def _text(page: Any) -> str:
    return " ".join(page.extract_text().split())


def _titles(outline: list[Any]) -> list[str]:
    return [title for item in outline for title in (_titles(item) if isinstance(item, list) else [item.title])]


def test_page_one_is_the_owners() -> None:
    first = _text(_read(broken()).pages[0])
    for said in ("Bright Telecom", "Your router changes phone messages.", "Turn off one setting", "You hear",
                 "0 of 90 packets", "Call 0800 555 0100.", *broken().code.words):  # type: ignore[union-attr] # fmt: skip
        assert said in first, said
    assert "REGISTER" not in first


def test_every_page_has_its_number_and_every_part_a_bookmark() -> None:
    reader = _read(session(run(*BROKEN, timeline()), run(*BROKEN, label="after")))
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        assert f"Page {number} of {count}" in _text(page)
    titles = _titles(reader.outline)
    for title in ("Phone check", "For the support engineer", "Changed fields", "Each call, message by message",
                  "Sound, each way", "Timeline", "Test messages on each path", "Not tested, and why",
                  "Hidden for privacy", "Before: 20 November 2026, 10:42 UTC"):  # fmt: skip
        assert title in titles, title


def test_a_bookmark_leads_to_its_heading() -> None:
    reader = _read(broken())

    def flat(items: list[Any]) -> list[Any]:
        return [one for item in items for one in (flat(item) if isinstance(item, list) else [item])]

    for item in flat(reader.outline)[1:]:
        page = reader.pages[reader.get_destination_page_number(item)]
        assert item.title.split()[0] in page.extract_text()


def test_the_session_is_inside_without_people_or_secrets() -> None:
    inside = _read(broken()).attachments["session.json"][0].decode()
    assert json.loads(inside)["schema"] == "callmend.session/1"
    for secret in ("Rosalind", "rmarsh77", "12345678", "re5ponse-canary", "crypto-canary"):
        assert secret not in inside


@pytest.mark.parametrize("name", ["practice-linux-alg", "practice-healthy", "practice-server-silent"])
def test_recorded_sessions_print(name: str) -> None:
    from app.engine.reading import read_session

    made = read_session(RECORDED / f"{name}.json")
    reader = _read(made)
    assert build_view(made).headline.title.split()[0] in _text(reader.pages[0])
    assert len(reader.pages) < 30


def test_nothing_measured_and_two_runs_print_too() -> None:
    assert "We could not tell" in _text(_read(session()).pages[0])
    assert "After the change" in _text(_read(mended()).pages[0])


def test_hostile_and_endless_text_neither_stops_nor_floods_the_paper() -> None:
    from tests.unit.report.test_hostile import HOSTILE, _facts

    facts = [fact for text in HOSTILE.values() for fact in _facts(text)]
    flood = [SipMessage("inbound", "198.51.100.20:5060", "udp", "OPTIONS sip:a SIP/2.0\r\nX: " + "y" * 60_000)] * 400
    data = render_pdf(session(run(*facts, *flood)))
    assert len(data) < 3_000_000
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert len(reader.pages) < 400
    for key in ("/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI"):
        assert key.encode() not in data, key


def test_without_qt_one_clear_line() -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from app.__main__ import main\n"
        f"sys.exit(main(['report', {str(RECORDED / 'practice-healthy.json')!r}, '--format', 'pdf', '--out', 'x.pdf']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Qt is needed" in done.stderr
