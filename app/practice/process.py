"""A practice world as a process of its own: one line with the profile out, then it lives until its stdin closes."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading

from app.model.errors import UserError
from app.model.json import JsonObject
from app.practice.scenarios import scenario
from app.practice.world import PracticeWorld


def main(scenario_id: str) -> int:
    """Run the world of that scenario; returns the process's exit code.

    The first line on stdout is the profile's sections, the scenario's ``pace``, the door of its ``gateway`` and
    what is observed of its ``computer``, or
    ``{"problem": ID, "values": {...}}`` when the world cannot stand.
    """
    try:
        asyncio.run(_serve(scenario_id))
    except UserError as error:
        _say({"problem": error.text_id, "values": {key: str(value) for key, value in error.values.items()}})
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    return 0


async def _serve(scenario_id: str) -> None:
    chosen = scenario(scenario_id)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with PracticeWorld(chosen) as world:
        gateway = {"gateway": str(world.gateway)} if world.gateway else {}
        _say({**world.profile, "pace": chosen.pace, **gateway, "computer": [*world.computer]})
        threading.Thread(target=_wait_for_the_end, args=(loop, ended), daemon=True).start()
        await ended.wait()


def _wait_for_the_end(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """The starter closes our stdin when it has done, and the system does when the starter has died."""
    while os.read(0, 4096):  # not through sys.stdin, whose lock would be held when the program ends
        continue
    loop.call_soon_threadsafe(ended.set)


def _say(data: JsonObject) -> None:
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()
