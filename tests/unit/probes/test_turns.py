"""A guard against floods is never given sixteen requests in two seconds, whatever is asked and whenever."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from app.model.facts import Fact, NotRun, SipExchange, SipReply
from app.probes.alg.turns import MOST, MOST_AT_FIRST, WINDOW_S, Turns, in_turn, may_be_guarded
from tests.virtual_time import virtual_time


async def taken(turns: Turns, *blocks: int) -> list[float]:
    """When each of *blocks* was let out, in the order in which they asked, by a clock that begins at 0."""
    clock = asyncio.get_running_loop().time
    start = clock()

    async def take(requests: int) -> float:
        await turns.take(requests)
        return round(clock() - start, 3)

    return await asyncio.gather(*(take(requests) for requests in blocks))


@virtual_time
async def test_a_first_window_holds_more_than_the_others() -> None:
    left = await taken(Turns(), *[1] * 40)
    counts = [left.count(at) for at in sorted(set(left))]
    assert counts == [MOST_AT_FIRST, MOST, MOST, MOST, 40 - MOST_AT_FIRST - 3 * MOST]
    assert left == sorted(left)
    assert [round(at / WINDOW_S, 2) for at in sorted(set(left))] == [0, 1, 2, 3, 4]


@virtual_time
async def test_what_leaves_together_waits_together_and_nobody_overtakes() -> None:
    assert await taken(Turns(), 10, 3, 1, 0) == [0.0, WINDOW_S, WINDOW_S, 0.0]
    assert await taken(Turns(), 5, 30, 1) == [0.0, WINDOW_S, 2 * WINDOW_S]


@virtual_time
async def test_a_wait_between_counts_too() -> None:
    turns = Turns()
    await turns.take(6)
    await asyncio.sleep(1.0)
    assert await taken(turns, 6, 2) == [0.0, WINDOW_S - 1.0]


@virtual_time
async def test_no_two_seconds_see_too_many() -> None:
    turns = Turns()
    left: list[float] = []
    for number, pause in enumerate([0.0, 0.3, 0.9, 0.1, 2.0, 0.0, 1.9, 0.4] * 4):
        await asyncio.sleep(pause)
        requests = 1 + number % 7
        await turns.take(requests)
        left += [asyncio.get_running_loop().time()] * requests
    assert max(sum(at <= other < at + WINDOW_S - 0.001 for other in left) for at in left) <= MOST_AT_FIRST


class Asks:
    """A measurement of three requests."""

    requests = 3

    def facts(self) -> Sequence[Fact]:
        """What only stands once it has run."""
        return (NotRun("sip_alg", "stopped"),)

    async def run(self) -> None:
        """It is asked and answered at once."""


@virtual_time
async def test_what_has_not_begun_has_seen_nothing() -> None:
    turns = Turns()
    await turns.take(MOST_AT_FIRST)
    (waiting,) = in_turn([Asks()], turns)
    running = asyncio.ensure_future(waiting.run())
    await asyncio.sleep(1.0)
    assert waiting.facts() == ()
    await running
    assert waiting.facts()


def test_where_nobody_counts_all_go_as_they_are() -> None:
    asks = Asks()
    assert in_turn([asks], None) == [asks]


def answered(*lines: str) -> SipExchange:
    raw = "\r\n".join(["SIP/2.0 200 OK", *lines, "", ""])
    reply = SipReply(1.0, "203.0.113.10:5060", "192.168.1.10:5062", raw)
    return SipExchange(
        signal="received_private",
        role="suspected",
        path="udp:5060",
        transport="udp",
        method="OPTIONS",
        local="192.168.1.10:5062",
        remote="203.0.113.10:5060",
        sent="",
        attempts=1,
        outcome="answered",
        rtt_ms=1.0,
        replies=(reply,),
    )


@pytest.mark.parametrize(
    ("line", "guarded"),
    [
        ("Server: kamailio (5.6.3 (x86_64/linux))", True),
        ("Server: OpenSIPS (3.4.2)", True),
        ("Server: SIP Express Router (2.1.0)", True),
        ("Server: Asterisk PBX 20.5.0", False),
        ("User-Agent: FreeSWITCH-mod_sofia/1.10", False),
        ("Server: user server", False),
        ("Content-Length: 0", True),
    ],
)
def test_only_a_server_that_names_another_kind_is_asked_in_haste(line: str, guarded: bool) -> None:
    assert may_be_guarded([answered(line), NotRun("dns", "address_given")]) is guarded


def test_silence_may_be_guarded() -> None:
    assert may_be_guarded([])
    assert may_be_guarded([answered("Server: Asterisk PBX 20.5.0"), answered("Server: kamailio")])
