"""For the support desk: a folder as one table, runs beside each other, a capture for tshark, and no Qt needed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.commands.report import together
from app.engine.reading import completed, read_session
from app.model.codec import session_from_json
from app.report.capture import render_pcapng
from app.report.html import render_html
from app.report.shared import shared_session
from app.report.summary_table import as_csv, as_html, row_of, unreadable
from tests.unit.report.sessions import broken, mended
from tests.unit.report.test_hostile import HOSTILE
from tests.unit.report.test_html import Page

ROOT = Path(__file__).parents[3]
RECORDED = sorted((ROOT / "tests" / "recorded").glob("*.json"))
TSHARK = shutil.which("tshark")


def _callmend(*arguments: object, blocked: str = "PySide6") -> subprocess.CompletedProcess[str]:
    """The command line on a machine where *blocked* is not installed."""
    code = (
        f"import sys; sys.modules[{blocked!r}] = None\n"
        f"from app.commands.entry import main\nsys.exit(main({[str(one) for one in arguments]!r}))"
    )
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_folder_becomes_a_table_and_a_bad_file_one_line_of_it(tmp_path: Path) -> None:
    for path in RECORDED[1:4]:
        shutil.copy(path, tmp_path)
    (tmp_path / "broken.json").write_text("{")
    out = tmp_path / "table.csv"
    done = _callmend("report", tmp_path, "--format", "csv", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.reader(io.StringIO(out.read_text())))
    assert rows[0] == ["File", "Date", "Provider", "Ticket", "Router", "First finding", "How sure", "Fixed", "Code"]
    assert len(rows) == 5
    assert [row[5] for row in rows[1:]].count("Your router changes phone messages.") == 3
    assert any(row[0] == "broken.json" and "broken.json" in row[5] for row in rows)
    done = _callmend("report", tmp_path, "--summary", "--format", "html", "--out", tmp_path / "table.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Phone checks" in Page((tmp_path / "table.html").read_text()).text


def test_fixed_means_the_first_finding_is_gone() -> None:
    assert row_of("a", mended()).cells[7] == "yes"
    assert row_of("a", broken()).cells[7] == "not checked again"
    made = mended()
    again = completed(replace(made, runs=(made.runs[0], made.runs[0]), comparison=None))
    assert row_of("a", again).cells[7] == "not yet"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_no_formula_and_no_markup(text: str) -> None:
    made = replace(broken(), router={"name": text}, profile={"provider": text, "ticket": text})
    rows = [row_of(text, made), unreadable(text, text)]
    for cells in csv.reader(io.StringIO(as_csv(rows))):
        assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
        assert all("\n" not in cell and "\x00" not in cell for cell in cells)
    names = {tag for tag, _ in Page(as_html(rows, "")).tags}
    assert not names & {"script", "img", "svg", "iframe"}


def test_several_sessions_stand_beside_each_other() -> None:
    page = Page(render_html(together([("office", broken()), ("home", mended())])))
    assert "office" in page.text
    assert "home" in page.text
    assert "better" in page.text
    assert len(together([("office", broken())]).runs) == 1


@pytest.mark.parametrize("name", ["html", "text", "json", "eml", "pcapng"])
def test_no_qt_is_needed(name: str, tmp_path: Path) -> None:
    out = tmp_path / f"x.{name}"
    done = _callmend("report", ROOT / "tests/recorded/practice-linux-alg.json", "--format", name, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.stat().st_size > 500


def test_diagnose_and_decode_need_no_qt_either() -> None:
    session = ROOT / "tests/recorded/practice-linux-alg.json"
    words = json.loads(session.read_text())["code"]["words"]
    assert _callmend("diagnose", session).returncode == 1
    assert _callmend("decode", *words).returncode == 0


def test_the_handbook_needs_no_qt_for_its_words_and_says_what_it_lacks(tmp_path: Path) -> None:
    done = _callmend("handbook", "--only", "en", "--out", tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("callmend: The handbook has no pictures of the screens")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Read me the number" in page
    assert 'src="data:' not in page


@pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")
def test_tshark_reads_our_messages(tmp_path: Path) -> None:
    path = tmp_path / "x.pcapng"
    path.write_bytes(render_pcapng(read_session(ROOT / "tests/recorded/practice-linux-alg.json")))
    fields = ["-e", "sip.Method", "-e", "sip.Status-Code", "-e", "udp.srcport", "-e", "_ws.malformed"]
    done = subprocess.run(
        [str(TSHARK), "-r", str(path), "-d", "udp.port==1-65535,sip", "-T", "fields", *fields],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(lines) > 40
    assert {"REGISTER", "INVITE", "ACK", "BYE", "OPTIONS"} <= {line[0] for line in lines}
    assert {"200", "401"} <= {line[1] for line in lines}
    assert "Rosalind" not in render_pcapng(broken()).decode("latin-1")


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_what_is_shared_opens_again_and_says_the_same(path: Path) -> None:
    made = read_session(path)
    shared = session_from_json(shared_session(made))
    assert [run.diagnosis.primary for run in shared.runs] == [run.diagnosis.primary for run in made.runs]
    tokens = re.compile(r"sip:(\S*\*{3}\S*)@")
    once, twice = (tokens.findall(json.dumps(shared_session(one))) for one in (made, shared))
    assert once == twice  # what was shortened once is not shortened again
