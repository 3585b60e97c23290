"""What a gateway calls its outside address; a gateway may send anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import GatewayOutside
from app.network.gateway.description import read_service
from app.network.gateway.outside import SERVICES, ask_by_nat_pmp, ask_by_pcp, ask_by_upnp, read_nat_pmp
from app.network.udp import UdpSocket, open_udp
from app.probes.gateway_outside import OutsideDoors, OutsideQuestion
from app.protocols.pcp import map_answer
from tests.places import vacant_place
from tests.virtual_time import virtual_time

LOOPBACK = "127.0.0.1"
GOOD = b"\0\x80\0\0" + b"\0\0\1\0" + bytes((192, 168, 2, 10))
KIND = "urn:schemas-upnp-org:service:WANIPConnection:1"
DESCRIPTION = f"""<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><serviceList>
<service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType><controlURL>/no</controlURL></service>
</serviceList><deviceList><device><serviceList>
<service><serviceType>{KIND}</serviceType><controlURL>/ctl/IPConn</controlURL></service>
</serviceList></device></deviceList></device></root>"""


@pytest.mark.parametrize(
    ("data", "address"),
    [
        (GOOD, "192.168.2.10"),
        (GOOD + b"more", "192.168.2.10"),
        (GOOD[:11], None),
        (b"\0\x80\0\3" + GOOD[4:], None),  # network failure
        (b"\1" + GOOD[1:], None),
        (GOOD[:8] + bytes(4), None),  # it has none yet
        (b"", None),
    ],
)
def test_an_answer_by_nat_pmp(data: bytes, address: str | None) -> None:
    assert read_nat_pmp(data) == address


@virtual_time
async def test_a_gateway_without_that_service_is_over_soon() -> None:
    outcome, address = await ask_by_nat_pmp(vacant_place())
    assert outcome in {"refused", "silent"}
    assert address is None


def test_the_service_is_found_deep_in_the_description() -> None:
    assert read_service(DESCRIPTION.encode(), SERVICES) == (KIND, "/ctl/IPConn")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<root>",
        DESCRIPTION.replace(KIND, "WANIPConnection <evil>").encode(),
        DESCRIPTION.replace("/ctl/IPConn", "").encode(),
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
)
def test_a_description_without_it(body: bytes) -> None:
    assert read_service(body, SERVICES) is None


@asynccontextmanager
async def upnp(control: str, answer: str) -> AsyncIterator[tuple[Endpoint, list[str]]]:
    """A gateway that describes itself, and says *answer* when it is called at *control*."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.splitlines()[0])
        body = answer if head.startswith("POST") else DESCRIPTION.replace("/ctl/IPConn", control)
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()
        writer.close()

    async def search(sock: UdpSocket) -> None:
        while True:
            got = await sock.receive()
            if got is not None:
                location = f"LOCATION: http://{LOOPBACK}:{port}/desc.xml"
                sock.send(f"HTTP/1.1 200 OK\r\n{location}\r\nSERVER: x\r\n\r\n".encode(), got.source)

    server = await asyncio.start_server(serve, LOOPBACK, 0)
    port = server.sockets[0].getsockname()[1]
    async with server, await open_udp(Endpoint(LOOPBACK, 0)) as sock:
        task = asyncio.create_task(search(sock))
        try:
            yield sock.local, asked
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


NAMED = "<s:Envelope><u:R><NewExternalIPAddress>{}</NewExternalIPAddress></u:R></s:Envelope>"


@virtual_time
async def test_upnp_names_the_outside_address() -> None:
    async with upnp("/ctl/IPConn", NAMED.format("203.0.113.9")) as (door, asked):
        assert await ask_by_upnp(door) == ("answered", "203.0.113.9")
    assert asked == ["GET /desc.xml HTTP/1.0", "POST /ctl/IPConn HTTP/1.0"]


@pytest.mark.parametrize("said", ["", NAMED.format("999.1.1.1"), NAMED.format("0.0.0.0"), NAMED.format("a" * 9999)])
@virtual_time
async def test_a_call_that_names_none(said: str) -> None:
    async with upnp("/ctl/IPConn", said) as (door, _):
        assert await ask_by_upnp(door) == ("answered", None)


@pytest.mark.parametrize("control", ["http://198.51.100.9/x", "https://127.0.0.1/x", "http://127.0.0.1:1/x"])
@virtual_time
async def test_nobody_else_is_ever_called(control: str) -> None:
    async with upnp(control, NAMED.format("203.0.113.9")) as (door, asked):
        assert await ask_by_upnp(door) == ("answered", None)
    assert asked == ["GET /desc.xml HTTP/1.0"]


@asynccontextmanager
async def only_pcp(outside: str) -> AsyncIterator[tuple[Endpoint, list[bytes]]]:
    """A gateway that has left NAT-PMP behind: it says its version to the older question (RFC 6887 appendix A)."""
    heard: list[bytes] = []

    async def answer(sock: UdpSocket) -> None:
        while True:
            got = await sock.receive()
            if got is not None:
                heard.append(got.data)
                known = got.data[0] == 2
                sock.send(map_answer(got.data, outside) if known else b"\2\x80\0\1" + bytes(20), got.source)

    async with await open_udp(Endpoint(LOOPBACK, 0)) as sock:
        task = asyncio.create_task(answer(sock))
        yield sock.local, heard
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@virtual_time
async def test_a_gateway_that_speaks_only_pcp_is_asked_by_pcp_and_nothing_is_left_there() -> None:
    async with only_pcp("100.64.0.7") as (door, heard):
        question = OutsideQuestion("", OutsideDoors(door))
        await question.run()
        named = [(fact.method, fact.outside) for fact in question.facts() if isinstance(fact, GatewayOutside)]
        assert named == [("nat_pmp", None), ("pcp", "100.64.0.7")]
        while len(heard) < 3:  # noqa: ASYNC110 - what was asked for is taken back
            await asyncio.sleep(0.01)
    asked, back = heard[1], heard[2]
    assert asked[24:36] == back[24:36]
    assert back[4:8] == bytes(4)


@virtual_time
async def test_a_gateway_without_pcp_is_over_soon() -> None:
    assert (await ask_by_pcp(vacant_place()))[1] is None
