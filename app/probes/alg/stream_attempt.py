"""An attempt over TCP or TLS: one connection, one request, and what the stream gives back."""

from __future__ import annotations

import asyncio
from typing import Final

from app.model.endpoint import Endpoint
from app.network.tcp import NotConnected, TcpStream, open_tcp
from app.probes.alg.attempt import Attempt
from app.protocols.sip_stream import StreamFramer

GIVE_UP_S: Final = 4.0
MOST_READS: Final = 64


async def run_stream(attempt: Attempt, remote: Endpoint) -> None:
    """Connect from a fresh port, ask once, and read until the final answer or the end of patience."""
    clock = asyncio.get_running_loop().time
    start = clock()
    attempt.note_sent(start)  # the first thing on the wire is the connection request
    try:
        stream = await _connect(attempt, remote)
    except NotConnected as problem:
        attempt.fail(problem.outcome)
        return
    async with stream:
        attempt.attempts = 0
        await ask_on(stream, StreamFramer(), attempt, start + GIVE_UP_S)


async def ask_on(stream: TcpStream, framer: StreamFramer, attempt: Attempt, until: float | None = None) -> None:
    """Ask once on an open connection, and read until the final answer, the instant *until*, or the end of patience."""
    clock = asyncio.get_running_loop().time
    data = attempt.begin(stream.local, clock())
    attempt.note_sent(clock())
    problem = await stream.send(data)
    if problem:
        attempt.fail(problem)
        return
    await _read(attempt, stream, framer, clock() + GIVE_UP_S if until is None else until)


async def _connect(attempt: Attempt, remote: Endpoint) -> TcpStream:
    if attempt.path.transport != "tls":
        return await open_tcp(remote, timeout=GIVE_UP_S)
    from app.network.tls import client_context

    # No secret travels here and the certificate is another question's concern, so any certificate will do.
    context = await asyncio.to_thread(client_context, verify=False)
    return await open_tcp(remote, timeout=GIVE_UP_S, tls=context, server_name=attempt.path.host)


async def _read(attempt: Attempt, stream: TcpStream, framer: StreamFramer, until: float) -> None:
    clock = asyncio.get_running_loop().time
    for _ in range(MOST_READS):
        data = await stream.receive(max(until - clock(), 0.001))
        if not data:
            attempt.fail("silent" if data is None else "refused")
            return
        messages = framer.feed(data)
        if any([attempt.note_reply(message, stream.remote, stream.local, clock()) for message in messages]):
            return
        if framer.broken:
            return
