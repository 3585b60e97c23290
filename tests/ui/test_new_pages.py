"""Connection, the box of the system, sound devices, the bell, the firewall: what the pages tell and make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.ui import actions, aloud, connection_guess, firewall, permission
from app.ui.abilities import Unavailable
from app.ui.connection_guess import Seen
from app.ui.memory import forget
from app.ui.pages import PAGES
from app.wizard.answers import Answers
from app.wizard.catalogue import catalogue
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.ways import past_the_network, to_the_details, to_the_sound_check

GUESSES = [
    ([Seen("cable", "192.168.1.5"), Seen("wifi", "192.168.1.6")], "cable"),
    ([Seen("wifi", "192.168.1.6"), Seen("", "10.8.0.2")], "wifi"),
    ([Seen("wifi", "172.20.10.3")], "hotspot"),
    ([Seen("wifi", "192.168.43.7")], "hotspot"),
    ([Seen("", "10.8.0.2"), Seen("", "not an address")], None),
    ([], None),
]


@pytest.mark.parametrize(("seen", "guessed"), GUESSES)
def test_the_connection_is_guessed(seen: list[Seen], guessed: str | None) -> None:
    assert connection_guess.of(seen) == guessed


def test_the_systems_own_list_is_read_and_nothing_is_sent(application: object) -> None:
    assert all(one.medium in ("cable", "wifi", "") for one in connection_guess.interfaces())


def test_a_hotspot_is_said_not_to_test_the_router_and_what_was_said_is_kept(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        person.enter()
        page = person.window.page
        assert person.screen == "23"
        assert page.tiles.choice == "cable"  # type: ignore[attr-defined]
        page.tiles.tiles[2].click()  # type: ignore[attr-defined]
        assert not page._hint.isHidden()  # type: ignore[attr-defined]
        page.phones.tiles[1].click()  # type: ignore[attr-defined]
        await past_the_network(person)
        answers = person.host.journey.answers
        assert (answers.connection, answers.same_router) == ("hotspot", "no")

    said = [command for command in chair(scenario).commands() if command["command"] == "answer"]
    assert [(entry["question"], entry["value"]) for entry in said] == [
        ("internet", "connected_by_hotspot"),
        ("nat", "phones_on_same_router_no"),
    ]


def test_another_speaker_is_picked_and_the_engine_is_told(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_sound_check(person)
        person.enter()
        await person.sees("41q")
        person.click("other_speaker")
        assert person.screen == "41d"
        page = person.window.page
        assert [tile.text() for tile in page.tiles.tiles[1:]] == ["one", "two"]  # type: ignore[attr-defined]
        page.tiles.tiles[2].click()  # type: ignore[attr-defined]
        person.enter()
        await person.sees("41q")
        person.tab()
        person.enter()
        assert person.screen == "41b"
        person.click("other_microphone")
        person.window.page.tiles.tiles[1].click()  # type: ignore[attr-defined]
        person.enter()
        await person.sees("41q")

    sound = [command for command in chair(scenario).commands() if command["command"] == "sound"]
    assert [(entry["output"], entry["input"]) for entry in sound[-2:]] == [("two", None), ("two", "one")]


def test_the_bell_is_answered_and_one_that_never_rang_is_told(chair: Chair) -> None:
    async def to_the_bell(person: Sitting) -> None:
        await to_the_sound_check(person)
        for screen in ("41", "44", "45", "46", "47"):
            await person.sees(screen)
            person.click("skip")
        await person.sees("48")
        person.enter()

    async def answers(person: Sitting) -> None:
        await to_the_bell(person)
        await person.sees("48q")
        person.tab()
        person.enter()
        await person.sees("51")

    async def never(person: Sitting) -> None:
        await to_the_bell(person)
        await person.until(lambda: bool(person.host.live.inbound.levels))
        person.click("never_rang")
        assert person.screen == "51"

    def said(sitting: Sitting) -> list[str]:
        told = [command for command in sitting.commands() if command["command"] == "answer"]
        return [entry["value"] for entry in told if entry["question"] == "inbound"]

    assert said(chair(answers, script={"asks": {"inbound": ["bell_rings"]}})) == ["answer"]
    forget()
    assert said(chair(never, script={"hold": ["inbound"]})) == ["never_rang"]


@pytest.mark.parametrize("system", ["windows", "macos", "other"])
def test_the_box_is_that_of_the_system(system: str, chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLMEND_BOXES", system)
    asked: list[bool] = []
    monkeypatch.setattr(permission, "trigger", lambda: asked.append(True))

    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        person.enter()
        person.enter()
        assert person.screen == "24"
        name = person.window.page.box.accessibleName()  # type: ignore[attr-defined]
        assert ("local networks" in name) == (system == "macos")
        if system != "other":
            person.click("show_box")
            assert "hide behind" in person.host.notice
        assert bool(asked) == (system != "other")

    chair(scenario)


def test_where_no_system_asks_its_box_is_not_announced(chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLMEND_BOXES", "other")

    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        person.type("phone.example.com")
        for text in ("alice", "pw"):
            person.tab()
            person.type(text)
        await past_the_network(person)
        assert "24" not in person.shown

    chair(scenario, start=Answers())


def test_the_rule_for_the_firewall_names_the_program_and_takes_old_ones_away() -> None:
    made = firewall.command(Path(r"C:\Program Files\CallMend\callmend.exe"))
    assert made.index("delete rule name=all program=") < made.index("add rule name=")
    assert made.count(r'program="C:\Program Files\CallMend\callmend.exe"') == 2
    assert "dir=in action=allow" in made


def test_elsewhere_the_firewall_is_opened_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert not firewall.can_ask()
    assert not firewall.ask()
    assert "ask_windows" in Unavailable()


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_words_are_spoken_as_an_argument_never_as_a_program(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    made = aloud.command("lamp, it's; $(x)")
    assert made is not None
    assert made[-1] == "lamp, it's; $(x)" or "'lamp, it''s; $(x)'" in made[-1]


def test_without_a_voice_there_is_no_such_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "say_it" in Unavailable()
    assert not aloud.say_aloud(["lamp"])


@pytest.mark.parametrize("screen", [screen for screen in catalogue() if screen in PAGES])
def test_code_details_and_instruction_come_up_on_every_screen(screen: str, chair: Chair) -> None:
    from tests.ui.test_world import put_up

    async def scenario(person: Sitting) -> None:
        await put_up(person, screen)
        for key, modifier in (
            (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier),
            (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        ):
            person.key(key, modifier)
            assert person.window.stack.sheet_is_up
            person.key(Qt.Key.Key_Escape)
            assert not person.window.stack.sheet_is_up
        person.key(Qt.Key.Key_F2)
        person.click("sheet_report")
        assert person.screen in ("71", "71b")  # three presses at most, from anywhere

    chair(
        scenario, script={"hold": ["internet", "audio_devices", "registration", "sip_alg", "hear", "speak", "keypad"]}
    )


def test_no_page_opens_a_browser_by_itself(monkeypatch: pytest.MonkeyPatch, chair: Chair) -> None:
    opened: list[object] = []

    def note(url: object) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(actions, "open_url", note)

    async def scenario(person: Sitting) -> None:
        await to_the_sound_check(person)

    chair(scenario)
    assert opened == []
