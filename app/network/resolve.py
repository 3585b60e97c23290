"""Names to addresses: the system's resolver first, as every program on this computer sees it; SRV by dnspython.

RFC 3263 section 4: a port that is given is used with the address records; without one the SRV records say.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import DnsLookup, Outcome
from app.model.names import Transport
from app.network.name_servers import asked_instead

TIMEOUT_S: Final = 4.0
DEFAULT_PORT: Final[dict[Transport, int]] = {"udp": 5060, "tcp": 5060, "tls": 5061}
_SYSTEM_ERRORS: Final[dict[int, Outcome]] = {socket.EAI_AGAIN: "silent"}
_AddressInfo = list[tuple[object, object, object, str, tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a host name leads: every address in the order to try, and the questions asked on the way."""

    outcome: Outcome
    endpoints: tuple[Endpoint, ...]
    lookups: tuple[DnsLookup, ...]


async def resolve(
    host: str, port: int, transport: Transport, *, nameservers: Sequence[Endpoint] = (), timeout: float = TIMEOUT_S
) -> Resolution:
    """Find the addresses of a SIP server. *port* 0 asks for SRV records first. *nameservers* replace the system's."""
    literal = _literal(host)
    if literal is not None:
        return Resolution("answered", (Endpoint(literal, port or DEFAULT_PORT[transport]),), ())
    lookups: list[DnsLookup] = []
    targets = [Endpoint(host, port or DEFAULT_PORT[transport])]
    if not port and may_have_srv(host):
        from app.network.dns_records import lookup_srv

        record, found = await lookup_srv(host, transport, nameservers=nameservers, timeout=timeout)
        lookups.append(record)
        targets = list(found) or targets
    endpoints: list[Endpoint] = []
    for target in targets:
        lookup = await _address_records(target.host, nameservers, timeout)
        lookups.append(lookup)
        endpoints += [Endpoint(address, target.port) for address in lookup.answers]
    outcome: Outcome = "answered" if endpoints else lookups[-1].outcome
    return Resolution(outcome, tuple(endpoints), tuple(lookups))


async def _address_records(host: str, nameservers: Sequence[Endpoint], timeout: float) -> DnsLookup:
    if nameservers:
        from app.network.dns_records import lookup_address

        return await lookup_address(host, nameservers=nameservers, timeout=timeout)
    return await lookup_by_system(host, timeout)


def may_have_srv(host: str) -> bool:
    """Whether *host* is a name that the DNS may know.

    Names that no public DNS server may be asked for have none (RFC 6761), nor have names of the local network.
    """
    last = host.rstrip(".").rpartition(".")
    return bool(last[0]) and last[2].lower() not in {"localhost", "invalid", "test", "local"}


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


async def lookup_by_system(host: str, timeout: float = TIMEOUT_S) -> DnsLookup:
    """Ask the system's resolver, hosts file included, for IPv4 addresses and then IPv6; never raises."""
    if instead := asked_instead():
        from app.network.dns_records import lookup_both

        return await lookup_both(host, nameservers=instead, timeout=timeout)
    clock = asyncio.get_running_loop().time
    start = clock()
    answers: tuple[str, ...] = ()
    outcome: Outcome = "unresolved"
    try:
        async with asyncio.timeout(timeout):
            answers = _addresses(await _getaddrinfo(host))
            outcome = "answered" if answers else "unresolved"
    except TimeoutError:
        outcome = "silent"
    except socket.gaierror as error:
        outcome = _SYSTEM_ERRORS.get(error.errno or 0, "unresolved")
    except (OSError, UnicodeError):
        outcome = "unresolved"
    return DnsLookup(host, "system", outcome, answers, round((clock() - start) * 1000, 2))


def _addresses(found: _AddressInfo) -> tuple[str, ...]:
    hosts = dict.fromkeys(str(entry[4][0]) for entry in found)
    return tuple(sorted(hosts, key=lambda host: ":" in host))  # stable: IPv4 first, the system's order otherwise


async def _getaddrinfo(host: str) -> _AddressInfo:
    """In a thread of its own, which may outlive us: a resolver that hangs must not hold up the program's end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_AddressInfo] = loop.create_future()

    def finish(result: _AddressInfo | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result or [])

    def work() -> None:
        result: _AddressInfo | None = None
        problem: Exception | None = None
        try:
            result = list(socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM))
        except (OSError, UnicodeError) as error:
            problem = error
        try:
            loop.call_soon_threadsafe(finish, result, problem)
        except RuntimeError:  # the loop has gone meanwhile
            return

    threading.Thread(target=work, name=f"resolve {host}"[:40], daemon=True).start()
    return await done
