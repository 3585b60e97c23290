"""The bottom row shows only presses that can be acted on, and one main button."""

from __future__ import annotations

import pytest

from app.wizard.answers import Answers, Known, Situation
from app.wizard.catalogue import catalogue
from app.wizard.presses import presses
from tests.unit.wizard.situations import ALL, known_with

SCREENS = catalogue()
Ids = frozenset[str]
Row = tuple[str | None, list[str]]


def ids(screen: str, known: Known, offered: Ids = ALL, unavailable: Ids = frozenset()) -> Row:
    row = presses(SCREENS[screen], Situation(Answers(), known, offered), unavailable)
    return row.main.id if row.main else None, [button.id for button in row.others]


def test_a_fault_with_a_guide_leads_to_the_fix() -> None:
    assert ids("51", known_with("sip_alg_rewrites")) == ("fix", ["skip", "results"])


def test_without_a_guide_or_without_a_fault_the_way_just_goes_on() -> None:
    assert ids("51", known_with("sip_alg_rewrites"), ALL - {"52"}) == ("continue", ["results"])
    assert ids("51", known_with("no_fault_found")) == ("continue", ["results"])


def test_what_this_computer_cannot_do_is_not_offered() -> None:
    assert ids("94", Known(), unavailable=frozenset({"show_where"})) == ("again", ["go_on"])


def test_a_measuring_screen_has_no_main_button() -> None:
    assert ids("44p", Known()) == (None, ["stop"])


@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_never_loses_its_last_button(screen: str) -> None:
    main, others = ids(screen, Known(), frozenset())
    assert main or others or SCREENS[screen].choices or SCREENS[screen].kind == "outside"
