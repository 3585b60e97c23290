"""Which of our addresses, interfaces and gateways a packet uses. The reading of each system lies in its own module."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import sys
from dataclasses import dataclass
from typing import Final, Literal

Medium = Literal["cable", "wifi", "vpn", "loopback", "unknown"]
_DOCUMENTATION_TARGET: Final = "192.0.2.1"  # RFC 5737: asked for its route only, nothing is ever sent there


@dataclass(frozen=True, slots=True)
class Route:
    """The way packets leave this computer; ``gateway`` is ``None`` on a directly connected network."""

    interface: str
    address: str
    gateway: str | None
    medium: Medium


def local_address_towards(host: str) -> str | None:
    """Our own address on the route to the address literal *host*, or ``None`` without a route. Sends nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect((host, 9))  # connecting a UDP socket only asks the routing table
        return str(sock.getsockname()[0])
    return None


def target_of(host: str) -> str:
    """The address literal whose route leads to *host*; a name stands for the Internet."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return _DOCUMENTATION_TARGET


async def default_route() -> Route | None:
    """The route to the Internet, or ``None`` when this computer has none."""
    return await route_towards(_DOCUMENTATION_TARGET)


async def route_towards(host: str) -> Route | None:
    """The route to the address literal *host*; may start a system tool, so it does not run in the event loop."""
    address = local_address_towards(host)
    if address is None:
        return None
    return await asyncio.to_thread(_describe, host, address)


def _describe(host: str, address: str) -> Route:
    if sys.platform == "win32":
        from app.network.route_windows import describe
    elif sys.platform == "darwin":
        from app.network.route_macos import describe
    else:
        from app.network.route_linux import describe
    try:
        interface, gateway, medium = describe(host, address)
    except (OSError, ValueError, LookupError):
        interface, gateway, medium = "", None, "unknown"
    return Route(interface, address, gateway, medium)
