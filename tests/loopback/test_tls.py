"""The real softphone over TLS 1.3 through the relay: signing in, calls both ways, ACK and BYE that really arrive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.model.facts import SipMessage
from app.model.profile import Account
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript
from app.testline.call import CallRecord
from app.testline.config import TestLineConfig, TlsIdentity
from app.testline.server import TestLine
from tests.loopback.conftest import PATIENT, account

pytestmark = pytest.mark.softphone
FOLDER = Path(__file__).parents[2] / "resources" / "practice" / "tls"
AUTHORITY = (FOLDER / "authority.pem").read_text()


@asynccontextmanager
async def secure_line(certificate: str = "good", *, ancient: bool = False) -> AsyncIterator[TestLine]:
    identity = TlsIdentity(FOLDER / f"{certificate}.pem", FOLDER / "server.key", ancient)
    async with TestLine(TestLineConfig(tls_ports=(0,), tls=identity)) as line:
        yield line


@asynccontextmanager
async def trusting_phone() -> AsyncIterator[Softphone]:
    async with Softphone(PATIENT, authorities=AUTHORITY) as phone:
        yield phone


def secure(line: TestLine) -> Account:
    return account(line.tls[0], transport="tls")


async def last_record(line: TestLine, count: int = 1) -> CallRecord:
    async with asyncio.timeout(60):
        while len(line.records) < count:  # noqa: ASYNC110 - the line has no event for it
            await asyncio.sleep(0.01)
    return line.records[-1]


async def test_a_call_over_tls_hears_its_echo_and_its_goodbye_arrives() -> None:
    async with secure_line() as line, trusting_phone() as phone:
        outcome = await phone.register(secure(line))
        assert (outcome.outcome, outcome.transport) == ("registered", "tls")
        report = await phone.call("echo", EchoScript(phone.folder))
        assert report.result.outcome == "connected", report
        record = await last_record(line)
    assert record.ended_by == "caller"  # the BYE arrived, and before it the ACK: else the line had ended the call
    assert {version for version, _ in line.secured} == {"TLSv1.3"}


async def test_what_is_recorded_is_what_was_on_the_wire() -> None:
    async with secure_line() as line, trusting_phone() as phone:
        await phone.register(secure(line))
        await phone.call("echo", EchoScript(phone.folder, longest_s=0.5, silent_s=0.5))
        told = [fact for fact in phone.take_facts() if isinstance(fact, SipMessage)]
    assert {(fact.transport, fact.peer) for fact in told} == {("tls", str(line.tls[0]))}
    sent = "".join(fact.raw for fact in told if fact.direction == "outbound")
    assert "SIP/2.0/TLS" in sent
    assert "/TCP" not in sent
    assert "transport=tcp" not in sent.lower()
    assert "\r\nRecord-Route" not in sent
    assert {"ACK", "BYE"} <= {fact.raw.partition(" ")[0] for fact in told if fact.direction == "outbound"}


@pytest.mark.parametrize(
    ("certificate", "problem"),
    [
        ("wrong-name", "wrong_name"),
        ("expired", "expired"),
        ("self-signed", "self_signed"),
        ("unknown-issuer", "unknown_issuer"),
    ],
)
async def test_a_bad_certificate_is_named_and_the_password_is_not_sent(certificate: str, problem: str) -> None:
    async with secure_line(certificate) as line, trusting_phone() as phone:
        outcome = await phone.register(secure(line))
        assert (outcome.outcome, outcome.phrase) == ("transport_error", problem)
        assert not [fact for fact in phone.take_facts() if isinstance(fact, SipMessage)]


async def test_a_server_of_old_tls_is_not_signed_in_at() -> None:
    async with secure_line(ancient=True) as line, trusting_phone() as phone:
        outcome = await phone.register(secure(line))
        assert outcome.outcome == "transport_error"
        assert not [fact for fact in phone.take_facts() if isinstance(fact, SipMessage)]


async def test_several_lines_call_at_the_same_time() -> None:
    async with secure_line() as line, trusting_phone() as phone:
        accounts = [secure(line), account(line.udp[0]), account(line.tcp[0], transport="tcp")]
        lines = [phone.open_line(one) for one in accounts]
        signed = await asyncio.gather(*(one.sign_in() for one in lines))
        assert [one.outcome for one in signed] == ["registered"] * 3
        assert [one.transport for one in signed] == ["tls", "udp", "tcp"]
        reports = await asyncio.gather(*(one.call("echo", EchoScript(phone.folder)) for one in lines))
        assert [one.result.outcome for one in reports] == ["connected"] * 3
        for one in lines:
            await phone.close_line(one)
        await last_record(line, 3)
        assert {record.ended_by for record in line.records} == {"caller"}
