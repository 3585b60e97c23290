"""A test line on loopback for the measurements, optionally at the far side of a line with delay."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.testline.config import AddressView, PlainView, TestLineConfig
from app.testline.server import TestLine

PLAIN = PlainView()
PROFILE = """
[account]
domain = "testline.invalid"
username = "100"
password = "mend-100"
proxy = "{watched}"

[numbers]
echo = "echo"
listen = "listen"
speak = "speak"
keypad = "keypad"
hold = "hold"

[alternatives]
paths = [{{ transport = "udp", port = {other_port} }}]

[stun]
servers = ["{stun}"]
"""


async def delayed_line(server: Endpoint, delay_s: float, stack: AsyncExitStack) -> Endpoint:
    """Relay datagrams to *server* and back, each *delay_s* later; every client has a socket of its own towards it."""
    near = await stack.enter_async_context(await open_udp(Endpoint("127.0.0.1", 0)))
    tasks: set[asyncio.Task[None]] = set()
    stack.callback(lambda: [task.cancel() for task in tasks])
    far: dict[Endpoint, UdpSocket] = {}
    later = asyncio.get_running_loop().call_later

    async def outbound() -> None:
        while got := await near.receive():
            if got.source not in far:
                far[got.source] = await stack.enter_async_context(await open_udp(Endpoint("127.0.0.1", 0)))
                tasks.add(asyncio.create_task(inbound(far[got.source], got.source)))
            later(delay_s, far[got.source].send, got.data, server)

    async def inbound(leg: UdpSocket, client: Endpoint) -> None:
        while got := await leg.receive():
            later(delay_s, near.send, got.data, client)

    tasks.add(asyncio.create_task(outbound()))
    return near.local


@contextmanager
def served_profile(delay_s: float = 0.0, view: AddressView = PLAIN) -> Iterator[Path]:
    """A profile file whose server is up while the block runs; *delay_s* is added in each direction."""
    started: Future[str] = Future()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            line = await stack.enter_async_context(TestLine(TestLineConfig(udp_ports=(0, 0), view=view)))
            places = [*line.udp, line.stun]
            if delay_s:
                places = [await delayed_line(place, delay_s, stack) for place in places if place]
            watched, other, stun = places
            assert other is not None
            started.set_result(PROFILE.format(watched=watched, other_port=other.port, stun=stun))
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        with TemporaryDirectory(prefix="callmend-bench-") as folder:
            profile = Path(folder, "profile.toml")
            profile.write_text(started.result(10))
            yield profile
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
