"""TCP connections on asyncio, plain or under TLS: failures come back as names, waits and memory are bounded."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, Self

from app.model.endpoint import Endpoint
from app.model.fact_words import TlsProblem
from app.model.facts import Outcome
from app.network.failures import outcome_of

if TYPE_CHECKING:
    import ssl

READ_SIZE: Final = 65536
CLOSE_S: Final = 1.0
MOST_UNSENT: Final = 262_144


class NotConnected(Exception):  # noqa: N818 - an outcome, not a mistake
    """The connection could not be made; ``outcome`` says how it failed, ``problem`` what was wrong with its TLS."""

    def __init__(self, outcome: Outcome, problem: TlsProblem | None = None) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.problem = problem


class TcpStream:
    """An open connection; ``local`` and ``remote`` are its two ends."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.local = Endpoint(*writer.get_extra_info("sockname")[:2])
        self.remote = Endpoint(*writer.get_extra_info("peername")[:2])

    async def send(self, data: bytes) -> Outcome | None:
        """Hand *data* to the system; returns ``None``, or the name of what went wrong."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            return outcome_of(error)
        return None

    def post(self, data: bytes) -> bool:
        """Hand *data* to the system without waiting; ``False``, and closed, when the far end has stopped reading."""
        if self._writer.is_closing() or self._writer.transport.get_write_buffer_size() > MOST_UNSENT:
            self.close()
            return False
        self._writer.write(data)
        return True

    async def receive(self, timeout: float | None = None) -> bytes | None:
        """Some bytes; ``b""`` when the connection has ended; ``None`` when nothing came within *timeout* seconds."""
        try:
            async with asyncio.timeout(timeout):
                return await self._reader.read(READ_SIZE)
        except TimeoutError:
            return None
        except OSError:
            return b""

    def close(self) -> None:
        """Close without waiting for the far end."""
        self._writer.close()

    def abort(self) -> None:
        """Close at once and say nothing more, not even the farewell of TLS."""
        self._writer.transport.abort()

    @property
    def certificate(self) -> bytes:
        """The server's certificate as DER; empty without TLS."""
        secured = self._writer.get_extra_info("ssl_object")
        return (secured.getpeercert(binary_form=True) or b"") if secured is not None else b""

    @property
    def security(self) -> tuple[str, str] | None:
        """Protocol and cipher, such as ``("TLSv1.3", "TLS_AES_256_GCM_SHA384")``; ``None`` without TLS."""
        secured = self._writer.get_extra_info("ssl_object")
        cipher = secured.cipher() if secured is not None else None
        return (str(secured.version()), cipher[0]) if cipher else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._writer.wait_closed()
                return
        self._writer.transport.abort()  # a far end that has stopped reading would keep the connection for ever


async def open_tcp(
    to: Endpoint,
    *,
    timeout: float,
    local: Endpoint | None = None,
    tls: ssl.SSLContext | None = None,
    server_name: str | None = None,
) -> TcpStream:
    """Connect to the address *to* within *timeout* seconds; raises :class:`NotConnected`."""
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(
                to.host, to.port, ssl=tls, server_hostname=server_name, local_addr=local, limit=READ_SIZE
            )
    except OSError as error:  # TimeoutError and ssl.SSLError are kinds of it
        raise _not_connected(error) from None
    return TcpStream(reader, writer)


def _not_connected(error: OSError) -> NotConnected:
    outcome = outcome_of(error)
    if outcome != "not_secure":
        return NotConnected(outcome)
    from app.network.tls import problem_of

    return NotConnected(outcome, problem_of(error))
