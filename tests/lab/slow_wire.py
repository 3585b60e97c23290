"""A wire that is as slow as a scenario says: delay, jitter, gaps, bursts, doubles, a queue. For kernels without netem.

Two Ethernet devices of user space (tap, ``linux/if_tun.h``), one in either namespace, and a process between them that
carries every IP packet by :class:`app.practice.line.Line`, the very line of practice, so that both keep one promise.
Name resolution of addresses (ARP, neighbour discovery) passes at once. The wire measures its own lateness: what a busy
computer did to packets is known, and not mistaken for what the rules did.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final

from app.commands.rehearsing.sides import Lateness
from app.model.facts import Direction
from app.practice.behaviour import LineRules
from app.practice.line import Line
from tests.lab.namespaces import LabError, enter

DEVICE: Final = Path("/dev/net/tun")
TUNSETIFF: Final = 0x400454CA
TAP: Final = 0x0002 | 0x1000
"""IFF_TAP and IFF_NO_PI: whole Ethernet frames, and nothing before them."""
MOST_FRAME: Final = 65_536
AT_A_TIME: Final = 64
"""Frames read before timers get their turn."""
IP: Final = {0x0800, 0x86DD}
_ETHERNET: Final = 14
_NEIGHBOURS: Final = range(133, 138)
"""ICMPv6 types of neighbour discovery (RFC 4861)."""
START_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class End:
    """A device of that name in a namespace."""

    namespace: str
    device: str


@dataclass(slots=True)
class Wire:
    """A running wire; ``late_s`` is known once it has ended: how late it got round to a packet at most."""

    late_s: float = 0.0
    carried: int = 0
    """Packets that it let arrive."""


@contextmanager
def slow_wire(inside: End, outside: End, rules: LineRules) -> Iterator[Wire]:
    """Two devices, named as told, and a wire between them. *inside* is where "outbound" begins."""
    told = {"inside": asdict(inside), "outside": asdict(outside), "rules": asdict(rules)}
    command = [sys.executable, "-m", "tests.lab.slow_wire", json.dumps(told)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert process.stdin is not None
    assert process.stdout is not None
    wire = Wire()
    try:
        if process.stdout.readline() != "ready\n":
            raise LabError(f"no wire between {inside} and {outside}: {process.wait(START_S)}")
        yield wire
    finally:
        process.stdin.close()
        with suppress(ValueError):
            last = json.loads(process.stdout.readline() or "{}")
            wire.late_s, wire.carried = last.get("late_s", 0.0), last.get("carried", 0)
        process.stdout.close()
        process.wait(START_S)


def main(arguments: Sequence[str]) -> int:
    """Be the wire that the first argument describes, until stdin closes."""
    told = json.loads(arguments[0])
    with suppress(OSError):
        os.nice(-10)  # a wire has nothing to wait for
    inside, outside = (open_device(End(**told[name])) for name in ("inside", "outside"))
    asyncio.run(_carry(inside, outside, LineRules(**told["rules"])))
    return 0


def open_device(end: End) -> int:
    """A tap device that stands in the namespace and is gone when its file is closed; non-blocking."""
    enter(end.namespace)
    handle = os.open(DEVICE, os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(handle, TUNSETIFF, struct.pack("16sH22x", end.device.encode(), TAP))
    return handle


async def _carry(inside: int, outside: int, rules: LineRules) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    between = _Between(rules)
    loop.add_reader(inside, between.read, inside, outside, "outbound")
    loop.add_reader(outside, between.read, outside, inside, "inbound")
    loop.add_reader(0, over.set)
    async with Lateness() as lateness:
        _say("ready")
        await over.wait()
    between.line.close()
    _say(json.dumps({"late_s": round(lateness.most_s, 4), "carried": between.carried}))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Between:
    def __init__(self, rules: LineRules) -> None:
        self.line = Line(rules)
        self.carried = 0

    def read(self, source: int, target: int, direction: Direction) -> None:
        """What has come from *source*, on its way to *target*."""
        for _ in range(AT_A_TIME):
            try:
                frame = os.read(source, MOST_FRAME)
            except OSError:
                return  # nothing more, or the device is down
            if is_carried(frame):
                self.line.carry(direction, partial(self._arrive, target, frame), size=len(frame) - _ETHERNET)
            else:
                self._write(target, frame)

    def _arrive(self, target: int, frame: bytes) -> None:
        self.carried += 1
        self._write(target, frame)

    def _write(self, target: int, frame: bytes) -> None:
        with suppress(OSError):  # a device that is down, or whose queue is full, loses it
            os.write(target, frame)


def is_carried(frame: bytes) -> bool:
    """Whether the rules count for a frame: for IP, without what only finds neighbours."""
    kind = int.from_bytes(frame[12:14], "big")
    if kind == 0x86DD and len(frame) > 54 and frame[20] == 58:  # next header: ICMPv6
        return frame[54] not in _NEIGHBOURS
    return kind in IP


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
