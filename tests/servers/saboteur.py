"""A relay in front of the real test line that turns against us at the n-th message of the server, in one of four ways.

A fake at the network's edge: what it passes on is the test line's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final, Literal, Self, get_args

from app.model.endpoint import Endpoint
from app.model.json import JsonObject
from app.model.stage import Stage
from app.network.udp import UdpSocket, open_udp
from app.practice.world import PASSWORD, USERNAME
from app.testline.config import BUILT_IN_NUMBERS, BUILT_IN_REALM, TestLineConfig
from app.testline.server import TestLine

LOOPBACK: Final = "127.0.0.1"
Way = Literal["stalls", "floods", "lies", "closes"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
FLOOD: Final = 1500
"""Datagrams in one go, each up to 60 kB."""

Damage = Callable[[bytes], bytes]
LIES: Final[tuple[Damage, ...]] = (
    lambda data: data.replace(b"SIP/2.0 200", b"SIP/2.0 999"),
    lambda data: data.replace(b"CSeq: ", b"CSeq: 4294967296"),
    lambda data: data.replace(b"branch=z9hG4bK", b"branch=z9hG4bKnot"),
    lambda data: data.replace(b"Content-Length: ", b"Content-Length: -"),
    lambda data: data.replace(b"c=IN IP4 ", b"c=IN IP4 999.").replace(b"m=audio ", b"m=audio 7000"),
    lambda data: data.replace(b"\r\n", b"\r\nX-Long: " + b"\xff\x00<script>" * 5000 + b"\r\n", 1),
    lambda data: data.replace(b"Call-ID: ", b"Call-ID: other-"),
    lambda data: data.replace(b"nonce=", b"nonce=\x00"),
    lambda data: data[: len(data) // 2],
    lambda data: bytes(reversed(data)),
    lambda data: data.replace(b"expires=", b"expires=-9").replace(b"Expires: ", b"Expires: 99999999999"),
    lambda data: data.replace(b"SIP/2.0 ", b"INVITE sip:x@y SIP/2.0 "),
)
"""What a server may never say; each message gets the next."""


class Saboteur:
    """Stands while it is entered; ``profile`` leads into it, ``passed`` counts the server's messages."""

    def __init__(self, way: Way, after: int) -> None:
        self._way, self._after = way, after
        self._line = TestLine(TestLineConfig(udp_ports=(0, 0), tcp_ports=(0,)))
        self._front: UdpSocket | None = None
        self._behind: dict[Endpoint, UdpSocket] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.passed = 0
        self.profile: JsonObject = {}
        self.stage = Stage()

    async def turn(self, label: str) -> None:
        """It goes on as it is."""

    async def __aenter__(self) -> Self:
        await self._line.__aenter__()
        self._front = await open_udp(Endpoint(LOOPBACK, 0), queue=1024)
        self._start(self._forward(self._front))
        self.profile = self._profile(self._front.local)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in (self._front, *self._behind.values()):
            if socket is not None:
                socket.close()
        await self._line.__aexit__(None, None, None)

    def _profile(self, front: Endpoint) -> JsonObject:
        account = {"domain": BUILT_IN_REALM, "username": USERNAME, "password": PASSWORD, "proxy": str(front)}
        numbers = {name: getattr(BUILT_IN_NUMBERS, name) for name in ("echo", "keypad", "speak", "listen", "hold")}
        paths: list[Any] = [{"transport": "udp", "port": self._line.udp[1].port, "host": LOOPBACK}]
        return {
            "provider": {"name": "Sabotage"},
            "account": dict(account),
            "numbers": dict(numbers),
            "alternatives": {"paths": paths},
        }

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _forward(self, front: UdpSocket) -> None:
        while True:
            datagram = await front.receive()
            if datagram is None:
                return
            if datagram.source not in self._behind:
                self._behind[datagram.source] = behind = await open_udp(Endpoint(LOOPBACK, 0))
                self._start(self._return(front, behind, datagram.source))
            self._behind[datagram.source].send(datagram.data, self._line.udp[0])

    async def _return(self, front: UdpSocket, behind: UdpSocket, client: Endpoint) -> None:
        while True:
            datagram = await behind.receive()
            if datagram is None:
                return
            self.passed += 1
            for data in self._treated(datagram.data):
                front.send(data, client)

    def _treated(self, data: bytes) -> list[bytes]:
        if self.passed < self._after:
            return [data]
        if self._way == "closes" and self._front is not None:
            self._front.close()
        if self._way == "floods":
            return [*self._flood(data), data] if self.passed == self._after else [data]
        return [LIES[self.passed % len(LIES)](data)] if self._way == "lies" else []

    def _flood(self, data: bytes) -> list[bytes]:
        kinds = (data, b"\x00" * 60_000, data + b"x" * 40_000, b"SIP/2.0 200 OK\r\n\r\n", b"\x80\x00" * 80)
        return [kinds[number % len(kinds)] for number in range(FLOOD)]
