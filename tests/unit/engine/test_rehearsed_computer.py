"""What a practice world says of this computer stands for what is really there; what the person says counts too."""

from __future__ import annotations

import pytest

from app.engine.rehearsed_computer import RehearsedComputer
from app.model.errors import UserError
from app.model.facts import AudioDevices, PersonSaid, SoundHeard, StunBinding
from app.model.json import JsonObject

TOLD: list[JsonObject] = [
    {"kind": "audio.devices", "outputs": ["Headset"], "inputs": [], "outcome": "found"},
    {"kind": "person.said", "question": "hear", "answer": "none"},
]


def test_its_facts_are_news_once() -> None:
    computer = RehearsedComputer(TOLD)
    assert computer.news() == [AudioDevices(("Headset",), (), "found"), PersonSaid("hear", "none")]
    assert computer.news() == []


def test_the_real_devices_are_hidden_and_nothing_else() -> None:
    computer = RehearsedComputer(TOLD)
    assert computer.replaces(AudioDevices((), (), "none"))
    assert not computer.replaces(PersonSaid("hear", "all"))
    assert not computer.replaces(SoundHeard("echo", 1, 1, -20.0, False, 0))
    assert not RehearsedComputer([]).replaces(AudioDevices((), (), "none"))


def test_what_a_scenario_leaves_out_is_unknown() -> None:
    told: JsonObject = {"kind": "stun.binding", "server": "a:1", "local": "b:2", "outcome": "silent"}
    assert RehearsedComputer([told]).news() == [StunBinding("a:1", "b:2", None, "silent", None)]
    with pytest.raises(UserError):
        RehearsedComputer([{"kind": "stun.binding", "outcome": "silent"}])


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(UserError):
        RehearsedComputer([{"kind": "audio.devices", "outputs": "Headset"}])
