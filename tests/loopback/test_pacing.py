"""The clock of a call gets its turn before everything else, where the system allows it: how evenly, the bench tells."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from pathlib import Path

import pytest

from app.softphone.phone import Softphone
from app.softphone.punctual import CLOCK, TASKS, make_punctual
from app.softphone.scripts import EchoScript
from app.testline.server import TestLine
from tests.loopback.conftest import account

pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere pjmedia raises its clock itself"),
]


def may_raise() -> bool:
    """Tried on a thread of its own, which ends at once."""
    allowed: list[bool] = []

    def attempt() -> None:
        try:
            make_punctual(threading.get_native_id())
        except PermissionError:
            return
        allowed.append(True)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return bool(allowed)


def clocks() -> list[int]:
    """How each clock of this process is scheduled (sched(7))."""
    tasks = [Path(entry) for entry in TASKS.iterdir()]
    names = {task: (task / "comm").read_text("ascii").strip() for task in tasks}
    return [os.sched_getscheduler(int(task.name)) & 0xFFFF for task, name in names.items() if name == CLOCK]


async def test_the_clock_of_a_call_runs_before_ordinary_threads(line: TestLine, phone: Softphone) -> None:
    if not may_raise():
        pytest.skip("this system lets only root raise a thread")
    await phone.register(account(line.udp[0]))
    calling = asyncio.create_task(phone.call("echo", EchoScript(phone.folder)))
    seen: set[int] = set()
    while not calling.done():
        await asyncio.sleep(0.05)
        seen |= set(clocks())
    assert (await calling).result.outcome == "connected"
    assert os.SCHED_RR in seen
    assert os.sched_getscheduler(0) == os.SCHED_OTHER  # Python itself stays as it was
