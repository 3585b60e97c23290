"""SIPp, which nobody here wrote, calls the test line by UDP and TCP."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.testline.config import Limits, TestLineConfig
from app.testline.server import TestLine
from tests.unit.testline.phone import until_no_call_is_up

SIPP = shutil.which("sipp")
SCENARIOS = Path(__file__).parent / "sipp"
CONFIG = TestLineConfig(limits=Limits(message_burst=1e6, messages_per_second=1e6, calls_per_user=50), stun_port=None)
LIMIT_S = 60

pytestmark = pytest.mark.skipif(SIPP is None, reason="sipp is not installed (Debian: apt-get install sip-tester)")


async def sipp(line: TestLine, scenario: str, transport: str, folder: Path, *, calls: int = 1) -> str:
    """Run a scenario *calls* times, ten a second; returns an empty text, or what SIPp complained about."""
    server = line.udp[0] if transport == "u1" else line.tcp[0]
    process = await asyncio.create_subprocess_exec(
        str(SIPP),
        *("-sf", str(SCENARIOS / f"{scenario}.xml"), "-t", transport, "-i", "127.0.0.1", "-mi", "127.0.0.1"),
        *("-m", str(calls), "-r", "10", "-nostdin", "-timeout", f"{LIMIT_S}s", "-timeout_error", "-trace_err"),
        *("-error_file", str(folder / "errors.log"), str(server)),
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaints = await process.communicate()
    log = folder / "errors.log"
    told = log.read_text(errors="replace") if log.exists() else complaints.decode(errors="replace")
    return "" if process.returncode == 0 else f"exit code {process.returncode}: {told}"


transports = pytest.mark.parametrize("transport", ["u1", "t1"], ids=["udp", "tcp"])


@transports
async def test_sipp_registers(transport: str, tmp_path: Path) -> None:
    async with TestLine(CONFIG) as line:
        assert await sipp(line, "register", transport, tmp_path) == ""
        assert len(line.bindings("100")) == 1


@transports
async def test_sipp_calls_presses_a_key_and_changes_the_call(transport: str, tmp_path: Path) -> None:
    async with TestLine(CONFIG) as line:
        assert await sipp(line, "keypad_call", transport, tmp_path) == ""


@transports
async def test_sipp_is_hung_up_on(transport: str, tmp_path: Path) -> None:
    async with TestLine(CONFIG) as line:
        assert await sipp(line, "held_call", transport, tmp_path) == ""
        await until_no_call_is_up(line)
        assert [record.ended_by for record in line.records] == ["finished"]


@transports
async def test_sipp_cancels(transport: str, tmp_path: Path) -> None:
    async with TestLine(replace(CONFIG, ring_s=30)) as line:
        assert await sipp(line, "cancelled_call", transport, tmp_path) == ""
        await until_no_call_is_up(line)
        assert not line.records


async def test_sipp_makes_twenty_calls_and_nothing_is_left(tmp_path: Path) -> None:
    async with TestLine(CONFIG) as line:
        assert await sipp(line, "keypad_call", "u1", tmp_path, calls=20) == ""
        await until_no_call_is_up(line)
        assert [record.keys for record in line.records] == ["7"] * 20
