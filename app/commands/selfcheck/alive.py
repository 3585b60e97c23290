"""Whether the child processes, the softphone and the test line work: ten practice worlds, checked as support would."""

from __future__ import annotations

import asyncio
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.commands.selfcheck.running import BrokenError, Check
from app.words import text

if TYPE_CHECKING:
    from app.commands.conversation import Outcome
    from app.practice.scenarios import Scenario

SCENARIOS: Final = (
    "healthy",
    "linux-alg",
    "no-inbound-sound",
    "no-outbound-sound",
    "wrong-password",
    "server-silent",
    "keypad-lost",
    "alg-siproxd",
    "carrier-nat",
    "drop-32-seconds",
)
"""One of each kind: sound, keys, signing in, helpers in routers, two address translations, a call that stops."""
_START_LIMIT_S: Final = 30.0
_ANSWER_LIMIT_S: Final = 5.0


def checks(folder: Path) -> list[Check]:
    """The engine, the test line and the practice worlds; their sessions stay in *folder*."""
    alone = [Check(text("selftest", "names", "engine"), engine), Check(text("selftest", "names", "testline"), testline)]
    from app.commands.selfcheck import abroad

    return [*alone, *abroad.checks(folder), *(practice_check(name, folder) for name in SCENARIOS)]


def checks_named(name: str, folder: Path) -> list[Check]:
    """The check of that name, to be made once more."""
    return [check for check in checks(folder) if check.name == name]


async def engine() -> str:
    """The engine starts as a process of its own, says who it is, and ends when told."""
    from app.driver.client import EngineClient

    client = EngineClient()
    try:
        first = await asyncio.wait_for(client.event(), _START_LIMIT_S)
    finally:
        await client.close()
    if first.name != "hello":
        raise BrokenError(f"it said {first.name}: {first.fields.get('last_words', '')}")
    return f"version {first.fields['version']}"


async def testline() -> str:
    """The test line answers a SIP request on this computer."""
    from app.model.endpoint import Endpoint
    from app.network.udp import open_udp
    from app.testline.config import TestLineConfig
    from app.testline.server import TestLine

    async with (
        TestLine(TestLineConfig(udp_ports=(0,), tcp_ports=())) as line,
        await open_udp(Endpoint("127.0.0.1", 0)) as socket,
    ):
        socket.send(_options(socket.local, line.udp[0]), line.udp[0])
        answer = await socket.receive(_ANSWER_LIMIT_S)
    status = answer.data.split(b"\r\n")[0].decode("utf-8", "replace") if answer else "no answer"
    if not status.startswith("SIP/2.0 200"):
        raise BrokenError(status)
    return status


def _options(local: object, server: object) -> bytes:
    lines = (
        f"OPTIONS sip:{server} SIP/2.0",
        f"Via: SIP/2.0/UDP {local};rport;branch=z9hG4bKselftest",
        "Max-Forwards: 70",
        f"From: <sip:selftest@{local}>;tag=selftest",
        f"To: <sip:{server}>",
        f"Call-ID: selftest@{local}",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
    )
    return "\r\n".join((*lines, "", "")).encode()


def practice_check(name: str, folder: Path) -> Check:
    """A whole check of the practice world *name*, compared with what must come out."""

    async def run() -> str:
        from app.practice.scenarios import scenario

        one = scenario(name)
        wrong = await _differences(one, folder / name)
        if wrong:
            raise BrokenError("; ".join(wrong))
        return f"{one.expected_primary}, {len(one.expected_verdicts)} answers as expected"

    return Check(text("selftest", "names", "practice", scenario=name), run)


async def _differences(one: Scenario, folder: Path) -> list[str]:
    """Check *one* with the session in *folder*; what came out otherwise than it must. Raises :class:`UserError`."""
    from app.commands.rehearsing.outcome import Rehearsed, rows

    outcome = await _session_of(one, folder)
    wrong = [row for row in rows(one, Rehearsed(one.id, outcome.diagnosis)) if not row.agrees]
    return [f"{row.name}: expected {row.expected or 'nothing'}, got {row.got}" for row in wrong]


async def _session_of(one: Scenario, folder: Path) -> Outcome:
    from app.commands.conversation import Order, check, engine_lost
    from app.commands.live import Live
    from app.commands.scenarios import questions_of
    from app.driver.client import EngineClient

    questions = questions_of(one)
    client = EngineClient()
    try:
        outcome = await check(client, Order(folder, None, one.id, questions, None), Live(questions, StringIO()))
    finally:
        await client.close()
    if outcome.lost is not None:
        raise engine_lost(outcome.lost)
    return outcome
