from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.model.endpoint import Endpoint
from app.network.tcp import NotConnected, open_tcp
from app.network.tls import client_context
from tests.places import vacant_place


@pytest.fixture
async def echo() -> AsyncIterator[Endpoint]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            writer.write(data)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield Endpoint(*server.sockets[0].getsockname()[:2])


async def test_bytes_go_there_and_back(echo: Endpoint) -> None:
    async with await open_tcp(echo, timeout=5) as stream:
        assert stream.remote == echo
        assert stream.local.host == "127.0.0.1"
        assert await stream.send(b"ping") is None
        assert await stream.receive(5) == b"ping"
        assert await stream.receive(0.01) is None


async def test_a_closed_port_refuses() -> None:
    with pytest.raises(NotConnected) as caught:
        await open_tcp(vacant_place(), timeout=5)
    assert caught.value.outcome == "refused"


async def test_plain_text_where_tls_is_expected_is_not_secure(echo: Endpoint) -> None:
    with pytest.raises(NotConnected) as caught:
        await open_tcp(echo, timeout=5, tls=client_context(), server_name="testline.invalid")
    assert caught.value.outcome == "not_secure"


async def test_the_far_end_hangs_up() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server, await open_tcp(Endpoint(*server.sockets[0].getsockname()[:2]), timeout=5) as stream:
        assert await stream.receive(5) == b""
