"""The practice world is the engine's child: it leads the profile, and never stays behind."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.driver.process import ENGINE_LOST
from tests.unit.engine.hall import Hall, hall
from tests.unit.engine.rehearsal import PROFILE

PATIENCE_S = 120.0


def _process(folder: Path) -> psutil.Process:
    head: dict[str, Any] = json.loads((folder / "journal.jsonl").read_bytes().split(b"\n")[0])
    return psutil.Process(int(head["profile"]["provider"]))


async def _is_gone(process: psutil.Process) -> bool:
    """Waits for it: the end of a process that is not our own child comes to us as no event."""
    with suppress(psutil.NoSuchProcess):
        async with asyncio.timeout(PATIENCE_S):
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    return True


async def _opened(it: Hall, folder: Path) -> psutil.Process:
    it.open(folder, profile=None, practice="good")
    await it.until("opened")
    return _process(folder)


async def test_profile_comes_from_the_world_and_is_marked(tmp_path: Path) -> None:
    async with hall() as it:
        process = await _opened(it, tmp_path)
        assert process.is_running()
        it.send("close")
        closed = await it.until("closed")
    assert await _is_gone(process)
    profile = json.loads(await asyncio.to_thread(Path(closed["session"]).read_bytes))["profile"]
    assert (profile["practice"], profile["domain"]) == ("good", "sip.example.invalid")


async def test_provider_of_the_profile_stays(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path, profile={**PROFILE, "provider": {"name": "Example Telecom"}}, practice="good")
        await it.until("opened")
        it.send("close")
        closed = await it.until("closed")
    profile = json.loads(await asyncio.to_thread(Path(closed["session"]).read_bytes))["profile"]
    assert (profile["provider"], profile["username"]) == ("Example Telecom", "")


async def test_killed_engine_leaves_no_world_behind(tmp_path: Path) -> None:
    async with hall() as it:
        process = await _opened(it, tmp_path)
        it.client.process.kill()
        await it.until(ENGINE_LOST)
    assert await _is_gone(process)


async def test_lost_driver_leaves_no_world_behind(tmp_path: Path) -> None:
    async with hall() as it:
        process = await _opened(it, tmp_path)
    assert await _is_gone(process)


@pytest.mark.parametrize(("scenario", "problem"), [("unknown", "scenario_unknown"), ("broken", "practice_failed")])
async def test_world_that_cannot_stand_is_said_and_another_may_follow(
    tmp_path: Path, scenario: str, problem: str
) -> None:
    async with hall() as it:
        it.open(tmp_path, profile=None, practice=scenario)
        assert (await it.until("problem"))["id"] == problem
        it.open(tmp_path)
        await it.until("opened")
