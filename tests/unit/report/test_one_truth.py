"""The session file is the one truth: a rendering lays out what it holds and works out nothing."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.diagnosis.figures.limits import LIMITS
from app.engine.reading import read_session
from app.model.codec import session_to_json
from app.model.names import QUESTIONS
from app.report.compared_runs import compare_sessions
from app.report.html import render_html
from app.report.summary_table import row_of
from app.report.view import build_view
from app.words import entries
from app.words.formatting import placeholders
from tests.unit.report.sessions import BROKEN, mended, run, session
from tests.unit.report.test_html import Page
from tests.unit.report.timelines import timeline

ROOT = Path(__file__).parents[3]
WORKS_OUT = {"chance", "comparison", "compared_runs", "measures", "code", "emodel", "statistics", "math"}
"""Modules that count, score or compare."""

LAYOUT = {"messages.py": {"sum"}}
"""How many messages a page has no room for."""


def _reread(document: Any, folder: Path) -> str:
    path = folder / "session.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return Page(render_html(read_session(path))).text


def test_a_page_shows_the_figures_of_the_file_and_no_others(tmp_path: Path) -> None:
    """Figures that contradict the observations are shown as they stand: nobody counts again."""
    document: Any = session_to_json(session(run(*BROKEN, timeline())))
    figures = document["runs"][0]["figures"]
    figures["sound"][0]["arrived"] = 4711
    figures["scores"][0]["stretches"][0] |= {"mos": 1.23, "level": "good"}
    figures["tally"] = {"good": 41, "bad": 42, "look": 43, "open": 44}
    figures["path"] = ["look", "look", "look", "broken"]
    ours = [one["id"] for one in document["runs"][0]["observations"] if one["kind"] == "sip.message"]
    figures["repeats"] = [{"observations": ours, "again": 4712, "waits": True}]
    page = _reread(document, tmp_path)
    assert "4711" in page
    assert "1.2 (good)" in page
    assert "41 work, 42 broken" in page
    assert "43 to look at, 44 not tested" in page
    assert "again, 4712 times" in page
    places = build_view(read_session(tmp_path / "session.json")).places
    assert [place.state for place in places] == ["look", "look", "look", "broken"]


def test_fixed_is_what_the_comparison_says() -> None:
    made = mended()
    assert made.comparison is not None
    for told, shown in (("no", "not yet"), ("yes", "yes"), (None, "not checked again")):
        assert row_of("a", replace(made, comparison={**made.comparison, "fixed": told})).cells[7] == shown


def test_a_comparison_is_shown_as_the_file_has_it(tmp_path: Path) -> None:
    document: Any = session_to_json(mended())
    (row,) = [one for one in document["comparison"]["table"] if one.get("question") == "hear"]
    row["change"], row["cells"][0] = "worse", "yes"
    assert "worse" in _reread(document, tmp_path)


def test_a_file_without_figures_gets_them_when_it_is_read(tmp_path: Path) -> None:
    made = mended()
    document: Any = session_to_json(made)
    for one in document["runs"]:
        del one["figures"]
    document["comparison"] = None
    path = tmp_path / "session.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    again = read_session(path)
    assert [one.figures for one in again.runs] == [one.figures for one in made.runs]
    assert again.comparison == compare_sessions(made, None)


def test_no_rendering_imports_what_works_out() -> None:
    pages = [*(ROOT / "app/report/view").glob("*.py"), *(ROOT / "app/paper").glob("*.py"), ROOT / "app/report/html.py"]
    for path in pages:
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        named = {(node.module or "") for node in nodes if isinstance(node, ast.ImportFrom)}
        assert not {name.rpartition(".")[2] for name in named} & WORKS_OUT, path
        assert not [name for name in named if name.startswith("app.diagnosis")], path


def test_no_rendering_counts_adds_or_averages() -> None:
    """On paper heights are added, so that is left to the test above."""
    report = ROOT / "app" / "report"
    for path in [
        *(report / "view").glob("*.py"),
        *(report / name for name in ("html.py", "text.py", "summary_table.py")),
    ]:
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        named = {getattr(call.func, "id", getattr(call.func, "attr", "")) for call in calls}
        found = named & {"sum", "Counter", "fsum", "mean", "median", "quantiles"}
        assert found <= LAYOUT.get(path.name, set()), path


def test_each_question_says_what_it_takes_to_pass_by_the_numbers_of_the_file(tmp_path: Path) -> None:
    names = {one.name for one in LIMITS}
    for question in QUESTIONS:
        assert set(placeholders(entries("questions")[question]["limit"])) <= names, question
    document: Any = session_to_json(session(run(*BROKEN)))
    document["runs"][0]["figures"]["limits"] = [{"name": "sound_windows", "value": 4713}]
    assert "4713 pieces of 20 ms" in _reread(document, tmp_path)
    document["runs"][0]["figures"]["limits"] = []
    assert "pieces of 20 ms" not in _reread(document, tmp_path)
