"""The ways out as a customer meets them: thirty real seconds of call on each, side by side, through a router's helper.

Kamailio stands at the provider's door; the numbers are behind it, and tell that each call was confirmed and ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.model.facts import CallCourse, CallResult, Fact, TlsLook, WayOut
from app.model.facts_of_calls import SIDE_CALL
from app.model.profile import Alternative, Profile
from app.probes import ways_out
from app.probes.context import ProbeContext
from app.testline.call import CallRecord
from app.testline.config import BUILT_IN_NUMBERS, TestLineConfig
from app.testline.server import TestLine
from tests.lab.cases.case import Case
from tests.lab.cases.far_ends import BEHIND, OTHER, SECURE, SIP, extras_of
from tests.lab.judging import verdict_on
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import SERVER, lab
from tests.servers.kamailio import CERTIFICATES, MISSING, TLS_MODULES, kamailio, until_alive

WAYS = ("tls:5061", "tcp:5060", "udp:5070")
LIMIT_S = 120.0
pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(MISSING is not None, reason=str(MISSING)),
    pytest.mark.skipif(not TLS_MODULES, reason="kamailio-tls-modules is not installed"),
]


@dataclass(frozen=True)
class Tried:
    """What the probe recorded, and what the far end kept of each call."""

    facts: list[Fact]
    records: list[CallRecord]

    def of_calls(self, kind: type[CallResult] | type[CallCourse]) -> Mapping[str, CallResult | CallCourse]:
        return {fact.purpose.removeprefix(SIDE_CALL): fact for fact in self.facts if isinstance(fact, kind)}


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    folder: Path = tmp_path_factory.mktemp("ways")
    config = TestLineConfig(BEHIND.host, udp_ports=(BEHIND.port,), tcp_ports=(), stun_port=None)
    config = replace(config, trusted=frozenset({SERVER}))
    with (
        lab(alg=("udp", "tcp")) as net,
        kamailio(
            folder, SIP, others=[OTHER], secure=SECURE, repair="contact", namespace=net.server,
            extras=extras_of(Case("", "kamailio", name="ways")),
        ) as server,
        serving(net.server, lambda: TestLine(config)) as line,
    ):  # fmt: skip
        run_async(net.server, lambda: until_alive(SIP))
        profile = Profile(
            server.account(), numbers=BUILT_IN_NUMBERS,
            alternatives=(Alternative("tls", SECURE.port), Alternative("udp", OTHER.port)),
            authorities=(CERTIFICATES / "authority.pem").read_text(encoding="ascii"),
        )  # fmt: skip

        async def measure() -> list[Fact]:
            context = ProbeContext(profile)
            try:
                return [fact async for fact in ways_out.measure(context)]
            finally:
                await context.close()

        async def written_down() -> list[CallRecord]:
            while len(line.records) < len(WAYS):  # noqa: ASYNC110 - the line has no event for it
                await asyncio.sleep(0.01)
            return list(line.records)

        return Tried(run_async(net.client, measure, LIMIT_S), run_async(net.server, written_down))


def test_each_way_signs_in_and_lasts_for_thirty_seconds(tried: Tried) -> None:
    assert {fact.path: fact.outcome for fact in tried.facts if isinstance(fact, WayOut)} == dict.fromkeys(
        WAYS, "registered"
    )
    results = tried.of_calls(CallResult)
    assert set(results) == set(WAYS)
    for result in results.values():
        assert isinstance(result, CallResult)
        assert (result.outcome, result.ended_by) == ("connected", "us")
        assert (result.duration_s or 0.0) >= ways_out.CALL_S


def test_every_confirmation_and_every_goodbye_arrived(tried: Tried) -> None:
    """A lost ACK has the far end repeat its answer, and a lost BYE leaves a call that nobody ended."""
    assert len(tried.records) == len(WAYS)
    assert {record.ended_by for record in tried.records} == {"caller"}
    for course in tried.of_calls(CallCourse).values():
        assert isinstance(course, CallCourse)
        answers = [step for step in course.steps if (step.method, step.status) == ("INVITE", 200)]
        assert (len(answers), course.steps[-1].method, course.steps[-1].status) == (1, "BYE", 200)


def test_the_verdicts_name_the_clean_ways(tried: Tried) -> None:
    secure, other = verdict_on("tls_path", tried.facts), verdict_on("other_port_path", tried.facts)
    assert (secure.answer, secure.reason, secure.details["works"]) == ("yes", "way_is_clean", ["tls:5061"])
    assert other.answer == "yes"
    assert set(other.details["works"]) == {"udp:5070", "tcp:5060"}  # type: ignore[arg-type]
    (look,) = (fact for fact in tried.facts if isinstance(fact, TlsLook))
    assert look.protocol == "TLSv1.3"
