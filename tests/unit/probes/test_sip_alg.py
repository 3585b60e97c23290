from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import DnsLookup, Fact, SipExchange, StunBinding
from app.model.profile import Account, Alternative, Profile
from app.model.profile import TestLine as Line
from app.network.udp import UdpSocket, open_udp
from app.probes import sip_alg
from app.probes.alg import udp_attempt
from app.probes.alg.paths import Path, sip_paths
from app.probes.context import ProbeContext
from app.protocols.sip import SipMessage
from app.protocols.stun import binding_response, parse_binding_request
from tests.unit.probes.servers import HOME, WAN, seeing, silent, udp_server
from tests.virtual_time import virtual_time

LONG_S = 60.0


def profile(server: Endpoint, others: Sequence[Endpoint] = (), stun: Sequence[Endpoint] = ()) -> Profile:
    return Profile(
        account=Account("testline.invalid", username="100", proxy=str(server)),
        alternatives=tuple(Alternative("udp", other.port, other.host) for other in others),
        stun=tuple(stun),
    )


async def run(for_profile: Profile) -> list[Fact]:
    return [fact async for fact in sip_alg.measure(ProbeContext(for_profile))]


def exchanges(facts: Sequence[Fact], role: str) -> list[SipExchange]:
    return [fact for fact in facts if isinstance(fact, SipExchange) and fact.role == role]


async def serve_stun(sock: UdpSocket) -> None:
    while True:
        got = await sock.receive()
        request = parse_binding_request(got.data) if got else None
        if got and request:
            sock.send(binding_response(request, Endpoint(WAN, got.source.port)), got.source)


@asynccontextmanager
async def stun_server() -> AsyncIterator[Endpoint]:
    async with await open_udp(HOME) as sock:
        task = asyncio.create_task(serve_stun(sock))
        yield sock.local
        task.cancel()


@virtual_time
async def test_suspected_path_and_controls_are_recorded_side_by_side() -> None:
    async with udp_server(seeing("127.0.0.1")) as server, udp_server(seeing(WAN)) as other, stun_server() as stun:
        facts = await run(profile(server, [other], [stun]))
    suspected = [fact for fact in exchanges(facts, "suspected") if fact.signal != "source_port"]  # 5060 may be taken
    assert {(fact.method, fact.outcome) for fact in suspected} == {("OPTIONS", "answered"), ("REGISTER", "answered")}
    assert {fact.remote for fact in suspected} == {str(server)}
    assert {fact.path for fact in suspected} == {f"udp:{server.port}"}
    assert all("received=127.0.0.1" in fact.replies[0].raw for fact in suspected)
    controls = [fact for fact in exchanges(facts, "control") if fact.outcome == "answered"]
    assert {fact.remote for fact in controls} == {str(other)}
    assert all(f"received={WAN}" in fact.replies[0].raw for fact in controls)
    tcp = [fact for fact in exchanges(facts, "control") if fact.transport == "tcp"]
    assert {fact.outcome for fact in tcp} == {"refused"}
    bindings = [fact for fact in facts if isinstance(fact, StunBinding)]
    assert [(fact.outcome, Endpoint.parse(fact.mapped or "").host) for fact in bindings] == [("answered", WAN)]
    assert Endpoint.parse(bindings[0].mapped or "").port == Endpoint.parse(bindings[0].local).port


@virtual_time
async def test_every_request_has_a_port_of_its_own() -> None:
    async with udp_server(seeing(WAN)) as server, udp_server(seeing(WAN)) as other:
        facts = await run(profile(server, [other]))
    ports = [fact.local for fact in facts if isinstance(fact, SipExchange) and fact.transport == "udp"]
    assert len(ports) == len(set(ports)) >= 4


@virtual_time
async def test_a_control_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_attempt, "SEND_AT_S", (0.0, LONG_S))
    monkeypatch.setattr(udp_attempt, "GIVE_UP_S", 2 * LONG_S)
    async with udp_server(seeing(WAN)) as server, udp_server(seeing(WAN)) as good, udp_server(silent) as mute:
        async with asyncio.timeout(LONG_S / 2):
            facts = await run(profile(server, [mute, good]))
    given_up = [fact for fact in exchanges(facts, "control") if fact.remote == str(mute)]
    assert {(fact.outcome, fact.attempts) for fact in given_up} == {("silent", 1)}
    assert len(given_up) == 2


@virtual_time
async def test_a_silent_server_is_waited_for_even_when_controls_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_attempt, "SEND_AT_S", (0.0, 0.02, 0.04, 0.06))
    monkeypatch.setattr(udp_attempt, "GIVE_UP_S", 0.08)
    async with udp_server(silent) as server, udp_server(seeing(WAN)) as other:
        facts = await run(profile(server, [other]))
    assert {(fact.outcome, fact.attempts) for fact in exchanges(facts, "suspected")} == {("silent", 4)}


@pytest.mark.parametrize("ends_with", ["answered", "silent"])
@virtual_time
async def test_what_stays_unanswered_is_followed_by_the_plain_question_once_more(
    ends_with: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(udp_attempt, "SEND_AT_S", (0.0, 0.02, 0.04, 0.06))
    monkeypatch.setattr(udp_attempt, "GIVE_UP_S", 0.08)
    heard: list[str] = []

    def moody(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        """It says nothing to a REGISTER, and may have enough after the first question."""
        heard.append(request.method)
        enough = ends_with == "silent" and heard.count("OPTIONS") > 1
        return () if request.method == "REGISTER" or enough else seeing(WAN)(request, source)

    async with udp_server(moody) as server:
        facts = await run(profile(server, []))
    looks = [fact for fact in exchanges(facts, "suspected") if fact.signal == "last_look"]
    assert [(fact.method, fact.outcome, fact.remote) for fact in looks] == [("OPTIONS", ends_with, str(server))]


@virtual_time
async def test_where_all_is_answered_nothing_is_asked_twice() -> None:
    async with udp_server(seeing(WAN)) as server:
        facts = await run(profile(server, []))
    assert "last_look" not in {fact.signal for fact in exchanges(facts, "suspected")}


@virtual_time
async def test_facts_come_as_soon_as_they_exist() -> None:
    async with (
        udp_server(seeing(WAN)) as server,
        udp_server(silent) as mute,
        aclosing(sip_alg.measure(ProbeContext(profile(server, [mute])))) as facts,
    ):
        async for fact in facts:
            if isinstance(fact, SipExchange) and fact.role == "suspected":
                break
    leftover = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert not [task for task in leftover if "run_udp" in repr(task) or "Exchange" in repr(task)]


@virtual_time
async def test_a_name_without_address_is_told_not_guessed() -> None:
    facts = await run(Profile(account=Account("a" * 70 + ".example:5060", username="100")))
    assert isinstance(facts[0], DnsLookup)
    assert {fact.outcome for fact in exchanges(facts, "suspected")} == {"unresolved"}
    assert all(not fact.sent for fact in exchanges(facts, "suspected"))


@pytest.mark.parametrize(
    ("account", "paths"),
    [
        (Account("example.com"), [("suspected", "udp", 0), ("control", "tcp", 0)]),
        (Account("example.com", port=5080), [("suspected", "udp", 5080), ("control", "tcp", 5080)]),
        (Account("example.com:5070", transport="tcp"), [("suspected", "tcp", 5070), ("control", "udp", 5070)]),
        (Account("example.com", transport="tls"), [("suspected", "udp", 5060), ("control", "tls", 5061)]),
    ],
)
def test_the_ways_in(account: Account, paths: list[tuple[str, str, int]]) -> None:
    assert [(path.role, path.transport, path.port) for path in sip_paths(Profile(account))] == paths


def test_each_way_is_tried_once() -> None:
    found = sip_paths(
        Profile(
            Account("example.com", port=5060),
            testline=Line("line.example", (5070, 5060)),
            alternatives=(Alternative("tcp", 5060), Alternative("udp", 5070), Alternative("udp", 5070)),
        )
    )
    assert found == (
        Path("suspected", "udp", "example.com", 5060),
        Path("control", "tcp", "example.com", 5060),
        Path("control", "udp", "example.com", 5070),
        Path("control", "udp", "line.example", 5070),
        Path("control", "udp", "line.example", 5060),
    )


def test_the_probe_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = "{'pydantic', 'numpy', 'pjsua2', 'aiohttp', 'PySide6', 'aioice', 'dns', 'psutil'}"
    code = f"import sys, app.probes.sip_alg; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
