"""The world interferes, at every screen: each thing has its words, nothing is lost, and the way goes on."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from app.ui.memory import recall
from app.ui.pages import PAGES
from app.ui.patience import Patience
from app.ui.say import say
from app.ui.snapshot import sample_answers, sample_known
from app.wizard.answers import Answers, Walk
from app.wizard.catalogue import catalogue
from app.wizard.flow import FLOW
from app.wizard.journey import Journey, Visit
from app.wizard.plan import MEASURES
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.test_journey import ALG
from tests.ui.ways import to_checking_again, to_the_finding, to_the_first_call, to_the_sound_check

SCREENS = [screen for screen in catalogue() if screen in PAGES]
WORKING = [screen for screen in SCREENS if catalogue()[screen].kind == "progress"]
STILL = [screen for screen in SCREENS if catalogue()[screen].kind != "progress"]


async def put_up(person: Sitting, screen: str) -> None:
    """Bring the sitting to *screen* as the flow would, with an engine whose session is open."""
    host, kind = person.host, catalogue()[screen].kind
    answers = sample_answers(practice=True)
    before = Journey("41", answers, (Visit("11", answers),))
    host.journey, host.known = before, sample_known("61")
    host._open()
    await person.until(lambda: host.measurement._opened)
    origin = {"trouble": "44p"}.get(kind, "")
    waiting = f"{screen[:2]}p" if kind == "ask" else ""
    host.journey = Journey(screen, answers, before.past, origin=origin, waiting=waiting, draft=answers)
    if kind == "progress":
        host._begin(screen, again=False)
        await person.until(lambda: "measure" in [command["command"] for command in person.commands()])
    host.screen_changed.emit()


@pytest.mark.parametrize("screen", STILL)
def test_the_engine_dies_while_a_page_is_read(screen: str, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await put_up(person, screen)
        os.kill(person.links[-1].pid, signal.SIGKILL)
        await person.until(lambda: not person.host.measurement.is_open)
        assert person.screen == screen  # nothing was measured: the person need not know
        assert person.window.isVisible()
        person.host.press("report_now")
        assert person.screen in ("71", "71b")

    chair(scenario)


@pytest.mark.parametrize("screen", WORKING)
def test_the_engine_dies_in_the_middle_of_a_test(screen: str, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await put_up(person, screen)
        verdicts = person.host.known.verdicts
        os.kill(person.links[-1].pid, signal.SIGKILL)
        await person.sees("99")
        assert verdicts.items() <= person.host.known.verdicts.items()  # what came in meanwhile counts too
        person.click("again")
        assert person.screen == screen  # a new engine takes the session up
        assert len(person.links) == 2

    questions = [*(MEASURES.get(screen) or ("internet",))]
    chair(scenario, script={"hold": questions})


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen in FLOW])
def test_the_window_is_closed_at_any_screen_and_comes_back(screen: str, chair: Chair) -> None:
    async def leaves(person: Sitting) -> None:
        await put_up(person, screen)
        person.window.close()

    hold = [*(MEASURES.get(screen) or ("internet",))]
    folder = chair(leaves, script={"hold": hold}).host.folder
    unfinished = recall()
    if screen in ("71", "71b"):  # the report was ordered at once: what is saved needs no going on
        return
    assert unfinished is not None
    assert unfinished.folder == folder

    async def returns(person: Sitting) -> None:
        assert person.screen == "96"
        person.enter()
        assert person.screen in FLOW
        assert catalogue()[person.screen].kind != "progress" or MEASURES[person.screen]
        assert person.host.folder == folder

    chair(returns)


@pytest.mark.parametrize("mark", ["slept", "network_changed", "sound_device_lost", "router_restarted"])
def test_sleep_and_another_network_are_told_and_the_test_goes_on(mark: str, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        await person.until(lambda: bool(person.host.notice))
        assert person.screen == "44p"
        assert person.window.page.notice.words.text() == say("window", "world", mark)

    chair(scenario, script={"hold": ["hear"], "marks": {"hear": [mark]}})


def test_a_network_that_keeps_changing_needs_a_person(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_sound_check(person)
        person.click("skip")
        await person.sees("97")
        assert person.host.known.verdicts["internet"].answer == "yes"
        person.click("again")
        await person.sees("44")

    chair(scenario, script={"marks": {"registration": ["network_changed"] * 3}})


def test_a_full_disk_is_named_and_the_test_goes_on(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        await person.until(lambda: "full" in person.host.notice)
        assert person.screen == "44p"

    chair(scenario, script={"hold": ["hear"], "troubles": {"hear": "disk_full"}})


def test_a_disk_that_takes_no_note_costs_only_the_offer_to_go_on(chair: Chair, tmp_path: Path) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_sound_check(person)
        assert person.host.known.verdicts

    (tmp_path / "state").write_text("a file in the place of the folder", encoding="utf-8")
    chair(scenario)
    assert recall() is None


def test_a_clock_that_is_set_back_or_on_changes_no_countdown(chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time

    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        left = person.host.live.remaining_s(person.host.scene.now)
        for days in (-400, 400):
            monkeypatch.setattr(time, "time", lambda days=days: real() + days * 86_400)
            assert person.host.live.remaining_s(person.host.scene.now) <= left
            assert left - person.host.live.remaining_s(person.host.scene.now) < 60
        assert person.screen == "44p"

    chair(scenario, script={"hold": ["hear"]})


def test_hours_of_sleep_are_one_beat_of_patience(application: object) -> None:
    from PySide6.QtCore import QObject

    owner, over = QObject(), []
    patience = Patience(owner)
    patience.over.connect(lambda: over.append(1))
    patience.start(3)
    patience.beat()  # however late it comes
    patience.beat()
    assert not over
    patience.beat()
    assert over == [1]
    patience.stop()


def test_the_router_is_waited_for_after_a_guide_that_restarts_it(chair: Chair) -> None:
    walk = Walk("asus-asuswrt", 1, restarts=True)

    async def scenario(person: Sitting) -> None:
        await put_up(person, "55")
        answers = sample_answers(practice=True)
        walked = Answers(practice="healthy", walk=walk)
        person.host.journey = Journey("55", walked, (Visit("11", answers), Visit("53", walked)), draft=walked)
        person.host.screen_changed.emit()
        person.enter()
        await person.sees("61", "62")

    measured = [command for command in chair(scenario).commands() if command["command"] == "measure"]
    assert measured[-1].get("patient") is True


def test_without_a_restart_nobody_waits_for_a_router(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_finding(person)
        await to_checking_again(person)
        person.enter()
        await person.sees("61")

    measured = [command for command in chair(scenario, script=ALG).commands() if command["command"] == "measure"]
    assert "patient" not in measured[-1]


@pytest.mark.parametrize("screen", ["44", "44b", "45", "45b", "46", "47", "47b", "48"])
def test_who_talks_to_support_on_this_very_line_is_told_before_each_call(screen: str, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        for same_line in (True, False):
            answers = Answers(practice="healthy", same_line=same_line)
            person.host.journey = Journey(screen, answers)
            person.window.show_screen()
            reminder = person.window.page._reminder  # type: ignore[attr-defined]
            assert reminder.isHidden() != same_line
            assert "mobile phone" in reminder.words.text() or not same_line

    chair(scenario)
