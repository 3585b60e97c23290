"""The slow wire keeps its rules for real IP packets between two namespaces. What it lost is counted, never timed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.practice.behaviour import LineRules
from tests.lab.namespaces import inside, namespaces, new_lab_name, run, run_async, serving
from tests.lab.slow_wire import DEVICE, End, is_carried, slow_wire

NEAR, FAR = "192.168.9.1", Endpoint("192.168.9.2", 4000)
COUNT = 30
SURE_S = 1.5
"""Longer than any packet here is under way, on a computer however busy."""
pytestmark = pytest.mark.skipif(not DEVICE.exists(), reason="this kernel has no /dev/net/tun")


@dataclass(frozen=True)
class Came:
    """The numbers of the packets that came back, in their order, with their round trips; what the wire carried."""

    numbers: list[int]
    round_trips_s: list[float]
    carried: int


def came(rules: LineRules, want: int, size: int = 40) -> Came:
    """Send numbered packets all at once over a wire with *rules* to somebody who returns them; *want* will come."""
    with namespaces(new_lab_name(), "near", "far") as names:
        ends = (End(names["near"], "eth0"), End(names["far"], "eth0"))
        with slow_wire(*ends, rules) as wire:
            for name, address in (("near", NEAR), ("far", FAR.host)):
                inside(names[name], _only_what_the_test_sends)
                lines = f"address add {address}/24 dev eth0\nlink set eth0 up\n"
                run("ip", "-n", names[name], "-batch", "-", stdin=lines)
            _introduce(names["near"], names["far"])
            with serving(names["far"], _returning):
                numbers, times = run_async(names["near"], lambda: _sent(want, size))
    return Came(numbers, times, wire.carried)


def _only_what_the_test_sends() -> None:
    """A network with IPv6 says hello on its own, and the rules would count that too."""
    Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1")


def _introduce(near: str, far: str) -> None:
    """Each knows the other's card. Who must ask first keeps packets back, and lets later ones overtake them."""
    for here, there, address in ((near, far, FAR.host), (far, near, NEAR)):
        (link,) = json.loads(run("ip", "-n", there, "-json", "link", "show", "eth0"))
        run("ip", "-n", here, "neigh", "replace", address, "lladdr", link["address"], "dev", "eth0", "nud", "permanent")


@asynccontextmanager
async def _returning() -> AsyncIterator[None]:
    async with await open_udp(FAR) as sock:
        task = asyncio.create_task(_return(sock))
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _return(sock: UdpSocket) -> None:
    while True:
        got = await sock.receive()
        if got is not None:
            sock.send(got.data[:40], got.source)


async def _sent(want: int, size: int) -> tuple[list[int], list[float]]:
    clock = asyncio.get_running_loop().time
    numbers: list[int] = []
    times: list[float] = []
    async with await open_udp(Endpoint(NEAR, 0)) as sock:
        began = clock()
        for number in range(1, COUNT + 1):
            sock.send(number.to_bytes(2, "big").ljust(size, b"."), FAR)
        while len(numbers) < want and (got := await sock.receive(SURE_S)) is not None:
            numbers.append(int.from_bytes(got.data[:2], "big"))
            times.append(clock() - began)
    return numbers, times


def test_it_keeps_packets_for_so_long_and_in_their_order() -> None:
    found = came(LineRules(delay_ms=40), COUNT)
    assert found.numbers == list(range(1, COUNT + 1))
    assert min(found.round_trips_s) >= 0.08
    assert found.carried >= 2 * COUNT


def test_jitter_overtakes_nobody() -> None:
    found = came(LineRules(delay_ms=5, jitter_ms=30), COUNT)
    assert found.numbers == list(range(1, COUNT + 1))
    assert min(found.round_trips_s) >= 0.01


def test_it_loses_every_fifth_and_whole_bursts() -> None:
    lost = came(LineRules(lose_every=5), 20)
    assert len(set(range(1, COUNT + 1)) - set(lost.numbers)) == 10  # six on the way there, four of the rest back
    burst = came(LineRules(burst_every=30, burst_length=6), 20)
    assert len(burst.numbers) <= COUNT - 6
    assert 1 in burst.numbers


def test_it_doubles_and_lets_overtake() -> None:
    twice = came(LineRules(double_every=10), COUNT + 6)
    assert len(twice.numbers) > COUNT
    assert set(twice.numbers) == set(range(1, COUNT + 1))
    swapped = came(LineRules(swap_every=7), COUNT)
    assert sorted(swapped.numbers) == list(range(1, COUNT + 1))
    assert swapped.numbers != sorted(swapped.numbers)


def test_a_stall_lets_all_come_at_once_and_loses_nothing() -> None:
    found = came(LineRules(stall_every_s=0.2, stall_ms=190), COUNT)
    assert found.numbers == list(range(1, COUNT + 1))


def test_a_full_queue_loses_what_does_not_fit() -> None:
    """80 kbit/s carry a packet of 528 bytes in 53 ms: a queue of 200 ms takes four beside the one under way."""
    found = came(LineRules(up_kbps=80, queue_ms=200), 5, size=500)
    assert found.numbers[:4] == [1, 2, 3, 4]
    assert len(found.numbers) < COUNT // 2
    assert found.round_trips_s[3] >= 0.2  # the fourth has waited for three, however late we look


def test_only_ip_is_kept_up() -> None:
    ethernet = bytes(12)
    arp, ip = ethernet + b"\x08\x06" + bytes(28), ethernet + b"\x08\x00" + bytes(28)
    six = ethernet + b"\x86\xdd" + bytes(6) + b"%c" + bytes(33)
    assert (is_carried(arp), is_carried(ip), is_carried(b"")) == (False, True, False)
    assert is_carried(six.replace(b"%c", b"\x11") + bytes(20))
    neighbour = six.replace(b"%c", b"\x3a") + bytes([135]) + bytes(20)
    assert not is_carried(neighbour)
    assert is_carried(six.replace(b"%c", b"\x3a") + bytes([128]) + bytes(20))
