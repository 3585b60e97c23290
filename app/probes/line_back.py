"""Waiting for a router that was told to restart: first it goes away, then the phone service answers again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from app.model.facts import RunMark
from app.model.profile import Profile
from app.network.resolve import resolve
from app.network.tcp import NotConnected, open_tcp
from app.probes.alg.attempt import Attempt
from app.probes.alg.received_private import suspected_path
from app.probes.alg.requests import options
from app.probes.alg.udp_attempt import run_udp
from app.probes.context import ProbeContext
from app.probes.stun_binding import StunMeasurement

GOES_WITHIN_S: Final = 25.0
"""So long after the person pressed Done a router has gone down, or it will not."""
BACK_LIMIT_S: Final = 240.0
"""A slow modem takes three minutes until its line is up."""
LOOK_EVERY_S: Final = 1.0
_LOOK_LIMIT_S: Final = 2.0

Answers = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class LineWatch:
    """Waits until the line is back. *answers* says whether anything of the provider answers right now."""

    answers: Answers
    context: ProbeContext

    async def wait(self) -> RunMark | None:
        """Wait; returns the mark of a restart, ``None`` when the line never went away.

        It ends after :data:`BACK_LIMIT_S` whatever happens: then the tests say that there is no line.
        """
        clock = asyncio.get_running_loop().time
        start = clock()
        while await self.answers():
            if clock() - start >= GOES_WITHIN_S:
                return None
            self._tell("watching_router", clock() - start, GOES_WITHIN_S)
            await asyncio.sleep(LOOK_EVERY_S)
        gone = clock()
        while clock() - gone < BACK_LIMIT_S:
            self._tell("waiting_for_router", clock() - gone, BACK_LIMIT_S)
            if await self.answers():
                return RunMark("router_restarted", f"{clock() - gone:.0f} s")
            await asyncio.sleep(LOOK_EVERY_S)
        return RunMark("router_restarted", "not back")

    def _tell(self, step: str, gone_s: float, of_s: float) -> None:
        self.context.progress(step, min(gone_s / of_s, 1.0), max(of_s - gone_s, 0.0))


def watch_of(context: ProbeContext) -> LineWatch:
    """Watches the provider of the run's profile."""
    return LineWatch(lambda: line_answers(context.profile), context)


async def line_answers(profile: Profile) -> bool:
    """Whether the phone service, or a server of the profile that tells addresses, answers within two seconds."""
    looks = [asyncio.ensure_future(look) for look in (_sip(profile), _tcp(profile), _stun(profile))]
    try:
        async with asyncio.timeout(_LOOK_LIMIT_S):
            for look in asyncio.as_completed(looks):
                if await look:
                    return True
    except TimeoutError:
        return False
    finally:
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
    return False


async def _sip(profile: Profile) -> bool:
    path = suspected_path(profile)
    if path.transport != "udp":
        return False
    server = await resolve(path.host, path.port, "udp")
    if not server.endpoints:
        return False
    attempt = Attempt("line_back", path, "OPTIONS", options(profile.account), server.endpoints[0])
    await run_udp(attempt, server.endpoints[0], sends=2)
    return attempt.outcome == "answered"


async def _tcp(profile: Profile) -> bool:
    path = suspected_path(profile)
    server = await resolve(path.host, path.port, path.transport)
    if not server.endpoints:
        return False
    try:
        stream = await open_tcp(server.endpoints[0], timeout=_LOOK_LIMIT_S)
    except NotConnected as problem:
        return problem.outcome == "refused"  # somebody is there to refuse
    stream.close()
    return True


async def _stun(profile: Profile) -> bool:
    for server in profile.stun[:1]:
        measurement = StunMeasurement(server)
        await measurement.run()
        return any(getattr(fact, "mapped", None) for fact in measurement.facts())
    return False
