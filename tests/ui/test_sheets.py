"""F1, F2 and Ctrl+D lie over a screen in the same frame, and a measurement goes on beneath them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.ways import to_the_details, to_the_first_call


def sheet_is_up(person: Sitting) -> bool:
    """Whether a sheet lies over the screen now."""
    return person.window.stack.sheet_is_up


def test_the_code_can_be_read_in_mid_call(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        person.key(Qt.Key.Key_F2)
        assert sheet_is_up(person)
        assert person.window.top.number.text() == "63"
        assert person.window.windowTitle().startswith("63")
        person.key(Qt.Key.Key_Escape)
        assert not sheet_is_up(person)
        assert person.window.top.number.text() == "44"
        assert person.screen == "44p"

    commands = [command["command"] for command in chair(scenario, script={"hold": ["hear"]}).commands()]
    assert "stop" not in commands[: commands.index("measure") + 1]


def test_a_screen_that_changes_waits_beneath_the_sheet(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        for _ in range(3):
            person.enter()
        person.key(Qt.Key.Key_F2)
        await person.sees("41")
        assert sheet_is_up(person)
        person.enter()
        assert not sheet_is_up(person)
        assert person.window.top.number.text() == "41"

    chair(scenario)


def test_details_show_the_facts_and_lead_to_the_report(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_first_call(person)
        person.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert "not_run" in person.window.stack.sheet._facts.toPlainText()
        person.click("sheet_report")
        assert person.screen == "71"
        await person.until(lambda: bool(person.host.known.report))

    chair(scenario, script={"hold": ["hear"]})


def test_the_instruction_is_repeated_in_large_letters(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        person.key(Qt.Key.Key_F1)
        sheet = person.window.stack.sheet
        assert sheet.heading.text() == "Let us check your phone line"
        assert sheet._words.plain.startswith("This program finds out")
        person.back()
        assert (person.screen, person.window.stack.sheet_is_up) == ("11", False)

    chair(scenario)


def test_the_report_without_any_results_says_so(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        person.key(Qt.Key.Key_F2)
        person.click("sheet_report")
        assert person.screen == "71"
        assert "nothing to report" in person.window.page.notice.words.text()
        person.back()
        assert person.screen == "11"

    chair(scenario)
