from __future__ import annotations

import sys

import pytest

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.network.icmp_queue import IcmpError
from app.network.udp import SPOILT_PORTS, Datagram, open_udp
from tests.places import vacant_place

HOME = Endpoint("127.0.0.1", 0)
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps ICMP errors")


async def test_a_datagram_arrives_with_its_source() -> None:
    async with await open_udp(HOME) as first, await open_udp(HOME) as second:
        assert first.send(b"\0\xff hello", second.local) is None
        got = await second.receive(5)
        assert got is not None
        assert (got.data, got.source) == (b"\0\xff hello", first.local)


async def test_the_local_address_is_the_one_that_reaches_the_server() -> None:
    async with await open_udp(towards=Endpoint("127.0.0.1", 5060)) as sock:
        assert sock.local.host == "127.0.0.1"
        assert sock.local.port > 0


async def test_receive_gives_up_after_its_time() -> None:
    async with await open_udp(HOME) as sock:
        assert await sock.receive(0.01) is None
        assert await sock.next_event(0.01) is None


async def test_a_flood_fills_the_queue_and_nothing_more() -> None:
    async with await open_udp(HOME, queue=4) as sock:
        for number in range(50):
            sock.datagram_received(str(number).encode(), ("127.0.0.1", 9))
        assert sock.dropped == 46
        assert [(await sock.receive(1)) is not None for _ in range(4)] == [True] * 4
        assert await sock.receive(0.01) is None


async def test_a_taken_port_is_named() -> None:
    async with await open_udp(HOME) as sock:
        with pytest.raises(UserError) as caught:
            await open_udp(sock.local)
        assert caught.value.text_id == "port_taken"
        assert caught.value.values["address"] == str(sock.local)


@linux_only
async def test_a_closed_port_is_reported_with_what_was_quoted() -> None:
    target = vacant_place()
    async with await open_udp(HOME) as sock:
        sock.send(b"anybody there?", target)
        event = await sock.next_event(5)
        assert isinstance(event, IcmpError)
        assert (event.destination, event.reporter) == (target, "127.0.0.1")
        assert (event.type, event.code) == (3, 3)
        assert event.quoted == b"anybody there?"
        assert sock.refused.is_set()


@linux_only
async def test_an_earlier_error_does_not_swallow_the_next_datagram() -> None:
    target = vacant_place()
    async with await open_udp(HOME) as sock, await open_udp(HOME) as other:
        for _ in range(3):
            sock.send(b"refused", target)
        assert sock.send(b"delivered", other.local) is None
        got = await other.receive(5)
        assert got is not None
        assert got.data == b"delivered"
        assert len(sock.errors) >= 1


async def test_windows_style_errors_are_a_refusal() -> None:
    async with await open_udp(HOME) as sock:
        sock.datagram_received(b"", None)
        assert sock.refused.is_set()
        assert isinstance(await sock.next_event(1), IcmpError)


async def test_an_impossible_destination_is_a_datum() -> None:
    async with await open_udp(HOME) as sock:
        assert sock.send(b"x", Endpoint("192.0.2.1", 9)) in {"unreachable", "failed"}
        assert sock.send(b"x" * 70_000, sock.local) == "failed"


async def test_ipv6_ends_are_endpoints_too() -> None:
    try:
        sock = await open_udp(Endpoint("::1", 0))
    except UserError:
        pytest.skip("no IPv6 on this computer")
    async with sock, await open_udp(towards=sock.local) as other:
        other.send(b"six", sock.local)
        got = await sock.receive(5)
        assert isinstance(got, Datagram)
        assert got.source == other.local


async def test_a_fresh_port_is_none_of_the_spoilt_ones() -> None:
    good = frozenset(range(1, 65536, 4))
    SPOILT_PORTS.set(frozenset(range(65536)) - good)
    for _ in range(6):  # one in four ports is good: chance alone would hardly find six
        async with await open_udp(towards=Endpoint("127.0.0.1", 9)) as sock:
            assert sock.local.port in good
