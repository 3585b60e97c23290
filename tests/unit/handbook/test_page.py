"""The handbook is made from the catalogue, the flow table and the guides of today: all of them stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from app.handbook.page import file_name, render, write_handbook
from app.routers.catalogue import catalogue as guides
from app.routers.text import guide_text
from app.wizard.answers import Situation
from app.wizard.catalogue import catalogue
from app.wizard.flow import FLOW, Move
from app.wizard.leads import leads_to, reachable
from app.words import LANGUAGES, entries, language_of, speak
from tests.unit.wizard.situations import ALL, all_answers, knowns


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak(LANGUAGES[0])


def article(page: str, anchor: str) -> str:
    found = re.search(rf'<article [^>]*id="{re.escape(anchor)}".*?</article>', page, re.DOTALL)
    assert found, anchor
    return unescape(found[0])


@pytest.mark.parametrize("code", ["en", "de", "ar"])
def test_every_screen_stands_in_it_with_its_words_and_answers(code: str) -> None:
    speak(language_of(code))
    page = render(lambda screen: f"data:image/png;base64,{screen}")
    assert 'dir="rtl"' in page.split("<head>")[0] or code != "ar"
    for screen in catalogue().values():
        card = article(page, screen.id)
        labels = [*(item.label for item in screen.presses), *(item.label for item in screen.choices)]
        for words in (screen.title, screen.words, screen.agent, f"base64,{screen.id}", *labels):
            assert words in card


def test_every_arrow_of_the_flow_stands_in_it() -> None:
    page = render(lambda screen: "")
    for screen, row in FLOW.items():
        card = article(page, screen)
        shown = {button.id for button in catalogue()[screen].presses} | {"measured", "asked", "lost", "late", "changed"}
        for event in shown & set(row):
            for target in leads_to(screen, event):
                assert isinstance(target, Move) or f'href="#{target}"' in card, (screen, event)


def test_no_decision_leads_elsewhere_than_the_handbook_says() -> None:

    decisions = {target for row in FLOW.values() for target in row.values() if callable(target)}
    for decision in decisions:
        told = reachable(decision)
        assert told
        for answers in all_answers():
            for known in knowns():
                went = decision(Situation(answers, known, ALL))
                assert went in told or went == answers.resume_at, decision.__name__


def test_every_guide_and_finding_stands_in_it() -> None:
    page = render(lambda screen: "")
    for guide in guides().values():
        assert guide_text(guide) in article(page, f"guide-{guide.id}")
    for identity, words in entries("findings").items():
        shown = article(page, f"finding-{identity}")
        assert re.sub(r"\{\w+\}", "\u2026", words["title"]) in shown
        assert "{" not in shown  # what is measured each time is no name in braces for an agent


def test_it_fetches_nothing_and_every_link_leads_somewhere() -> None:
    page = render(lambda screen: "")
    anchors = set(re.findall(r'id="([^"]+)"', page))
    for link in re.findall(r'href="([^"]+)"', page):
        assert link[1:] in anchors if link.startswith("#") else link in {file_name(item) for item in LANGUAGES}
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "@import" not in page


def test_the_language_before_is_spoken_again(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    path = write_handbook(tmp_path, language_of("de"), lambda screen: "")
    assert path.name == "index.de.html"
    assert '<html lang="de"' in path.read_text(encoding="utf-8")
    assert catalogue()["11"].title == entries("screens")["11"]["title"] == "Let us check your phone line"
