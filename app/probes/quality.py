"""How do packets of speech fare: to our own gateway, and to the test line on a port that no ALG watches?

Both at the same time, so that what the Wi-Fi does to one can be seen in the other; then once more beside a short load.
Whether calls fare so is in the calls' own numbers; here no signalling is involved, and so no ALG either.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, NotRun
from app.model.names import Question
from app.model.profile import Profile
from app.network.resolve import resolve
from app.probes.context import ProbeContext
from app.probes.router_look import find_gateway
from app.probes.testline_doors import find_doors
from app.probes.voice.carriers import Carrier, Returning, answers, returning, towards_gateway
from app.probes.voice.streams import LOAD_KBPS, STEP_S, STRAGGLERS_S, VoiceStream, load

ANSWERS: Final[tuple[Question, ...]] = ("quality",)
NEEDS: Final[frozenset[str]] = frozenset()
SETTLE_S: Final = 0.5
MOST_SETTLING: Final = 3
"""What other measurements send at the begin of a check fills a slow line for a moment: so often it is given time."""
LISTEN_S: Final = 30.0
SHORTEST_S: Final = 6.0
"""In practice; fewer packets say too little of a share of losses."""
PRACTICE_KBPS: Final = 2000
"""Rehearsed lines are slow, and many of them share one computer."""
LOADED_S: Final = STEP_S * len(LOAD_KBPS) + 0.5
EXPECTED_S: Final = SETTLE_S + LISTEN_S + LOADED_S + 4.0
LIMIT_S: Final = EXPECTED_S + 30.0


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run's clock."""
    return SETTLE_S + _seconds(context) + LOADED_S + 4.0


def _seconds(context: ProbeContext) -> float:
    return max(LISTEN_S / context.pace, min(SHORTEST_S, LISTEN_S))


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Listen for half a minute, and then for a moment beside a load."""
    context.progress("speaking_packets", 0.0, expected_s(context))
    gateway, line, door = await _carriers(context)
    if gateway is None and line is None:
        yield NotRun("quality", "nobody_returns_packets")
        return
    try:
        if door is not None:
            await _until_calm(door)
        seconds = _seconds(context)
        streams = {"gateway": VoiceStream(gateway, seconds)} if gateway else {}
        streams |= {"line": VoiceStream(line, seconds)} if line else {}
        await asyncio.gather(*(stream.run() for stream in streams.values()))
        for name, stream in streams.items():
            yield stream.fact("gateway" if name == "gateway" else "line")
        if isinstance(line, Returning):
            for headers in line.books.facts(asyncio.get_running_loop().time()):
                yield headers
        if door is not None and "line" in streams:
            context.progress("speaking_packets", 0.85, LOADED_S + STRAGGLERS_S)
            for fact in await _loaded(context, door, gateway, streams["line"]):
                yield fact
    finally:
        for carrier in (gateway, line):
            if carrier is not None:
                carrier.close()


async def _until_calm(door: Endpoint) -> None:
    """Wait until our own other measurements no longer stand in the queue of the line, which is not the line's doing."""
    for _ in range(MOST_SETTLING):
        stream = VoiceStream(await returning(door), SETTLE_S)
        try:
            await stream.run()
        finally:
            stream.carrier.close()
        if not stream.fact("line").late:  # packets that wait their turn in a queue come later and later, or sooner
            return


async def _loaded(
    context: ProbeContext, door: Endpoint, gateway: Carrier | None, before: VoiceStream
) -> tuple[Fact, ...]:
    """The same for a few seconds while the line upwards is filled."""
    base_ms = before.fact("line").rtt_ms
    if base_ms is None:
        return ()
    most_kbps = LOAD_KBPS[-1] if context.gateway is None else PRACTICE_KBPS
    line = VoiceStream(await returning(door), LOADED_S)
    near = VoiceStream(gateway, LOADED_S) if gateway is not None else None
    try:
        streams = [stream.run() for stream in (line, near) if stream is not None]
        *_, reached = await asyncio.gather(*streams, load(door, line.tally, base_ms, most_kbps))
        found: list[Fact] = [line.fact("line_loaded", reached)]
        return (*found, near.fact("gateway_loaded", reached)) if near is not None else tuple(found)
    finally:
        line.carrier.close()


async def _carriers(context: ProbeContext) -> tuple[Carrier | None, Carrier | None, Endpoint | None]:
    """To the gateway, to the test line, and where that is."""
    line, door = None, None
    for candidate in await _doors(context.profile):
        carrier = await returning(candidate)
        if await answers(carrier):
            line, door = await returning(candidate), candidate
            carrier.close()
            break
        carrier.close()
    return await _gateway(context), line, door


async def _gateway(context: ProbeContext) -> Carrier | None:
    if context.gateway is not None:  # practice
        carrier = await returning(context.gateway.nat_pmp)
        return carrier if await answers(carrier) else None
    doors = await find_gateway(context.profile)
    return await towards_gateway(doors.host) if doors is not None and ":" not in doors.host else None


async def _doors(profile: Profile) -> list[Endpoint]:
    """Ports of the test line that no ALG watches: its STUN port, and its other signalling ports. A few packets ask."""
    doors = await find_doors(profile)
    if doors is None:
        return []
    found = [Endpoint(doors.host, port) for port in doors.others]
    for server in profile.stun:
        at = await resolve(server.host, server.port, "udp")
        found = [*[one for one in at.endpoints if one.host == doors.host][:1], *found]
    return found
