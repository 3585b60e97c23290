"""Stands in the way of a call's sound and stamps each packet in the kernel: no busy program of ours can delay that."""

from __future__ import annotations

import selectors
import socket
import struct
import threading
from typing import Final

from app.model.endpoint import Endpoint
from app.protocols.rtp import parse_rtp

STAMP: Final = getattr(socket, "SO_TIMESTAMPNS", 35)
"""Linux: nanoseconds at which the packet reached the socket (socket(7))."""
_TIME: Final = struct.Struct("qq")


class SoundTap:
    """An ``AddressView`` that leads each call's sound through itself. ``streams`` has the stamps of each source."""

    def __init__(self) -> None:
        self.streams: dict[int, list[tuple[int, float]]] = {}
        """By RTP source: sequence number and seconds."""
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def seen(self, source: Endpoint) -> Endpoint:
        """As it is."""
        return source

    def at_port(self, source: Endpoint, port: int, local: Endpoint) -> Endpoint | None:
        """As it is."""
        return Endpoint(source.host, port) if port else None

    def announced(self, local: Endpoint) -> Endpoint:
        """For an even port, which is sound: the tap's own; everything else stays where it is."""
        if local.port % 2 or local.port < 49152:
            return local
        near, far = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for one in (near, far):
            one.bind(("127.0.0.1", 0))
            one.setblocking(False)
        near.setsockopt(socket.SOL_SOCKET, STAMP, 1)
        far.connect((local.host, local.port))
        client: list[tuple[str, int]] = []
        self._sockets += [near, far]
        self._selector.register(near, selectors.EVENT_READ, (near, far, client))
        self._selector.register(far, selectors.EVENT_READ, (far, near, client))
        return Endpoint("127.0.0.1", int(near.getsockname()[1]))

    def close(self) -> None:
        """End."""
        self._over.set()
        self._thread.join(2)
        for one in self._sockets:
            one.close()

    def _run(self) -> None:
        while not self._over.is_set():
            if not self._selector.get_map():
                self._over.wait(0.05)
                continue
            for key, _ in self._selector.select(0.1):
                source, target, client = key.data
                try:
                    self._carry(source, target, client)
                except OSError:
                    continue  # the call is over and its far end has gone

    def _carry(self, source: socket.socket, target: socket.socket, client: list[tuple[str, int]]) -> None:
        data, extra, _, address = source.recvmsg(2048, 128)
        if self._is_near(source):
            client[:] = [address]
            self._note(data, extra)
            target.send(data)
        elif client:
            target.sendto(data, client[0])

    def _is_near(self, one: socket.socket) -> bool:
        return self._sockets.index(one) % 2 == 0

    def _note(self, data: bytes, extra: list[tuple[int, int, bytes]]) -> None:
        packet = parse_rtp(data)
        for level, kind, content in extra:
            if packet is not None and (level, kind) == (socket.SOL_SOCKET, STAMP) and len(content) >= _TIME.size:
                seconds, nanoseconds = _TIME.unpack_from(content)
                self.streams.setdefault(packet.ssrc, []).append((packet.sequence, seconds + nanoseconds / 1e9))
