"""A router that restarts: it goes, it comes back; one that does not; one that never comes back."""

from __future__ import annotations

import asyncio

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import RunMark
from app.model.profile import Account, Profile
from app.probes.context import ProbeContext
from app.probes.line_back import BACK_LIMIT_S, GOES_WITHIN_S, LineWatch, line_answers
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.unit.probes.servers import nobody_is_known
from tests.virtual_time import virtual_time


class _Line:
    """Answers except in the given seconds."""

    def __init__(self, away: tuple[float, float] = (0.0, 0.0)) -> None:
        self.clock = asyncio.get_running_loop().time
        self.start = self.clock()
        self.away = away
        self.told: list[tuple[str, float]] = []

    async def answers(self) -> bool:
        from_s, to_s = self.away
        return not from_s <= self.clock() - self.start < to_s

    def progress(self, step: str, fraction: float, remaining_s: float | None) -> None:
        assert 0.0 <= fraction <= 1.0
        self.told.append((step, remaining_s or 0.0))

    async def wait(self) -> tuple[RunMark | None, float]:
        context = ProbeContext(Profile(Account("sip.example.invalid")), progress=self.progress)
        mark = await LineWatch(self.answers, context).wait()
        return mark, self.clock() - self.start


@virtual_time
async def test_goes_and_comes_back() -> None:
    line = _Line((5.0, 80.0))
    assert await line.wait() == (RunMark("router_restarted", "75 s"), 80.0)
    steps = [step for step, _ in line.told]
    assert (steps.count("watching_router"), steps.count("waiting_for_router")) == (5, 76)


@virtual_time
async def test_already_gone() -> None:
    assert await _Line((0.0, 30.0)).wait() == (RunMark("router_restarted", "30 s"), 30.0)


@virtual_time
async def test_a_router_that_needs_no_restart_costs_half_a_minute_at_most() -> None:
    assert await _Line().wait() == (None, GOES_WITHIN_S)


@virtual_time
async def test_never_back_ends_all_the_same() -> None:
    assert await _Line((5.0, 9999.0)).wait() == (RunMark("router_restarted", "not back"), 5.0 + BACK_LIMIT_S)


@pytest.mark.parametrize("ports", [{"udp_ports": (0,), "tcp_ports": ()}, {"udp_ports": (), "tcp_ports": (0,)}])
@virtual_time
async def test_a_real_server_answers_one_way_or_the_other(ports: dict[str, tuple[int, ...]]) -> None:
    async with TestLine(TestLineConfig(**ports)) as server:  # type: ignore[arg-type]
        there = (server.udp or server.tcp)[0]
        assert await line_answers(Profile(Account("testline.invalid", proxy=str(there))))


@virtual_time
async def test_a_silent_server_with_an_answering_stun_server_is_a_line() -> None:
    async with TestLine() as server, nobody_is_known():
        assert server.stun is not None
        profile = Profile(Account("nothing.here.invalid"), stun=(Endpoint(*server.stun),))
        assert await line_answers(profile)


@virtual_time
async def test_nobody_answers() -> None:
    async with nobody_is_known():
        assert not await line_answers(Profile(Account("nothing.here.invalid")))
