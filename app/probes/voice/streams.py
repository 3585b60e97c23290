"""Runs a stream of voice packets at its pace, alone or beside a load that fills the line for a moment."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import VoiceLeg
from app.model.facts_of_networks import Leg
from app.network.udp import UdpSocket, open_udp
from app.probes.voice.carriers import Carrier
from app.probes.voice.tally import Tally
from app.protocols.voice_packets import PACE_S, load_packet

STRAGGLERS_S: Final = 0.8
LOAD_KBPS: Final = (1000, 2000, 5000, 10000, 20000)
"""Up to what small offices' lines carry upwards; each for :data:`STEP_S`, and no further once the line is full."""
STEP_S: Final = 0.7
FULL_MS: Final = 150.0
"""Round trips so much longer than before: the line is full, and nothing more is to be learnt by filling it further."""
FULL_LOST: Final = 15
STALL_S: Final = 0.012
"""A packet that leaves so late was held up by this computer, and what came in meanwhile waited too."""
TICK_S: Final = 0.01


@dataclass(slots=True)
class VoiceStream:
    """Sends for *seconds*; ``tally`` may be read at any moment."""

    carrier: Carrier
    seconds: float
    tally: Tally = field(default_factory=Tally)
    _complete: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Keep the pace by the clock: a packet that is due late goes at once, and the next is due at its own time."""
        reading = asyncio.create_task(self._read())
        clock = asyncio.get_running_loop().time
        start = clock()
        try:
            for number in range(max(1, round(self.seconds / PACE_S))):
                due = start + number * PACE_S
                await asyncio.sleep(max(0.0, due - clock()))
                if clock() - due > STALL_S:
                    self.tally.stalls.append((due, clock()))
                if self.carrier.send(self.tally.sent(clock())) is False:
                    self.tally.sent_at.pop()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STRAGGLERS_S):
                    await self._complete.wait()
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    def fact(self, leg: Leg, load_kbps: float | None = None) -> VoiceLeg:
        """What became of it so far."""
        return self.tally.leg(leg, self.carrier.method, self.carrier.remote, load_kbps)

    async def _read(self) -> None:
        while True:
            back = await self.carrier.back()
            if back is not None:
                self.tally.came(back.number, back.at, back.counted, back.arrived_s)
            if len(self.tally.came_at) >= max(1, round(self.seconds / PACE_S)):
                self._complete.set()


async def load(to: Endpoint, watched: Tally, base_ms: float, most_kbps: int = LOAD_KBPS[-1]) -> float:
    """Fill the way to the test line *to*, step by step, until *watched* suffers; returns the kbit/s that were reached.

    Only a test line takes such packets, counts none of them and answers none. At most 3.3 megabytes.
    """
    reached = 0.0
    async with await open_udp(towards=to) as sock:
        for kbps in LOAD_KBPS:
            if is_full(watched, base_ms) or kbps > most_kbps:
                break
            reached = kbps
            await _step(sock, to, kbps, watched, base_ms)
    return reached


def is_full(watched: Tally, base_ms: float) -> bool:
    """Whether the stream beside the load has become late or lost."""
    rtt = watched.last_rtt_ms
    return watched.lost_since() >= FULL_LOST or (rtt is not None and rtt > base_ms + FULL_MS)


async def _step(sock: UdpSocket, to: Endpoint, kbps: float, watched: Tally, base_ms: float) -> None:
    clock = asyncio.get_running_loop().time
    packet = load_packet()
    start, sent = clock(), 0
    while (passed := clock() - start) < STEP_S and not is_full(watched, base_ms):
        due = int(passed * kbps * 1000 / 8 / len(packet))
        for _ in range(min(due - sent, 100)):
            sock.send(packet, to)
        sent = max(sent, due)
        await asyncio.sleep(TICK_S / 2)
