"""The two sides of one scenario, its world and the engine: each in a process of its own, or both on one clock."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as ready
from typing import Any, Final, NoReturn, Protocol, Self

from app.model.json import JsonObject
from app.model.stage import Stage
from app.practice.scenarios import runs_of

LOOK_S: Final = 0.05
"""How often a side looks how late it is."""
KINDNESS: Final = 2
"""What waits for no clock lets calls go first."""


def world_side(scenario_id: str, profile: Connection, end: Connection) -> None:
    """Let the world of a scenario stand until *end* closes; its profile goes into *profile*, and at last its costs."""
    from app.engine.priority import go_first
    from app.practice.scenarios import scenario
    from app.practice.world import PracticeWorld

    chosen = scenario(scenario_id)
    go_first()
    asyncio.run(stand(PracticeWorld(chosen, brief=True), profile, end))


class Standing(Protocol):
    """A world that stands while it is entered."""

    profile: JsonObject
    stage: Stage

    async def turn(self, label: str) -> None: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


async def stand(world: Standing, profile: Connection, end: Connection) -> None:
    """Keep *world* until *end* closes; what comes through *profile* is the label of the run that begins."""
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    lateness = Lateness()

    def wait() -> None:
        while end not in ready([end, profile]):  # nobody sends through *end*: it is ready when it closes
            try:
                asyncio.run_coroutine_threadsafe(world.turn(profile.recv()), loop).result()
                profile.send({"turned": True})
            except (EOFError, OSError):
                break
        loop.call_soon_threadsafe(over.set)

    async with world:
        profile.send({**world.profile, "stage": world.stage.told()})
        threading.Thread(target=wait, daemon=True).start()
        async with lateness:
            await over.wait()
    profile.send({"cpu_s": time.process_time(), "late_s": lateness.most_s})


class Lateness:
    """How late the loop got round to what was due, at most, while it is entered: what a busy computer does to us."""

    def __init__(self) -> None:
        self.most_s = 0.0

    async def __aenter__(self) -> Self:
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._looking.cancel()
        await asyncio.wait({self._looking})

    async def _look(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + LOOK_S
            await asyncio.sleep(LOOK_S)
            self.most_s = max(self.most_s, clock() - due)


class StandingWorld:
    """A world that another process keeps, as the engine sees it."""

    def __init__(self, scenario_id: str, profile: Connection) -> None:
        self.scenario, self.stage = scenario_id, Stage()
        self.lifetimes = False
        """Whether the router forgets quiet connections, so that ``nat`` is to take its minutes."""
        self._profile = profile

    async def profile(self) -> dict[str, Any]:
        """The sections of the profile that leads into it."""
        sections: dict[str, Any] = await asyncio.to_thread(self._profile.recv)
        self.stage = Stage.heard(sections.pop("stage"))
        return sections

    async def turn(self, label: str) -> None:
        """The run *label* begins."""
        self._profile.send(label)
        await asyncio.to_thread(self._profile.recv)

    async def close(self) -> None:
        """Its keeper ends it."""


class InnerWorld:
    """A world that stands in this process."""

    def __init__(self, scenario_id: str, standing: Standing) -> None:
        self.scenario, self._standing = scenario_id, standing
        self.stage = standing.stage
        self.lifetimes = False
        """As of a :class:`StandingWorld`."""
        self._sections: dict[str, Any] = dict(standing.profile)

    async def profile(self) -> dict[str, Any]:
        """The sections of the profile that leads into it."""
        return self._sections

    async def turn(self, label: str) -> None:
        """The run *label* begins."""
        await self._standing.turn(label)

    async def close(self) -> None:
        """Who entered it ends it."""


def engine_side(scenario_id: str, questions: Sequence[str], profile: Connection, result: Connection) -> None:
    """Check the world as the engine does; the events that matter go into *result* as one object."""
    check_world(StandingWorld(scenario_id, profile), questions, result)


def check_world(world: StandingWorld, questions: Sequence[str], result: Connection) -> NoReturn:
    """The same for a *world* at hand; ends the process."""
    from app.engine.priority import go_first

    go_first()  # as the engine does

    async def work(folder: str) -> None:
        async with Lateness() as lateness:
            heard = await check(folder, world, questions, closing=False)
        _end(folder, result, {**heard, "late_s": lateness.most_s})

    asyncio.run(work(_own_folder()))
    raise AssertionError("the process has ended")


def both_sides(scenario_id: str, questions: Sequence[str], result: Connection) -> None:
    """Check the world of a scenario in one process whose clock jumps over waits."""
    from app.commands.rehearsing.one_clock import OneClockLoop
    from app.practice.behaviour import Lifetimes
    from app.practice.scenarios import scenario
    from app.practice.world import PracticeWorld

    chosen = scenario(scenario_id)
    if hasattr(os, "nice"):
        os.nice(KINDNESS)

    async def work(folder: str) -> None:
        async with PracticeWorld(chosen, brief=True) as standing:
            inner = InnerWorld(scenario_id, standing)
            inner.lifetimes = chosen.router.lifetimes != Lifetimes()
            heard = await check(folder, inner, questions, closing=False)
            _end(folder, result, {**heard, "late_s": getattr(asyncio.get_running_loop(), "busy_s", 0.0)})

    with asyncio.Runner(loop_factory=OneClockLoop) as runner:
        runner.run(work(_own_folder()))


def _own_folder() -> str:
    """All that this process writes lies there, recordings too, and goes with it."""
    tempfile.tempdir = tempfile.mkdtemp(prefix="callmend-")
    return tempfile.tempdir


def _end(folder: str, result: Connection, heard: Mapping[str, Any]) -> NoReturn:
    """Tell what came out, and be gone: all that this process has is its own."""
    result.send({**heard, "cpu_s": time.process_time()})
    result.close()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)  # as the engine does: no native thread may keep it


async def check(
    folder: str, world: StandingWorld | InnerWorld, questions: Sequence[str], *, closing: bool = True
) -> dict[str, Any]:
    """Let the engine check *world*; without *closing* the engine is left as it is, for its process is about to end."""
    from app.engine.server import Server

    heard: dict[str, Any] = {"kinds": {}, "diagnosis": {}, "troubles": []}
    lines: asyncio.Queue[Any] = asyncio.Queue()
    measured = asyncio.Event()

    def hear(name: str, **fields: Any) -> None:
        if name == "observation":
            heard["kinds"][fields["observation"]["id"]] = fields["observation"]["kind"]
        elif name == "diagnosis":
            heard["diagnosis"] = fields["diagnosis"]
            measured.set()
        elif name == "problem":
            heard["troubles"].append(fields["id"])
            measured.set()

    serving = asyncio.create_task(Server(hear, world_of=lambda _: world).serve(lines))
    for commands in _runs(folder, world, questions):
        measured.clear()
        for command in commands:
            lines.put_nowait(json.dumps({"v": 1, **command}).encode())
        await measured.wait()
        if heard["troubles"]:
            break
    if closing:
        lines.put_nowait(None)
        await serving
    return heard


def _runs(
    folder: str, world: StandingWorld | InnerWorld, questions: Sequence[str]
) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """The commands of each run: the first, and one for each other way in which the computer is connected there."""
    first, *others = runs_of(world.scenario)
    opening = {"cmd": "open", "folder": f"{folder}/s", "profile": None, "practice": world.scenario, "label": first}
    measuring = {"cmd": "measure", "questions": list(questions), "lifetimes": world.lifetimes}
    yield {**opening, "interactive": False}, measuring
    for label in others:
        yield {"cmd": "run", "label": label}, measuring
