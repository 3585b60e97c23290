"""Checks in a row in one process leak nothing: twenty softphones from start to close, each signs in and calls."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from app.softphone.keypad_script import KeypadScript
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript
from app.testline.server import TestLine
from tests.loopback.conftest import PATIENT, account

pytestmark = pytest.mark.softphone
QUARTER = 5
GROWTH_BYTES = 150_000
"""What a round may add, far below one forgotten call. Of four quarters the worst does not count: the allocator's own
unrest comes in a step, and a leak grows in each."""


async def one_check(line: TestLine) -> None:
    async with Softphone(PATIENT) as phone:
        await phone.register(account(line.udp[0]))
        keys = KeypadScript(phone.folder, digits="1", settle_s=0.1, only_events=True)
        assert (await phone.call("keypad", keys)).result.outcome == "connected"
        refused = await phone.call("nobody", EchoScript(phone.folder))
        assert refused.result.status == 404


def threads() -> int:
    return int(psutil.Process().num_threads())


def descriptors() -> int:
    return int(psutil.Process().num_fds()) if hasattr(psutil.Process, "num_fds") else 0


def resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


@pytest.mark.skipif(sys.platform == "win32", reason="counts file descriptors")
async def test_twenty_checks_in_a_row_leak_nothing(
    line: TestLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for _ in range(2):  # libraries load, pools fill
        await one_check(line)
    before = (threads(), descriptors())
    memory = [resident()]
    for _ in range(4):
        for _ in range(QUARTER):
            await one_check(line)
        memory.append(resident())
    after = (threads(), descriptors())
    assert after[0] <= before[0]
    assert after[1] <= before[1]
    *quarters, _ = sorted(later - earlier for earlier, later in pairwise(memory))
    assert sum(quarters) < GROWTH_BYTES * QUARTER * len(quarters), memory
    assert not os.listdir(tmp_path)  # noqa: PTH208 - a folder that must be empty
