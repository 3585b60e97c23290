"""The office's name server: right, silent, one that knows nothing of the phone service, or one that makes answers up.

``invents``: every name is the sign-in page's, as in a hotel. ``search``: names end in a domain that the computer was
given with its address, and whatever ends so is a web server's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import dns.message

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.practice.name_server import answer_of
from tests.lab.namespaces import serving
from tests.lab.topology import ROUTER_LAN, SERVER, Lab

NAME: Final = "sip.provider.example."
SEARCH: Final = "office.example"


@contextmanager
def name_server(net: Lab, manner: str) -> Iterator[str]:
    """Serve names on the router, as home routers do; gives its address, empty where addresses are given."""
    if not manner:
        yield ""
        return
    with serving(net.router, lambda: _answering(manner)):
        yield ROUTER_LAN


@asynccontextmanager
async def _answering(manner: str) -> AsyncIterator[None]:
    async with await open_udp(Endpoint(ROUTER_LAN, 53)) as sock:
        task = asyncio.create_task(_serve(sock, manner))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _serve(sock: UdpSocket, manner: str) -> None:
    while True:
        got = await sock.receive()
        if got is not None and manner != "silent":
            sock.send(_answer(dns.message.from_wire(got.data), manner), got.source)


def _answer(question: dns.message.Message, manner: str) -> bytes:
    names = [str(asked.name).lower() for asked in question.question]
    records = {name: {"A": (address,)} for name in names if (address := _address(name, manner))}
    return answer_of(question, records).to_wire()


def _address(name: str, manner: str) -> str | None:
    trapped = manner == "invents" or (manner == "search" and name.endswith(f"{SEARCH}."))
    if trapped:
        return ROUTER_LAN
    return SERVER if manner == "right" and name == NAME else None
