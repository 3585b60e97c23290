"""The search domains that this computer was given with its address (DHCP options 15 and 119, RFC 3397)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

MOST_DOMAINS: Final = 8
TIMEOUT_S: Final = 1.0


async def search_domains() -> tuple[str, ...]:
    """As the system has them, lower case, without a final dot; sends nothing."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TIMEOUT_S):
            return await asyncio.to_thread(_domains)
    return ()


def _domains() -> tuple[str, ...]:
    import dns.exception
    import dns.resolver

    try:
        settings = dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError, ValueError):
        return ()
    names = [str(name).rstrip(".").casefold() for name in (settings.domain, *settings.search)]
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_DOMAINS]


def known_among(domains: tuple[str, ...], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Those of *domains* that are one of *hosts*, or below one; a company's own domain is nobody's business."""
    known = [host.casefold() for host in hosts]
    return tuple(name for name in domains if any(name == host or name.endswith(f".{host}") for host in known))
