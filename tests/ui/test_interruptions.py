"""What comes between: the engine dies, hangs or refuses; the person stops, goes back, closes and comes again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.driver.process import ENGINE_LOST
from app.ui import measurement
from app.ui.host import Pace
from app.ui.memory import recall
from app.wizard.answers import Answers
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.ways import (
    past_the_network,
    to_the_details,
    to_the_first_call,
    to_the_first_call_page,
    to_the_sound_check,
)


def test_kill_9_in_mid_call_leaves_the_window_alive_and_what_was_known(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        known = person.host.known.verdicts
        assert known["internet"].answer == "yes"
        os.kill(person.links[-1].pid, signal.SIGKILL)
        await person.sees("99")
        assert person.window.isVisible()
        assert person.host.known.verdicts == known
        person.click("go_on")
        assert person.screen == "45"
        person.enter()
        await person.sees("46")

    sitting = chair(scenario, script={"hold": ["hear"]})
    assert len(sitting.links) == 2
    assert [command["command"] for command in sitting.commands()].count("open") == 2


def test_after_a_death_the_same_test_can_run_again_in_the_same_session(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        folder = person.host.folder
        os.kill(person.links[-1].pid, signal.SIGKILL)
        await person.sees("99")
        person.enter()
        assert (person.screen, person.host.folder) == ("44p", folder)
        await person.until(lambda: bool(person.host.live.inbound.levels))

    chair(scenario, script={"hold": ["hear"]})


def test_an_engine_that_dies_while_nothing_is_measured_is_not_even_mentioned(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        person.click("stop")
        await person.sees("99b")
        os.kill(person.links[-1].pid, signal.SIGKILL)
        person.click("go_on")
        assert person.screen == "45"
        person.enter()
        await person.sees("46", "99")

    sitting = chair(scenario, script={"hold": ["hear"]})
    assert Path(sitting.host.folder).is_dir()


def test_stop_shows_at_once_and_the_engine_is_told(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        person.click("stop")
        assert person.screen == "99b"  # without waiting for anything
        person.click("again")
        assert person.screen == "44p"
        await person.until(lambda: bool(person.host.live.inbound.levels))

    commands = [command["command"] for command in chair(scenario, script={"hold": ["hear"]}).commands()]
    assert commands.count("stop") == 1
    assert commands[-1] == "measure"


def test_an_engine_that_does_not_stop_is_ended_and_replaced(chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measurement, "STOP_PATIENCE_MS", 100)

    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        person.click("stop")
        assert person.screen == "99b"
        person.click("go_on")
        person.enter()
        await person.until(lambda: len(person.links) == 2 or person.screen == "99")

    chair(scenario, script={"hold": ["hear"], "deaf": True})


def test_back_out_of_a_call_stops_it_and_starts_none(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        person.back()
        assert person.screen == "44"
        person.back()
        assert person.screen == "41"
        assert person.host.measurement.is_open

    commands = [command["command"] for command in chair(scenario, script={"hold": ["hear"]}).commands()]
    assert commands.count("measure") == 4
    assert "stop" in commands


def test_what_was_typed_is_still_there_after_back(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        person.enter()
        person.tab()
        person.key(Qt.Key.Key_Space)
        person.enter()
        assert person.screen == "21"
        person.back()
        assert person.screen == "12"
        assert person.window.page.tick.isChecked()  # type: ignore[attr-defined]

    chair(scenario)


def test_closing_keeps_the_results_and_the_next_start_goes_on_at_the_same_place(chair: Chair) -> None:
    async def leaves(person: Sitting) -> None:
        await to_the_first_call(person)
        person.window.close()

    folder = chair(leaves, script={"hold": ["hear"]}).host.folder
    unfinished = recall()
    assert unfinished is not None
    assert (unfinished.folder, unfinished.screen) == (folder, "44")

    async def returns(person: Sitting) -> None:
        assert person.screen == "96"
        person.enter()
        assert person.screen == "44"
        person.enter()
        await person.sees("45")
        assert person.host.folder == folder

    chair(returns)


def test_starting_again_leaves_the_old_results_alone(chair: Chair) -> None:
    async def leaves(person: Sitting) -> None:
        await to_the_first_call(person)

    folder = chair(leaves, script={"hold": ["hear"]}).host.folder

    async def starts_again(person: Sitting) -> None:
        person.click("start_again")
        assert (person.screen, person.host.folder) == ("11", "")
        assert not person.host.journey.can_go_back

    chair(starts_again)
    assert (Path(folder) / "journal.jsonl").exists()
    assert recall() is None


def test_a_real_session_asks_for_the_password_again_and_nothing_else(chair: Chair) -> None:
    async def leaves(person: Sitting) -> None:
        await to_the_details(person)
        person.type("phone.example.com")
        person.tab()
        person.type("alice")
        person.tab()
        person.type("secret words")
        person.enter()
        await past_the_network(person)

    chair(leaves, start=Answers())

    async def returns(person: Sitting) -> None:
        person.enter()
        assert person.screen == "22b"
        fields = person.window.page.fields  # type: ignore[attr-defined]
        assert [field.edit.text() for field in fields.values()] == ["phone.example.com", "alice", ""]
        person.type("secret words")
        person.enter()
        assert person.screen == "41"

    chair(returns, start=Answers())


def test_a_folder_that_cannot_be_written_is_named_on_the_page_before(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        await past_the_network(person, "31")
        await person.until(lambda: bool(person.host.notice))
        assert person.screen == "24"
        assert "there" in person.window.page.notice.words.text()

    chair(scenario, script={"refuse": "folder_read_only"})


def test_no_sound_is_trouble_that_can_be_passed(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_sound_check(person)
        person.enter()
        await person.sees("94b")
        person.click("go_on")
        await person.sees("44b")

    chair(scenario, script={"devices": "no_sound_system"})


def test_a_question_of_the_engine_comes_up_and_its_measurement_goes_on(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call_page(person)
        person.enter()
        await person.sees("44q")
        person.tab(2)
        person.enter()
        await person.sees("45")

    commands = chair(scenario, script={"asks": {"hear": ["heard_count"]}}).commands()
    said = [(c["question"], c["value"]) for c in commands if c["command"] == "answer"]
    assert said[1:] == [("hear", "some")]


def test_a_press_meant_for_the_screen_before_starts_no_call(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        person.enter()
        assert person.screen == "12"
        person.enter()
        assert person.screen == "12"  # consent is not given by a double press

    chair(scenario, pace=Pace(guard_s=3600.0, dwell_s=0.0))


def test_the_name_of_the_last_event_is_the_drivers() -> None:
    assert measurement.ENGINE_LOST == ENGINE_LOST
