"""Looking at a server's TLS: does it hold, and where it does not, what is it that it shows instead."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.model.endpoint import Endpoint
from app.model.facts import TlsLook
from app.network.gateway.certificate import certificate_hosts
from app.network.tcp import NotConnected, TcpStream, open_tcp
from app.network.tls import client_context, valid_until

if TYPE_CHECKING:
    import ssl

    from app.model.fact_words import Outcome, TlsProblem

LOOK_S: Final = 6.0
TOO_OLD: Final = ("TLSv1", "TLSv1.1", "SSLv3")


@dataclass(frozen=True, slots=True)
class _Seen:
    security: tuple[str, str] | None = None
    certificate: bytes = b""
    outcome: Outcome = "answered"
    problem: TlsProblem | None = None


async def look_at_tls(server: Endpoint, name: str, authorities: str = "") -> TlsLook:
    """Shake hands as a phone would; where that fails, once more with everything allowed, to see what is there.

    Raises :class:`ssl.SSLError` when *authorities* are no certificates. Nothing is sent over either connection.
    """
    clock = asyncio.get_running_loop().time
    start = clock()
    strict = await asyncio.to_thread(client_context, authorities=authorities)
    seen = await _shake_hands(server, name, strict)
    elapsed_ms = round((clock() - start) * 1000, 2)
    if seen.outcome in {"not_secure", "refused"}:
        seen = _joined(seen, await _shake_hands(server, name, client_context(verify=False, ancient=True)))
    protocol, cipher = seen.security or (None, None)
    hosts = certificate_hosts(seen.certificate)
    until = valid_until(seen.certificate)
    return TlsLook(str(server), name, seen.outcome, seen.problem, protocol, cipher, hosts, until, elapsed_ms)


async def _shake_hands(server: Endpoint, name: str, context: ssl.SSLContext) -> _Seen:
    try:
        stream: TcpStream = await open_tcp(server, timeout=LOOK_S, tls=context, server_name=name)
    except NotConnected as trouble:
        return _Seen(outcome=trouble.outcome, problem=trouble.problem)
    seen = _Seen(stream.security, stream.certificate)
    stream.abort()
    return seen


def _joined(strict: _Seen, lenient: _Seen) -> _Seen:
    """What is wrong, by the first, with what the second showed of the server."""
    if lenient.outcome != "answered":
        return strict
    too_old = lenient.security is not None and lenient.security[0] in TOO_OLD
    problem: TlsProblem = "old_protocol" if too_old else strict.problem or "other"
    return _Seen(lenient.security, lenient.certificate, "not_secure", problem)
