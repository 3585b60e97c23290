"""DNS questions of our own by dnspython: SRV records (RFC 2782, RFC 3263), and address records with their timing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Any, Final

import dns.asyncresolver
import dns.exception
import dns.resolver

from app.model.endpoint import Endpoint
from app.model.facts import DnsLookup, Outcome
from app.model.names import Transport
from app.network.name_servers import asked_instead

_SERVICE: Final[dict[Transport, str]] = {"udp": "_sip._udp", "tcp": "_sip._tcp", "tls": "_sips._tcp"}
_NO_SUCH: Final = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)
MOST_TARGETS: Final = 8


async def lookup_srv(
    domain: str, transport: Transport, *, nameservers: Sequence[Endpoint] = (), timeout: float
) -> tuple[DnsLookup, tuple[Endpoint, ...]]:
    """The SIP servers of *domain* in the order to try; none when it publishes no SRV record. Never raises."""
    name = f"{_SERVICE[transport]}.{domain.rstrip('.')}"
    outcome, records, elapsed_ms = await _ask(name, "SRV", nameservers, timeout)
    targets = _in_order(records)[:MOST_TARGETS]
    answers = tuple(str(target) for target in targets)
    return DnsLookup(name, "SRV", outcome, answers, elapsed_ms), targets


async def lookup_address(host: str, *, nameservers: Sequence[Endpoint] = (), timeout: float) -> DnsLookup:
    """The IPv4 addresses of *host*, asked of the configured servers past hosts file and cache. Never raises."""
    outcome, records, elapsed_ms = await _ask(host, "A", nameservers, timeout)
    return DnsLookup(host, "A", outcome, tuple(record.address for record in records), elapsed_ms)


async def lookup_naptr(domain: str, *, timeout: float) -> DnsLookup:
    """The transports that *domain* publishes (RFC 3263 section 4.1), in the order to try. Never raises."""
    name = domain.rstrip(".")
    outcome, records, elapsed_ms = await _ask(name, "NAPTR", (), timeout)
    ranked = sorted(records, key=lambda record: (record.order, record.preference))
    answers = tuple(f"{_text(record.service)} {record.replacement.to_text(omit_final_dot=True)}" for record in ranked)
    return DnsLookup(name, "NAPTR", outcome, answers[:MOST_TARGETS], elapsed_ms)


def _text(value: bytes) -> str:
    return value[:40].decode("ascii", "replace")


def _in_order(records: Sequence[Any]) -> tuple[Endpoint, ...]:
    """By priority, within it by weight and chance (RFC 2782); a target of "." means: no such service."""
    ranked = sorted(records, key=lambda record: (record.priority, -random.random() * (record.weight + 1)))
    hosts = ((record.target.to_text(omit_final_dot=True), int(record.port)) for record in ranked)
    return tuple(Endpoint(host, port) for host, port in hosts if host and host != ".")


async def _ask(
    name: str, record_type: str, nameservers: Sequence[Endpoint], timeout: float
) -> tuple[Outcome, list[Any], float]:
    clock = asyncio.get_running_loop().time
    start = clock()
    outcome: Outcome = "answered"
    records: list[Any] = []
    try:
        async with asyncio.timeout(timeout):
            records = list(await _resolver(nameservers).resolve(name, record_type, lifetime=timeout, search=False))
    except _NO_SUCH:
        outcome = "unresolved"
    except (TimeoutError, dns.exception.Timeout, dns.resolver.NoNameservers):
        outcome = "silent"
    except (dns.exception.DNSException, OSError, ValueError):
        outcome = "failed"
    return outcome, records, round((clock() - start) * 1000, 2)


async def lookup_both(host: str, *, nameservers: Sequence[Endpoint], timeout: float) -> DnsLookup:
    """What the system's resolver would say if it asked *nameservers*: IPv4 addresses, then IPv6. Never raises."""
    asked = [_ask(host, record_type, nameservers, timeout) for record_type in ("A", "AAAA")]
    (outcome, four, elapsed_ms), (other, six, _) = await asyncio.gather(*asked)
    answers = tuple(record.address for record in (*four, *six))
    return DnsLookup(host, "system", "answered" if answers else min(outcome, other), answers, elapsed_ms)


def _resolver(nameservers: Sequence[Endpoint]) -> dns.asyncresolver.Resolver:
    nameservers = nameservers or asked_instead()
    resolver = dns.asyncresolver.Resolver(configure=not nameservers)
    if nameservers:
        resolver.nameservers = [server.host for server in nameservers]
        resolver.nameserver_ports = {server.host: server.port for server in nameservers}
    return resolver
