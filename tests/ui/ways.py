"""Ways through the first screens that many tests take, with nothing but keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.sitting import Sitting


async def to_the_symptom(person: Sitting) -> None:
    """To 21, where nothing is picked yet."""
    person.enter()
    assert person.screen == "12"
    person.enter()
    assert person.screen == "21"


async def to_the_details(person: Sitting) -> None:
    """To the screen after 21."""
    await to_the_symptom(person)
    person.tab()
    person.key(Qt.Key.Key_Space)
    person.enter()


async def past_the_network(person: Sitting, *until: str) -> None:
    """From 22 or 23 past the connection and the system's box to the first screen of the test calls."""
    for _ in ("22b", "23", "24"):
        if person.screen in ("22b", "23", "24"):
            person.enter()
    await person.sees(*(until or ("41",)))


async def to_the_sound_check(person: Sitting) -> None:
    """To 41 in practice."""
    await to_the_details(person)
    assert person.screen == "22b"
    await past_the_network(person)


async def to_the_first_call_page(person: Sitting) -> None:
    """To 44 without pressing Call; a person is there who can listen."""
    await to_the_sound_check(person)
    person.click("skip")
    await person.sees("44", "44b")


async def to_the_first_call(person: Sitting) -> None:
    """Into the first call, which lasts as long as the script holds it."""
    await to_the_first_call_page(person)
    person.enter()
    await person.until(lambda: bool(person.host.live.inbound.levels))


async def to_the_finding(person: Sitting) -> None:
    """From the first screen to 51."""
    await to_the_sound_check(person)
    await from_the_sound_check_to_the_finding(person)


async def from_the_sound_check_to_the_finding(person: Sitting) -> None:
    """All test calls, on a computer with sound."""
    person.enter()
    for question in ("41q", "41b"):
        await person.sees(question)
        person.tab()
        person.enter()
    for screen in ("44", "45", "46", "46r", "47", "48", "51"):
        await person.sees(screen)
        if screen != "51":
            person.enter()


async def to_checking_again(person: Sitting) -> None:
    """From 51 past the router's guide, which somebody else follows, to 55."""
    person.enter()
    assert person.screen == "32b"
    person.click("cannot_see")
    assert person.screen == "52"
    person.click("someone_else")
    assert person.screen == "54"
    person.enter()
    assert person.screen == "55"
