"""A practice world as a process of its own: one line with the profile out, then it lives until its stdin closes.

Each line on its stdin is the label of the run that begins.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable

from app.model.errors import UserError
from app.model.json import JsonObject
from app.practice.scenarios import scenario
from app.practice.world import PracticeWorld


def main(scenario_id: str) -> int:
    """Run the world of that scenario; returns the process's exit code.

    The first line on stdout is the profile's sections and the ``stage`` (:mod:`app.model.stage`), or
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
        _say({**world.profile, "stage": world.stage.told()})

        def turn(label: str) -> None:
            asyncio.run_coroutine_threadsafe(world.turn(label), loop).result()
            _say({"turned": label})

        threading.Thread(target=_listen, args=(turn, loop, ended), daemon=True).start()
        await ended.wait()


def _listen(turn: Callable[[str], None], loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """The starter closes our stdin when it has done, and the system does when the starter has died."""
    heard = b""
    while data := os.read(0, 4096):  # not through sys.stdin, whose lock would be held when the program ends
        *lines, heard = (heard + data).split(b"\n")
        for line in lines:
            turn(line.decode("utf-8", "replace"))
    loop.call_soon_threadsafe(ended.set)


def _say(data: JsonObject) -> None:
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()
