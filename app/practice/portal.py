"""Who answers web requests that were meant for somebody else: a hotel's sign-in page, or a company's web proxy."""

from __future__ import annotations

from typing import Final, Self

from app.model.endpoint import Endpoint
from app.network.tcp import TcpStream
from app.network.tcp_listen import TcpListener, listen_tcp
from app.practice.behaviour import Portal
from app.practice.forwarding import LOOPBACK

PAGE: Final = b"<html><form>Room number, and we connect you</form></html>"
ANSWERS: Final[dict[str, bytes]] = {
    "signs_in": b"HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/start\r\nConnection: close\r\n",
    "refuses": b"HTTP/1.1 502 Bad Gateway\r\nVia: 1.1 proxy.office.example\r\nConnection: close\r\n",
}


class PracticePortal:
    """Answers on ``local`` while it is entered."""

    def __init__(self, manner: Portal, listen: Endpoint | None = None) -> None:
        self._manner = manner
        self._listener: TcpListener | None = None
        self.local = listen or Endpoint(LOOPBACK, 0)

    async def __aenter__(self) -> Self:
        self._listener = await listen_tcp(self.local, self._answer)
        self.local = self._listener.local
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listener is not None:
            await self._listener.close()

    async def _answer(self, stream: TcpStream) -> None:
        if await stream.receive():
            head = ANSWERS[self._manner]
            await stream.send(head + b"Content-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE))
