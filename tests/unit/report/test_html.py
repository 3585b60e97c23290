"""The page says what the session holds, to everybody, and does nothing."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.report.html import render_html
from app.report.view import build_view
from app.words import entries, resource_path
from tests.unit.report.sessions import BROKEN, broken, mended, run, session

VOID = {"meta", "path", "circle", "line", "rect", "br"}


class Page(HTMLParser):
    """Reads a page: text, tags with attributes, and whether every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("made", [broken, mended], ids=["one run", "two runs"])
def test_the_page_is_well_formed_and_self_contained(made: object) -> None:
    html = render_html(made())  # type: ignore[operator]
    page = Page(html)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "audio", "video"}
    assert not [attributes for _, attributes in page.tags if any(name.startswith("on") for name in attributes)]
    assert "://" not in html
    assert "url(" not in html
    assert "@import" not in html
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in page.tags)


def test_page_one_tells_the_owner_what_is_wrong_and_what_to_do() -> None:
    page = Page(render_html(broken()))
    first = page.text.partition("For the support engineer")[0]
    for said in (
        "Bright Telecom",
        "20 November 2026, 10:42 UTC",
        "We think:",
        "Your router changes phone messages.",
        "Turn off one setting in the router.",
        "You hear",
        "No sound arrives",
        "0 of 90 packets",
        "Call from outside",
        "No test line was set up.",
        "Call 0800 555 0100.",
        " ".join(broken().code.words),  # type: ignore[union-attr]
    ):
        assert said in first, said
    assert "Lamps and messages" not in first  # was not part of this check


def test_the_engineer_gets_value_evidence_and_messages() -> None:
    page = Page(render_html(broken()))
    behind = page.text.partition("For the support engineer")[2]
    for said in (
        "The reply names this computer's own address",
        "via",
        "not to be told from this",
        "203.0.113.7",
        "192.168.1.10",
        "received_private",
        "REGISTER sip:example.com SIP/2.0",
        "echo",
        "User names and numbers shortened",
        "callmend.session/1",
        "Lamps and messages",
    ):
        assert said in behind, said
    assert any("received=192.168.1.10" in line for line in _marked(render_html(broken())))


def _marked(html: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", html)


def test_every_reference_to_an_observation_leads_there() -> None:
    page = Page(render_html(broken()))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {str(attributes["href"])[1:] for attributes in page.all("a")}
    assert wanted
    assert wanted <= set(ids)
    labels = {attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes}
    assert labels <= set(ids)


def test_a_screen_reader_finds_its_way() -> None:
    html = render_html(broken())
    page = Page(html)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.all("th"))
    for attributes in page.all("svg"):
        assert attributes.get("aria-hidden") == "true" or attributes.get("role") == "img"
    assert "This computer: works. Your router: broken." in page.text


def test_state_is_a_word_and_a_shape_not_only_a_colour() -> None:
    page = Page(render_html(broken()))
    for word in ("Works", "Broken", "Not tested"):
        assert word in page.text
    view = build_view(broken())
    assert len({row.state for row in view.tests}) >= 3


def test_after_a_second_run_both_are_shown() -> None:
    page = Page(render_html(mended()))
    first = page.text.partition("For the support engineer")[0]
    assert "Before You hear: No sound arrives" in first
    assert "After the change You hear: Works" in first
    assert "We found no fault." in first
    assert "better" in page.text


def test_when_nothing_could_be_told_it_says_so() -> None:
    page = Page(render_html(session(run())))
    assert "We could not tell what is wrong." in page.text
    assert "We could not tell" in Page(render_html(session())).text


def test_practice_says_so() -> None:
    assert "Practice" in Page(render_html(session(run(*BROKEN), profile={"practice": "linux-alg"}))).text
    assert "Practice" not in Page(render_html(broken())).text


def test_secrets_and_people_stay_out() -> None:
    html = render_html(broken())
    for secret in ("Rosalind", "Marsh", "12345678", "rmarsh77", "canary"):
        assert secret not in html


def test_a_flood_of_messages_makes_no_flood_of_a_page() -> None:
    from app.model.facts import SipMessage

    message = SipMessage("inbound", "198.51.100.20:5060", "udp", "OPTIONS sip:a SIP/2.0\r\nX: " + "y" * 60_000)
    html = render_html(session(run(*[message] * 2000)))
    assert len(html) < 3_000_000
    assert "1700 more were left out" in html


def test_templates_ask_only_for_words_that_exist() -> None:
    words = entries("report")
    for path in Path(resource_path("report")).glob("*.j2"):
        template = path.read_text(encoding="utf-8")
        for section, name in re.findall(r'say\("(\w+)", "(\w+)"', template):
            assert name in words[section], (path.name, section, name)
        for names in re.findall(r"for (?:name|column) in \(([^)]*)\)", template):
            assert set(re.findall(r'"(\w+)"', names)) <= set(words["column"])


def test_the_view_is_all_that_a_page_needs() -> None:
    """The same view twice: rendering leaves nothing behind, and asks the session for nothing it has not worded."""
    assert build_view(broken()) == build_view(broken())
    assert render_html(broken()) == render_html(replace(broken()))


def test_the_program_does_not_load_jinja_before_a_report_is_made() -> None:
    import subprocess
    import sys

    code = "import sys, app.report.html, app.report.text, app.report.code; sys.exit('jinja2' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
