"""The window's list of sound devices, and its choice, over the JSON lines, with a real sound server behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from build.dev.sound_server import AVAILABLE, LOUDSPEAKER, MICROPHONE, sound_server
from tests.unit.engine.hall import Hall, hall

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="pulseaudio and pactl are not installed")
SECOND = "module-null-sink sink_name=second sink_properties=device.description=Second"


@pytest.fixture
async def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    async with sound_server(tmp_path, LOUDSPEAKER, *MICROPHONE, SECOND) as server:
        monkeypatch.setenv("PULSE_SERVER", server)
        async with hall() as made:
            yield made


async def test_devices_are_told_before_a_session_is_open_and_a_choice_holds(driver: Hall) -> None:
    driver.send("sound")
    first = await driver.until("sound")
    assert first["outcome"] == "found"
    assert set(first["outputs"]) >= {"Speaker", "Second"}
    assert first["output"] == first["outputs"][0]
    assert (first["inputs"], first["input"]) == (["Headset"], "Headset")
    other = next(name for name in ("Speaker", "Second") if name != first["output"])
    driver.send("sound", output=other)
    assert (await driver.until("sound"))["output"] == other
    driver.send("sound", input="Headset")
    assert (await driver.until("sound"))["output"] == other  # what is not named stays
    driver.send("sound", output=None)
    assert (await driver.until("sound"))["output"] == first["output"]


async def test_a_device_that_is_not_there_gives_way_to_the_systems_own(driver: Hall) -> None:
    driver.send("sound", output="Thrown Away", input="Lost")
    told = await driver.until("sound")
    assert told["output"] == told["outputs"][0]
    assert told["input"] == "Headset"


async def test_a_name_that_is_no_text_is_a_problem_and_no_choice(driver: Hall) -> None:
    driver.send("sound", output=["Speaker"])
    assert (await driver.until("problem"))["id"] == "wire_unreadable"
