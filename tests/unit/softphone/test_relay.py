"""The relay's door: open to this very process, shut to every other program of the computer."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from app.model.endpoint import Endpoint
from app.network.tcp import TcpStream, open_tcp
from app.network.tcp_listen import listen_tcp
from app.network.tls import client_context, server_context
from app.softphone.relay.relay import TlsRelay, is_our_own

FOLDER = Path(__file__).parents[3] / "resources" / "practice" / "tls"
ASK = b"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:1\r\nContent-Length: 0\r\n\r\n"
STRANGER = (
    "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); s.sendall(b'x'); s.recv(1)"
)


async def test_only_this_process_gets_through() -> None:
    heard = asyncio.Event()

    async def serve(stream: TcpStream) -> None:
        if await stream.receive(60):
            heard.set()

    context = server_context(FOLDER / "good.pem", FOLDER / "server.key")
    server = await listen_tcp(Endpoint("127.0.0.1", 0), serve, tls=context)
    trusted = client_context(authorities=(FOLDER / "authority.pem").read_text())
    carried: list[bytes] = []
    relay = TlsRelay(server.local, "testline.invalid", trusted, lambda direction, data: carried.append(data))
    await relay.open()
    try:
        command = [sys.executable, "-c", STRANGER, str(relay.local.port)]
        await asyncio.to_thread(subprocess.run, command, timeout=60, check=True)  # hung up on, without an answer
        assert not carried
        async with await open_tcp(relay.local, timeout=60) as phone:
            await phone.send(ASK)
            await asyncio.wait_for(heard.wait(), 60)
        assert (relay.security or ("",))[0] == "TLSv1.3"
        assert b"SIP/2.0/TLS" in carried[0]
    finally:
        await relay.close()
        await server.close()


def test_where_the_system_tells_nothing_of_us_nobody_is_turned_away() -> None:
    nowhere = Endpoint("192.0.2.1", 1)
    assert is_our_own(nowhere, nowhere)
