"""What the softphone does to the process around it: nothing on standard output, and no need of a free event loop."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest

from app.model.facts import MediaFlow, SoundLoop
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript
from app.testline.server import TestLine
from tests.loopback.conftest import account

pytestmark = pytest.mark.softphone

WHOLE_LIFE = """
import asyncio
from app.softphone.face import PhoneSettings
from app.softphone.phone import Softphone
from app.softphone.keypad_script import KeypadScript
from app.testline.server import TestLine
from tests.loopback.conftest import account

async def main():
    async with TestLine() as line:
        for _ in range(2):
            async with Softphone() as phone:
                await phone.register(account(line.udp[0]))
                report = await phone.call("keypad", KeypadScript(phone.folder, digits="12", only_events=True))
                assert report.result.outcome == "connected", report

print("begin", flush=True)
asyncio.run(main())
print("end", flush=True)
"""


async def test_standard_output_carries_only_what_the_program_writes() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-c", WHOLE_LIFE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    async with asyncio.timeout(120):
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    assert out.decode().split() == ["begin", "end"]
    assert err == b""


async def test_a_busy_event_loop_costs_no_packet(line: TestLine, phone: Softphone) -> None:
    """Sound runs on native threads: what we send and recognise does not depend on our loop having time."""
    await phone.register(account(line.udp[0]))

    async def stall() -> None:
        while True:
            await asyncio.sleep(0.05)
            time.sleep(0.15)  # noqa: ASYNC251 - the point of this test

    calling = asyncio.create_task(phone.call("listen", EchoScript(phone.folder, longest_s=2.0, silent_s=2.0)))
    stalling = asyncio.create_task(stall())
    report = await calling
    stalling.cancel()
    (sent,) = (
        fact for fact in report.facts
        if isinstance(fact, MediaFlow) and (fact.direction, fact.counted_by) == ("outbound", "us")
    )  # fmt: skip
    assert report.result.duration_s is not None
    assert sent.packets == pytest.approx(report.result.duration_s * 50, abs=15)
    assert any(isinstance(fact, SoundLoop) for fact in report.facts)
