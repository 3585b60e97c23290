from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import SipExchange
from app.model.names import Transport
from app.model.profile import Account
from app.network.udp import open_udp
from app.probes.alg import attempt as attempt_module
from app.probes.alg import udp_attempt
from app.probes.alg.allowance import ALLOWANCE, Allowance
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder, fetch_bindings, options
from app.probes.alg.stream_attempt import run_stream
from app.probes.alg.udp_attempt import run_udp
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import build_request, build_response, new_branch, new_call_id, via_value
from tests.places import vacant_place
from tests.unit.probes.servers import Reply, honest, seeing, silent, tcp_server, udp_server
from tests.virtual_time import virtual_time

ACCOUNT = Account("provider.example:5060", username="100")


def new_attempt(remote: Endpoint, transport: Transport = "udp", method: str = "OPTIONS") -> Attempt:
    build = options(ACCOUNT) if method == "OPTIONS" else fetch_bindings(ACCOUNT)
    made = Attempt("received_private", Path("suspected", transport, remote.host, remote.port), method, build)
    made.remote = remote
    return made


async def over_udp(reply: Reply, method: str = "OPTIONS") -> SipExchange:
    async with udp_server(reply) as server:
        made = new_attempt(server, method=method)
        await run_udp(made, server)
        return made.fact()


async def over_tcp(reply: Reply) -> SipExchange:
    async with tcp_server(reply) as server:
        made = new_attempt(server, "tcp")
        await run_stream(made, server)
        return made.fact()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_attempt, "SEND_AT_S", (0.0, 0.02, 0.04, 0.06))
    monkeypatch.setattr(udp_attempt, "GIVE_UP_S", 0.08)


@pytest.mark.parametrize("method", ["OPTIONS", "REGISTER"])
@virtual_time
async def test_an_answer_is_kept_byte_for_byte(method: str) -> None:
    fact = await over_udp(seeing("203.0.113.7"), method)
    assert (fact.outcome, fact.method, fact.attempts) == ("answered", method, 1)
    reply = fact.replies[0]
    assert reply.source == fact.remote
    assert reply.arrived_at == fact.local
    via = parse_message(reply.raw.encode("latin-1")).top_via
    assert via is not None
    assert (via.received, via.rport) == ("203.0.113.7", Endpoint.parse(fact.local).port)


@pytest.mark.parametrize("method", ["OPTIONS", "REGISTER"])
@virtual_time
async def test_the_request_tells_where_it_really_comes_from(method: str) -> None:
    seen: list[SipMessage] = []
    async with udp_server(honest, seen) as server:
        made = new_attempt(server, method=method)
        await run_udp(made, server)
    request = seen[0]
    local = Endpoint.parse(made.local)
    via = request.top_via
    assert via is not None
    assert (via.host, via.port, "rport" in via.params) == (*local, True)
    assert len(request.raw) < 1300
    assert not request.problems
    assert request.request_uri == "sip:provider.example"
    if method == "REGISTER":
        assert request.get("contact") is None
        assert request.get("authorization") is None
    else:
        assert request.get("contact") == f"<sip:100@{local}>"


@pytest.mark.usefixtures("hasty")
@virtual_time
async def test_silence_is_told_after_four_tries() -> None:
    fact = await over_udp(silent)
    assert (fact.outcome, fact.attempts, fact.replies, fact.rtt_ms) == ("silent", 4, (), None)
    assert fact.waited_ms is not None


@virtual_time
async def test_silence_is_bounded_well_before_the_timers_of_sip() -> None:
    assert udp_attempt.GIVE_UP_S <= 5
    assert max(udp_attempt.SEND_AT_S) < udp_attempt.GIVE_UP_S


@virtual_time
async def test_a_closed_port_needs_no_patience() -> None:
    nobody = vacant_place()
    made = new_attempt(nobody)
    await run_udp(made, nobody)
    assert (made.fact().outcome, made.fact().attempts) == ("refused", 1)


@pytest.mark.usefixtures("hasty")
@virtual_time
async def test_a_lost_first_request_is_sent_again() -> None:
    seen: list[SipMessage] = []

    def second_only(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        return honest(request, source) if len(seen) > 1 else []

    async with udp_server(second_only, seen) as server:
        made = new_attempt(server)
        await run_udp(made, server)
    fact = made.fact()
    assert (fact.outcome, fact.attempts >= 2) == ("answered", True)
    assert fact.rtt_ms is None  # nobody knows which request was answered
    assert seen[0].raw == seen[1].raw


@pytest.mark.usefixtures("hasty")
@virtual_time
async def test_strangers_do_not_end_an_attempt() -> None:
    def strangers(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        other = parse_message(request.raw.replace(request.call_id.encode(), b"other").replace(b"z9hG4bK", b"z9hG4bKx"))
        yield b"\xff" * 40
        yield b""
        yield request.raw
        yield build_response(other, 200, "OK", source=source)
        yield build_response(request, 100, "Trying", source=source)

    fact = await over_udp(strangers)
    assert fact.outcome == "answered"  # by the 100 only, so it went on asking
    assert fact.attempts == 4
    assert len(fact.replies) == attempt_module.MOST_REPLIES


@pytest.mark.usefixtures("hasty")
@virtual_time
async def test_a_flood_of_large_answers_stays_small() -> None:
    def flood(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        return [b"SIP/2.0 200 OK\r\nX: " + b"a" * 60_000] * 50

    fact = await over_udp(flood)
    assert len(fact.replies) <= attempt_module.MOST_REPLIES
    assert all(len(reply.raw) <= attempt_module.LONGEST_REPLY for reply in fact.replies)
    assert fact.outcome == "silent"


@virtual_time
async def test_an_answer_whose_call_id_was_changed_is_still_ours() -> None:
    def changed(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        for data in honest(request, source):
            yield data.replace(request.call_id.encode(), b"changed-by-a-router")

    assert (await over_udp(changed)).outcome == "answered"


@virtual_time
async def test_tcp_reads_answers_in_pieces() -> None:
    def pieces(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        whole = build_response(request, 100, "Trying", source=None) + build_response(request, 200, "OK", source=source)
        return [whole[:30], whole[30:400], whole[400:]]

    fact = await over_tcp(pieces)
    assert (fact.outcome, fact.transport, len(fact.replies)) == ("answered", "tcp", 2)
    assert "SIP/2.0/TCP" in fact.sent
    assert f"sip:100@{fact.local};transport=tcp" in fact.sent


@pytest.mark.parametrize("garbage", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 200_000])
@virtual_time
async def test_tcp_that_speaks_something_else_ends(garbage: bytes) -> None:
    fact = await over_tcp(lambda request, source: [garbage])
    assert fact.outcome in {"silent", "refused"}
    assert fact.replies == ()


@virtual_time
async def test_tcp_refusal_is_told_without_a_request() -> None:
    nobody = vacant_place()
    made = new_attempt(nobody, "tcp")
    await run_stream(made, nobody)
    assert (made.fact().outcome, made.fact().sent) == ("refused", "")


@virtual_time
async def test_tls_to_a_plain_port_is_not_secure() -> None:
    async with tcp_server(lambda request, source: [b"SIP/2.0 400 Bad\r\n\r\n"]) as server:
        made = new_attempt(server, "tls")
        await run_stream(made, server)
    assert made.fact().outcome == "not_secure"


@virtual_time
async def test_what_was_given_up_still_tells_what_it_sent() -> None:
    arrived = asyncio.Event()

    def notice(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        arrived.set()
        return []

    async with udp_server(notice) as server:
        made = new_attempt(server)
        task = asyncio.create_task(run_udp(made, server))
        await arrived.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    fact = made.fact()
    assert (fact.outcome, fact.attempts, fact.sent != "") == ("silent", 1, True)


@virtual_time
async def test_a_run_repeats_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_attempt, "SEND_AT_S", (0.0, 0.01, 0.02, 0.03))
    monkeypatch.setattr(udp_attempt, "GIVE_UP_S", 0.04)
    async with await open_udp(Endpoint("127.0.0.1", 0)) as mute:
        path = Path("suspected", "udp", mute.local.host, mute.local.port)
        attempts = [Attempt("received_private", path, "OPTIONS", options(Account("a.example"))) for _ in range(3)]
        ALLOWANCE.set(Allowance(4))
        await asyncio.gather(*(udp_attempt.run_udp(one, mute.local) for one in attempts))
        ALLOWANCE.set(None)
    assert sum(one.attempts for one in attempts) == 3 + 4
    assert {one.outcome for one in attempts} == {"silent"}


@virtual_time
async def test_a_late_answer_to_the_request_before_is_not_taken_for_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first REGISTER was repeated and so challenged twice; both challenges name the same call."""

    def challenge_twice(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        if request.cseq == (2, "REGISTER"):
            return [*late, build_response(request, 200, "OK", source=source)]
        late.append(build_response(request, 401, "Unauthorized", source=source))
        return late

    late: list[bytes] = []
    async with udp_server(challenge_twice) as server, await open_udp(towards=server) as sock:
        call_id, statuses = new_call_id(), []
        for number in (1, 2):
            path = Path("suspected", "udp", server.host, server.port)
            made = Attempt("binding_readback", path, "REGISTER", numbered(call_id, number), server)
            await run_udp(made, server, sock=sock)
            statuses.append(made.final.status if made.final else None)
    assert statuses == [401, 200]


def numbered(call_id: str, number: int) -> Builder:
    def build(local: Endpoint, transport: Transport) -> bytes:
        own = "<sip:1@a.example>"
        via = via_value(transport, local, new_branch())
        return build_request(
            "REGISTER", "sip:a.example", via=via, from_=f"{own};tag=x", to=own, call_id=call_id, cseq=number
        )

    return build
