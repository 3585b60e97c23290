"""From the finding to a mended router by keyboard: the list, the page, the steps, the note, and checking again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model.journal import JOURNAL_NAME
from app.routers.catalogue import catalogue
from app.ui import actions, guides
from app.ui.memory import Unfinished, recall, remember
from app.ui.pages.router_list import RouterListPage
from app.ui.pages.step import StepPage
from app.ui.places import state_folder
from app.wizard.answers import Answers, Known, Walk
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.test_journey import ALG
from tests.ui.ways import from_the_sound_check_to_the_finding, past_the_network, to_the_details, to_the_finding


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that the browser would have opened."""
    addresses: list[str] = []

    def note(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(actions, "open_url", note)
    return addresses


async def to_the_list(person: Sitting) -> RouterListPage:
    await to_the_finding(person)
    assert person.window.bottom.main is not None
    assert person.window.bottom.main.text() == "Show me how to fix it"
    person.enter()
    assert person.screen == "32b"
    page = person.window.page
    assert isinstance(page, RouterListPage)
    return page


async def to_the_steps(person: Sitting) -> StepPage:
    """Pick the Nighthawk by what its label says, with nothing but keys."""
    page = await to_the_list(person)
    person.tab()
    person.type("netgear nighthawk r7000")
    assert page.tiles.choice == "netgear-nighthawk"  # the only one that fits is picked
    person.enter()
    assert person.screen == "52"
    person.enter()
    assert person.screen == "53"
    steps = person.window.page
    assert isinstance(steps, StepPage)
    return steps


def test_what_was_tried_is_told_to_the_engine_press_by_press(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_steps(person)
        for _ in range(4):
            person.enter()
        await person.sees("61")

    commands = chair(scenario, script=ALG).commands()
    deeds = [(one["screen"], one["pressed"], one["detail"]) for one in commands if one["command"] == "did"]
    assert deeds[0][:2] == ("51", "fix")
    assert deeds[1:3] == [("32b", "continue", "netgear-nighthawk"), ("52", "open_page", "netgear-nighthawk")]
    assert deeds[3:] == [("53", "done", f"netgear-nighthawk {number}/4") for number in range(1, 5)]


def test_the_router_is_mended_step_by_step_and_checked_again(chair: Chair, opened: list[str]) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_steps(person)
        assert opened == ["http://www.routerlogin.net"]
        seen = []
        for number in range(1, 5):
            assert (person.screen, page.count.text()) == ("53", f"Step {number} of 4")
            assert page.picture.accessibleName().startswith(page.heading.text())
            seen.append(page.heading.text())
            person.enter()
        assert seen[2] == "Put a tick in Disable SIP ALG. Then press Apply."
        assert person.screen == "55p"  # by itself
        await person.sees("61")
        person.enter()
        assert person.screen == "61b"
        person.enter()
        assert person.screen == "63"

    chair(scenario, script=ALG)


def test_back_goes_one_step_back_and_then_to_the_page_before(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_steps(person)
        person.enter()
        assert page.count.text() == "Step 2 of 4"
        person.back()
        assert (person.screen, page.count.text()) == ("53", "Step 1 of 4")
        person.back()
        assert person.screen == "52"
        person.back()
        assert person.screen == "32b"

    chair(scenario, script=ALG)


def test_a_box_that_works_the_other_way_round_is_marked(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_steps(person)
        assert page.chip.isHidden()
        person.enter()
        person.enter()
        assert not page.chip.isHidden()
        assert page.chip.text() == "This box works the other way round"

    chair(scenario, script=ALG)


def test_undo_shows_the_way_back_and_goes_away_again(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_steps(person)
        person.click("undo")
        assert page.undo.words.text().startswith("To undo: go back")
        person.click("undo")
        assert page.undo.isHidden()
        person.click("undo")
        person.enter()
        assert page.undo.isHidden()

    chair(scenario, script=ALG)


def test_a_screen_that_looks_different_leads_to_other_ways_and_to_the_note(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_steps(person)
        person.enter()
        person.click("different")
        assert person.screen == "53b"
        person.enter()
        assert person.screen == "53b"  # nothing picked
        person.tab()
        person.key(Qt.Key.Key_Space)
        person.enter()
        assert (person.screen, page.count.text()[:6]) == ("53", "Step 1")
        assert person.host.journey.answers.walk != Walk("netgear-nighthawk", 4)
        person.click("different")
        person.click("none_fits")
        assert person.screen == "54"

    chair(scenario, script=ALG)


def test_the_note_is_saved_beside_the_report_and_holds_the_steps(chair: Chair, opened: list[str]) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_steps(person)
        person.back()
        person.click("someone_else")
        assert person.screen == "54"
        person.click("save_note")
        note = Path(person.host.folder) / "router-note.html"
        text = note.read_text(encoding="utf-8")
        assert text.count("<svg") == 4
        assert "<strong>Disable SIP ALG</strong>" in text
        assert "This box works the other way round" in text
        assert text.count("old calls may keep the old setting") == 1
        assert "Disable SIP ALG" in note.with_suffix(".txt").read_text(encoding="utf-8")
        assert "router-note.html" in person.window.page.notice.words.text()
        person.click("print_note")
        assert opened[-1].endswith("router-note.html")
        person.click("provider_note")
        assert opened[-1].endswith("internet-company-note.html")
        asked = (Path(person.host.folder) / "internet-company-note.txt").read_text(encoding="utf-8")
        assert "bridge mode" in asked
        person.click("continue")
        assert person.screen == "55"

    chair(scenario, script=ALG)


def test_whoever_cannot_see_the_router_gets_the_guide_for_any(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_list(person)
        person.enter()
        assert (person.screen, page.missing()) == ("32b", "Pick your router. Or press It is not in the list.")
        person.click("cannot_see")
        assert person.screen == "52"
        walk = person.host.journey.answers.walk
        assert walk is not None
        assert walk.guide == "generic"

    chair(scenario, script=ALG)


def test_not_fixed_leads_to_another_way_three_times_at_most(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_steps(person)
        for fix in range(3):
            while person.screen == "53":
                person.enter()
            await person.sees("62")
            person.window.show_screen()
            assert "next_fix" in person.window.bottom.buttons()
            person.click("next_fix")
            assert person.screen == "53b"
            if fix == 2:
                break
            person.tab()
            person.key(Qt.Key.Key_Space)
            person.enter()
            assert person.screen == "53"
        person.back()
        assert person.screen == "62"

    runs = {label: ["sip_alg_rewrites"] for label in ("before", "after", "after 2", "after 3")}
    chair(scenario, script={**ALG, "findings": runs})


def test_commands_are_copied_exactly(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_list(person)
        person.tab()
        person.type("mikrotik routeros")
        assert page.tiles.choice == "mikrotik-routeros"
        person.enter()
        person.enter()
        while not person.window.page.commands.isVisible():  # type: ignore[attr-defined]
            assert person.screen == "53"
            person.enter()
        QGuiApplication.clipboard().setText("")
        steps = person.window.page
        assert isinstance(steps, StepPage)
        steps.commands.button.click()
        assert QGuiApplication.clipboard().text() == "/ip firewall service-port disable sip"
        QGuiApplication.clipboard().setText("")
        QTest.mouseClick(steps.picture, Qt.MouseButton.LeftButton)  # people press the drawn Copy as well
        assert QGuiApplication.clipboard().text() == "/ip firewall service-port disable sip"

    chair(scenario, script=ALG)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # only the system without a display says so
def test_the_window_can_be_small_and_in_front_while_the_steps_are_done(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_steps(person)
        usual = person.window.size()
        page.small.click()
        assert person.window.windowHandle().flags() & Qt.WindowType.WindowStaysOnTopHint
        assert person.window.width() < usual.width()
        while person.screen == "53":
            person.enter()
        assert person.screen == "55p"
        assert not person.window.windowHandle().flags() & Qt.WindowType.WindowStaysOnTopHint
        assert person.window.size() == usual

    chair(scenario, script=ALG)


def test_a_router_that_was_recognised_is_shown_once_and_not_asked_for_again(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        await past_the_network(person, "32")
        assert "AVM" in person.window.page.label.accessibleName()  # type: ignore[attr-defined]
        person.enter()
        assert person.screen == "41"
        await from_the_sound_check_to_the_finding(person)
        person.enter()
        assert person.screen == "52"
        walk = person.host.journey.answers.walk
        assert walk is not None
        assert walk.guide == "avm-fritzbox"

    router = {"id": "avm-fritzbox", "confidence": "likely", "candidates": [{"id": "avm-fritzbox"}, {"id": "nobody"}]}
    chair(scenario, script={**ALG, "router": router})


def test_with_one_sign_only_the_person_picks_and_no_leads_to_the_list(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        await past_the_network(person, "32")
        person.enter()
        assert person.screen == "32"
        assert not person.window.page._wrong.isHidden()  # type: ignore[attr-defined]
        person.click("list")
        page = person.window.page
        assert isinstance(page, RouterListPage)
        assert [tile.choice_id for tile in page.tiles.tiles] == ["avm-fritzbox", "netgear-nighthawk"]
        assert page.tiles.choice == ""
        page.tiles.tiles[1].click()
        person.enter()
        assert person.screen == "41"

    candidates = [{"id": "avm-fritzbox"}, {"id": "netgear-nighthawk"}]
    chair(scenario, script={**ALG, "router": {"confidence": "possible", "candidates": candidates}})


def test_whoever_cannot_see_the_router_now_is_asked_when_it_matters(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        await past_the_network(person, "32")
        person.click("cannot_see")
        assert person.screen == "41"
        await from_the_sound_check_to_the_finding(person)
        person.enter()
        assert person.screen == "32"
        person.enter()
        assert person.screen == "52"

    router = {"confidence": "likely", "candidates": [{"id": "avm-fritzbox"}]}
    chair(scenario, script={**ALG, "router": router})


@pytest.mark.parametrize(
    ("guide", "gateway", "address"),
    [
        ("netgear-nighthawk", "10.0.0.1", "http://www.routerlogin.net"),
        ("generic", "10.0.0.1", "http://10.0.0.1/"),
        ("generic", "fe80::1", "http://[fe80::1]/"),
        ("generic", "", ""),
        ("mikrotik-routeros", "10.0.0.1", ""),
    ],
)
def test_the_page_is_that_of_the_guide_or_of_the_gateway(guide: str, gateway: str, address: str) -> None:
    assert guides.page_address(catalogue()[guide], gateway) == address


@pytest.mark.parametrize("guide", sorted(catalogue()))
def test_every_guide_can_be_walked(guide: str) -> None:
    item = catalogue()[guide]
    walk = guides.walk_for(item, Known(gateway="192.168.1.1"))
    assert walk.steps == len(guides.steps_of(item)) >= 1
    assert walk.address.startswith("http") or not walk.address
    assert guide not in {other.id for other in guides.other_ways(item, Known())}
    assert guides.other_ways(item, Known())


def test_keys_bring_the_picture_into_sight_at_200_percent(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        page = await to_the_steps(person)
        for _ in range(4):
            person.window._change_scale(+1)
        assert page.small.isHidden()
        for _ in range(12):
            person.tab()
            if QApplication.focusWidget() is page.picture:
                break
        assert page.picture.hasFocus()
        viewport = page.parentWidget()
        assert viewport is not None
        room = viewport.height()
        assert page.picture.visibleRegion().boundingRect().height() >= min(room, page.picture.height()) - 2

    chair(scenario, script=ALG)


def test_a_sitting_that_was_left_goes_on_at_the_same_step(chair: Chair) -> None:
    async def leaves(person: Sitting) -> None:
        page = await to_the_steps(person)
        person.enter()
        assert page.count.text() == "Step 2 of 4"
        person.window.close()

    chair(leaves, script=ALG)
    unfinished = recall()
    assert unfinished is not None
    assert (unfinished.screen, unfinished.answers.fixing) == ("53", True)
    assert unfinished.answers.walk == Walk("netgear-nighthawk", 4, "http://www.routerlogin.net", 1)


def test_a_note_of_where_one_was_that_was_tampered_with_opens_nothing() -> None:
    walk = {"guide": "generic", "steps": 2, "address": "file:///etc/passwd", "step": 99}
    remember(Unfinished("there", "53", Answers(walk=Walk(**walk))))  # type: ignore[arg-type]
    assert recall() is None  # no journal there
    path = state_folder() / "unfinished.json"
    folder = path.parent / "session"
    folder.mkdir()
    (folder / JOURNAL_NAME).touch()
    path.write_text(path.read_text(encoding="utf-8").replace('"there"', json.dumps(str(folder))), encoding="utf-8")
    unfinished = recall()
    assert unfinished is not None
    assert unfinished.answers.walk == Walk("generic", 2, "", 1)
