"""The whole journey by keyboard, with an engine in a child process that follows a script."""

from __future__ import annotations

from pathlib import Path

from app.model.profile import Account, Profile
from app.ui.memory import recall
from app.wizard.answers import Answers
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.ways import past_the_network, to_checking_again, to_the_details, to_the_finding, to_the_sound_check

ALG = {"findings": {"before": ["sip_alg_rewrites"], "after": ["no_fault_found"]}, "answers": {"sip_alg": "yes"}}


def test_a_fault_is_found_checked_again_and_reported_by_keyboard_alone(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_finding(person)
        assert person.window.page.heading.text() == "Your router changes phone messages"
        await to_checking_again(person)
        person.enter()
        await person.sees("61")
        for screen in ("61b", "63", "71"):
            person.enter()
            assert person.screen == screen
        await person.until(lambda: bool(person.host.known.report))
        person.enter()
        await person.sees("72")
        person.enter()
        await person.sees("72q")
        person.window.page.pressed.emit("yes")
        assert person.screen == "74"
        person.enter()

    sitting = chair(scenario, script=ALG)
    passed = ["31", "41p", "42", "43", "44p", "45p", "46p", "47p", "48p", "55p"]
    assert [screen for screen in sitting.shown if screen in passed] == passed
    assert Path(sitting.host.known.report).is_file()
    assert recall() is None


def test_the_engine_is_told_what_the_screens_measure(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_finding(person)
        await to_checking_again(person)
        person.enter()
        await person.sees("61")

    commands = chair(scenario, script=ALG).commands()
    assert commands[0]["command"] == "open"
    assert (commands[0]["practice"], commands[0]["label"]) == ("healthy", "before")
    measured = [command["questions"] for command in commands if command["command"] == "measure"]
    assert measured[:3] == [["internet", "dns", "nat", "local_firewall"], ["audio_devices"], ["registration"]]
    assert measured[-1][:2] == ["sip_alg", "registration"]
    assert [command["label"] for command in commands if command["command"] == "run"] == ["after"]
    said = [(command["question"], command["value"]) for command in commands if command["command"] == "answer"]
    assert said == [
        ("internet", "connected_by_cable"),
        ("audio_devices", "yes"),
        ("audio_devices", "bar_yes"),
    ]


def test_without_a_fault_the_way_leads_to_the_code(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_finding(person)
        assert person.window.page.heading.text() == "We found no fault"
        person.enter()
        assert person.screen == "63"
        page = person.window.page
        assert [word.word.text() for word in page.code.words] == ["LAMP", "RIVER", "GOAT", "DESK"]  # type: ignore[attr-defined]

    chair(scenario)


def test_typed_details_reach_the_engine_and_no_file(chair: Chair, tmp_path: Path) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        assert person.screen == "22b"
        person.type("phone.example.com")
        person.tab()
        person.type("alice")
        person.tab()
        person.type("correct horse")
        person.enter()
        await past_the_network(person)

    sitting = chair(scenario, start=Answers())
    opened = sitting.commands()[0]
    assert opened["profile"] == {
        "account": {"domain": "phone.example.com", "username": "alice", "password": "correct horse"}
    }
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "commands.jsonl":  # the scripted engine's own note of what it was told
            assert b"correct horse" not in path.read_bytes()


def test_a_profile_named_at_the_start_needs_no_typing(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        await past_the_network(person)
        assert "22b" not in person.shown

    chair(scenario, start=Answers(profile=Profile(Account("phone.example.com", "100"))))


def test_refused_details_lead_to_trouble_and_past_it(chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_sound_check(person)
        person.click("skip")
        await person.sees("92")
        person.click("go_on")
        await person.sees("51")
        assert person.window.page.heading.text() == "The phone service does not accept the sign-in details"

    script = {"findings": {"before": ["credentials_refused"]}, "answers": {"registration": "no"}}
    chair(scenario, script=script)
