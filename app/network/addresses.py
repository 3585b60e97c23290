"""The addresses that this computer has, and from which of them packets leave. Nothing is sent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from app.model.addresses import address_kind
from app.model.facts import NetworkAddress
from app.network.route import Medium, local_address_towards

MOST: Final = 24
_TUNNELS: Final = ("utun", "ppp", "tun", "tap", "wg", "wireguard", "ipsec", "openvpn")
_FAR: Final = ("192.0.2.1", "2001:db8::1")
"""Addresses of nobody (RFC 5737, RFC 3849): only the routing table is asked about them."""


def own_addresses() -> tuple[NetworkAddress, ...]:
    """All but those of loopback and of the link, which lead nowhere."""
    used = {local_address_towards(far) for far in _FAR}
    return tuple(NetworkAddress(name, host, medium_of(name), host in used) for name, host in _list())[:MOST]


def _list() -> Iterator[tuple[str, str]]:
    import psutil

    for name, entries in psutil.net_if_addrs().items():
        for entry in entries:
            host = entry.address.partition("%")[0]
            if address_kind(host) not in {"loopback", "link_local", "name", "unspecified"}:
                yield str(name), host


def medium_of(name: str) -> Medium:
    """What carries the interface *name*, by the system's own knowledge where it has any."""
    if sys.platform in ("win32", "darwin"):
        return "vpn" if name.lower().startswith(_TUNNELS) else "unknown"
    from app.network.route_linux import CLASS
    from app.network.route_linux import medium_of as by_system

    return by_system(CLASS / name)
