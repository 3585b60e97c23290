"""The two processes of one scenario. What each imports is imported once, by the process that they are forked from."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from app.model.json import JsonObject

if TYPE_CHECKING:
    from app.model.endpoint import Endpoint

PRELOADED: Final = (
    "app.commands.rehearsing.sides",
    "app.engine.server",
    "app.engine.rounds",
    "app.diagnosis",
    "app.report.code",
    "app.routers.verdict",
    "app.practice.world",
    "app.softphone.phone",
    "app.softphone.scripts",
    "app.softphone.hold_script",
    "app.probes.sip_alg",
)
"""Nothing of these opens a socket or starts a thread when it is imported."""


def world_side(scenario_id: str, profile: Connection, end: Connection) -> None:
    """Let the world of a scenario stand until *end* closes; its profile goes into *profile*."""
    from app.practice.scenarios import scenario
    from app.practice.world import PracticeWorld

    chosen = scenario(scenario_id)
    asyncio.run(stand(PracticeWorld(chosen), chosen.pace, profile, end))


class Standing(Protocol):
    """A world that stands while it is entered."""

    profile: JsonObject

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


async def stand(world: Standing, pace: float, profile: Connection, end: Connection) -> None:
    """Keep *world* until *end* closes."""
    over, loop = asyncio.Event(), asyncio.get_running_loop()

    def wait() -> None:
        end.poll(None)  # the other side never sends: this returns when it closes, however it ends
        loop.call_soon_threadsafe(over.set)

    async with world:
        profile.send({**world.profile, "pace": pace, "gateway": getattr(world, "gateway", None)})
        threading.Thread(target=wait, daemon=True).start()
        await over.wait()


class StandingWorld:
    """A world that another process keeps, as the engine sees it."""

    def __init__(self, scenario_id: str, profile: Connection) -> None:
        self.scenario, self.pace = scenario_id, 1.0
        self.gateway: Endpoint | None = None
        self._profile = profile

    async def profile(self) -> dict[str, Any]:
        """The sections of the profile that leads into it."""
        sections: dict[str, Any] = await asyncio.to_thread(self._profile.recv)
        self.pace = float(sections.pop("pace"))
        self.gateway = sections.pop("gateway")
        return sections

    async def close(self) -> None:
        """Its keeper ends it."""


def engine_side(scenario_id: str, questions: Sequence[str], profile: Connection, result: Connection) -> None:
    """Check the world as the engine does; the events that matter go into *result* as one object."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        result.send(asyncio.run(_check(folder, StandingWorld(scenario_id, profile), questions)))
    result.close()
    os._exit(0)  # as the engine does: no native thread may keep it


async def _check(folder: str, world: StandingWorld, questions: Sequence[str]) -> dict[str, Any]:
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
    for command in _commands(folder, world.scenario, questions):
        lines.put_nowait(json.dumps({"v": 1, **command}).encode())
    await measured.wait()
    lines.put_nowait(None)
    await serving
    return heard


def _commands(folder: str, scenario_id: str, questions: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    opening = {"cmd": "open", "folder": f"{folder}/s", "profile": None, "practice": scenario_id, "label": "before"}
    return {**opening, "interactive": False}, {"cmd": "measure", "questions": list(questions)}
