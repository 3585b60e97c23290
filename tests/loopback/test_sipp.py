"""A far end that nobody here wrote: SIPp answers our call and returns our sound."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import psutil
import pytest

from app.model.endpoint import Endpoint
from app.model.facts import MediaFlow, SoundHeard, SoundLoop
from app.network.udp import open_udp
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript
from tests.loopback.conftest import PATIENT, account

pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed"),
]
TRIES: Final = 20
"""Ports of its own choice that somebody else may just have taken; the last refusal is told."""


@asynccontextmanager
async def sipp_that_echoes(folder: Path) -> AsyncIterator[Endpoint]:
    """SIPp's own answering scenario on free ports."""
    process, here = await _started(folder)
    try:
        yield here
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _started(folder: Path) -> tuple[asyncio.subprocess.Process, Endpoint]:
    """It opens some ports of its own choice as well, and ends when another SIPp has just taken one: then once more."""
    said = folder / "sipp.err"
    for _ in range(TRIES):
        async with await open_udp(Endpoint("127.0.0.1", 0)) as sip:
            here = sip.local
        media = random.randrange(10_000, 18_000, 4)  # it takes several ports from here; systems give out higher ones
        with said.open("w", encoding="utf-8") as output:
            process = await asyncio.create_subprocess_exec(
                "sipp", "-sn", "uas", "-rtp_echo", "-nostdin", "-i", here.host, "-p", str(here.port),
                "-mp", str(media), cwd=folder, stdout=asyncio.subprocess.DEVNULL, stderr=output,
            )  # fmt: skip
        async with asyncio.timeout(60):
            while process.returncode is None and not _listens(process.pid, here.port):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        if process.returncode is None:
            return process, here
    raise AssertionError(f"sipp does not start: {process.returncode} {said.read_text('utf-8', 'replace')}")


def _listens(pid: int, port: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(place.laddr.port == port for place in psutil.Process(pid).net_connections("udp") if place.laddr)
    return False


SETTINGS = replace(PATIENT, silence_wait_s=3.0)
"""SIPp answers calls only: that it does not let us sign in is told by its silence."""


async def test_our_sound_comes_back_from_sipp(tmp_path: Path) -> None:
    async with sipp_that_echoes(tmp_path) as far, Softphone(SETTINGS) as phone:
        registration = await phone.register(account(far))
        report = await phone.call("echo", EchoScript(phone.folder))
    assert registration.outcome != "registered"
    assert (report.result.outcome, report.result.ended_by) == ("connected", "us")
    (loop,) = (fact for fact in report.facts if isinstance(fact, SoundLoop))
    (heard,) = (fact for fact in report.facts if isinstance(fact, SoundHeard))
    assert loop.windows_heard >= 0.8 * loop.windows > 20
    assert heard.level_dbfs == pytest.approx(-15, abs=2)
    assert {flow.counted_by for flow in report.facts if isinstance(flow, MediaFlow)} == {"us"}  # SIPp tells nothing
