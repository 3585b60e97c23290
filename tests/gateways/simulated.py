"""One gateway: its web server, its UPnP answerer, both on loopback, and a list of what it was asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.probes.router_look import Doors

CERTIFICATE: Final = Path(__file__).with_name("certificate.pem")
CLOSED: Final = 9
"""The port of an old service that nobody runs."""
HOST: Final = "127.0.0.1"

Handler = Callable[[str, asyncio.StreamWriter], Awaitable[None]]
"""Answers one request for a path, in whatever way."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """What such a box says of itself; empty where it says nothing."""

    name: str
    wants: str
    """The id of its guide; a brand where several families share everything."""
    maker: str = ""
    """Of the network card, as the registry spells it."""
    title: str = ""
    realm: str = ""
    server: str = ""
    body: str = ""
    forward: str = ""
    secured: bool = False
    pages: Mapping[str, str] = field(default_factory=dict)
    """Path to answer. An answer that begins with a digit is a whole status line and headers."""
    upnp: tuple[str, str, str, str] | None = None
    """Maker, model, number, description."""
    upnp_server: str = ""
    everything: bool = False
    """Answers any address with its first page."""


@dataclass(slots=True)
class Standing:
    """A gateway that stands."""

    doors: Doors
    asked: list[str]
    """Request lines and searches, in order."""


def usual(gateway: Gateway) -> Handler:
    """A web server that behaves."""

    async def answer(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(answer_to(gateway, path))

    return answer


def answer_to(gateway: Gateway, path: str) -> bytes:
    """The bytes of its answer."""
    server = f"Server: {gateway.server}\r\n" if gateway.server else ""
    first = f"<html><head><title>{gateway.title}</title></head><body>{gateway.body}</body></html>"
    if path in gateway.pages:
        body = gateway.pages[path]
        if body[:1].isdigit():
            return f"HTTP/1.1 {body}".encode()
        return f"HTTP/1.1 200 OK\r\n{server}\r\n{body}".encode()
    if gateway.realm:
        return f'HTTP/1.1 401 Unauthorized\r\n{server}WWW-Authenticate: Basic realm="{gateway.realm}"\r\n\r\n'.encode()
    if path == "/" and gateway.forward:
        return f"HTTP/1.1 302 Found\r\n{server}Location: {gateway.forward}\r\n\r\n".encode()
    if path == "/" or gateway.everything:
        return f"HTTP/1.1 200 OK\r\n{server}Content-Type: text/html\r\n\r\n{first}".encode()
    return f"HTTP/1.1 404 Not Found\r\n{server}\r\nno".encode()


@asynccontextmanager
async def standing(gateway: Gateway, handler: Handler | None = None) -> AsyncIterator[Standing]:
    """Set *gateway* up; *handler* answers in its web server's place."""
    asked: list[str] = []
    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(web_server(handler or usual(gateway), asked, secured=gateway.secured))
        ssdp = CLOSED
        if gateway.upnp is not None:
            ssdp = await stack.enter_async_context(_upnp(gateway, asked))
        ports = (CLOSED, web) if gateway.secured else (web, CLOSED)
        yield Standing(Doors(HOST, *ports, ssdp), asked)


@asynccontextmanager
async def web_server(
    handler: Handler, asked: list[str], *, secured: bool = False, host: str = HOST, port: int = 0
) -> AsyncIterator[int]:
    """A web server, on loopback unless the lab has a better place; yields its port."""
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())  # type: ignore[arg-type]
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            asked.append(head.partition("\r\n")[0])
            await handler(head.split()[1], writer)
            await writer.drain()
        writer.transport.abort() if secured and writer.transport.is_closing() else writer.close()

    context = None
    if secured:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
    server = await asyncio.start_server(talk, host, port, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


@asynccontextmanager
async def _upnp(gateway: Gateway, asked: list[str]) -> AsyncIterator[int]:
    async def describe(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + description(gateway).encode())

    async with web_server(describe, asked) as port, await open_udp(Endpoint(HOST, 0)) as sock:
        answer = f"HTTP/1.1 200 OK\r\nST: x\r\nLOCATION: http://{HOST}:{port}/rootDesc.xml\r\n"
        answer += f"SERVER: {gateway.upnp_server}\r\n\r\n"
        task = asyncio.create_task(answer_searches(sock, answer.encode(), asked))
        try:
            yield sock.local.port
        finally:
            task.cancel()


async def answer_searches(sock: UdpSocket, answer: bytes, asked: list[str]) -> None:
    """Say *answer* to every search."""
    while True:
        got = await sock.receive()
        assert got is not None
        asked.append(got.data.decode().partition("\r\n")[0])
        sock.send(answer, got.source)


def description(gateway: Gateway) -> str:
    """Its UPnP description."""
    maker, model, number, text = gateway.upnp or ("", "", "", "")
    return (
        '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion/><device>'
        "<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>"
        f"<friendlyName>Anna's router</friendlyName><manufacturer>{maker}</manufacturer><modelName>{model}</modelName>"
        f"<modelNumber>{number}</modelNumber><modelDescription>{text}</modelDescription>"
        "<serialNumber>SN-0042</serialNumber><UDN>uuid:00-11</UDN></device></root>"
    )
