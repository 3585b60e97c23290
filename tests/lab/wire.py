"""Sending prepared bytes from the client and knowing, without waiting for time, what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.endpoint import Endpoint
from app.network.tcp import open_tcp
from app.network.udp import UdpSocket, open_udp
from tests.lab.far_end import FOLLOWER, Arrival, Reply, answer_ok, far_end
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import CLIENT, SERVER, Lab

OTHER_PORT = 5070
LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What reached the server, and what came back to the client."""

    arrivals: tuple[Arrival, ...]
    replies: tuple[bytes, ...]


def sent_over(
    net: Lab, *pieces: bytes, local: int, port: int = 5060, transport: str = "udp", reply: Reply = answer_ok
) -> Seen:
    """Send *pieces* as datagrams or segments of one flow, and look at both ends."""
    with serving(net.server, lambda: far_end(reply, udp=(5060, 5062, 5070), tcp=(5060, 5062))) as server:
        send = _over_udp if transport == "udp" else _over_tcp
        replies = run_async(net.client, lambda: send(pieces, local, Endpoint(SERVER, port)))
        return Seen(tuple(server.arrivals), replies)


async def _over_udp(pieces: tuple[bytes, ...], local: int, to: Endpoint) -> tuple[bytes, ...]:
    """The wires keep order: once a later message was answered, an earlier one has arrived or was lost."""
    async with await open_udp(Endpoint(CLIENT, local)) as sock, await open_udp(Endpoint(CLIENT, 0)) as other:
        for piece in pieces:
            sock.send(piece, to)
        for _ in range(2):
            await follow(other, OTHER_PORT)
        replies = []
        while (got := await sock.receive(0.01)) is not None:
            replies.append(got.data)
        return tuple(replies)


async def _over_tcp(pieces: tuple[bytes, ...], local: int, to: Endpoint) -> tuple[bytes, ...]:
    async with (
        await open_udp(Endpoint(CLIENT, 0)) as other,
        await open_tcp(to, timeout=LIMIT_S, local=Endpoint(CLIENT, local)) as stream,
    ):
        for piece in pieces:
            await stream.send(piece)
            await follow(other, OTHER_PORT)  # the segment has left before the next one is written
        got = await stream.receive(LIMIT_S)
        return (got,) if got else ()


async def follow(sock: UdpSocket, port: int) -> None:
    """Send the message that is always answered to *port*, and wait for its answer."""
    sock.send(FOLLOWER, Endpoint(SERVER, port))
    assert await sock.receive(LIMIT_S) is not None
