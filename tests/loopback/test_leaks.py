"""Checks in a row in one process leak nothing: twenty softphones from start to close, each signs in and calls."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from app.softphone.keypad_script import KeypadScript
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript
from app.testline.server import TestLine
from tests.loopback.conftest import PATIENT, account

pytestmark = pytest.mark.softphone
ROUNDS = 20
GROWTH_BYTES = 3_000_000
"""What twenty rounds may add: the allocator's own unrest, far below one forgotten call a round."""


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


@pytest.mark.skipif(sys.platform == "win32", reason="counts file descriptors")
async def test_twenty_checks_in_a_row_leak_nothing(
    line: TestLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for _ in range(2):  # libraries load, pools fill
        await one_check(line)
    gc.collect()
    before = (threads(), descriptors(), psutil.Process().memory_info().rss)
    for _ in range(ROUNDS):
        await one_check(line)
    gc.collect()
    after = (threads(), descriptors(), psutil.Process().memory_info().rss)
    assert after[0] <= before[0]
    assert after[1] <= before[1]
    assert after[2] - before[2] < GROWTH_BYTES
    assert not os.listdir(tmp_path)  # noqa: PTH208 - a folder that must be empty
