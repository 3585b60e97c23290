"""Page one is one page, whatever was tested and found, and runs the way its language does."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

pypdf = pytest.importorskip("pypdf")

from app.model.diagnosis import Diagnosis, Finding, Verdict  # noqa: E402
from app.model.names import QUESTIONS  # noqa: E402
from app.model.session import Session  # noqa: E402
from app.paper.pdf import render_pdf  # noqa: E402
from app.report.view.words import say  # noqa: E402
from app.words import LANGUAGES, language_of, speak  # noqa: E402
from tests.unit.report.sessions import BROKEN, broken, run, session  # noqa: E402


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    speak(language_of("en"))


def _all(answer: str, findings: int) -> Session:
    """Every question answered alike, with so many findings beside the first."""
    verdicts = tuple(Verdict(question, answer, "certain", "not_run") for question in QUESTIONS)  # type: ignore[arg-type]
    ids = ("sip_alg_rewrites", "call_drops_no_ack", "inbound_calls_lost")[:findings]
    found = tuple(Finding(one, "critical", "certain") for one in ids)  # type: ignore[arg-type]
    made = run(*BROKEN)
    return session(replace(made, diagnosis=Diagnosis(verdicts, found, found[0].id if found else None)))


def _pages(made: Session) -> list[str]:
    reader: Any = pypdf.PdfReader(io.BytesIO(render_pdf(made)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize(("answer", "findings"), [("yes", 0), ("no", 3), ("cannot_tell", 1)])
def test_all_tests_and_findings_fit_on_one_page(language: Any, answer: str, findings: int) -> None:
    speak(language)
    first, second, *_ = _pages(_all(answer, findings))
    names = [say("questions", question, "name") for question in QUESTIONS]
    if not language.right_to_left:  # such text comes out of a PDF in the order in which it is painted
        missing = [name for name in names if " ".join(name.split()) not in first]
        assert not missing
    assert say("report", "heading", "support").split()[0] in second or language.right_to_left


def test_few_tests_have_a_row_each_with_their_values() -> None:
    first = _pages(broken())[0]
    assert "0 of 90 packets" in first
    assert say("report", "heading", "router_did") in first


def test_from_right_to_left_everything_stands_on_the_other_side() -> None:
    """The first word of the first row: left of the middle in English, right of it in Arabic."""

    def left_of_phone_number(made: Session) -> float:
        places: list[float] = []
        reader: Any = pypdf.PdfReader(io.BytesIO(render_pdf(made)))

        def visit(text: str, cm: Any, tm: Any, *_: Any) -> None:
            if "0800" in text:
                places.append(cm[0] * tm[4] + cm[4])

        reader.pages[0].extract_text(visitor_text=visit)
        return places[0]

    english = left_of_phone_number(broken())
    speak(language_of("ar"))
    assert left_of_phone_number(broken()) > english + 200
