"""Address kinds, by explicit tables: the standard library calls test networks private, and carrier NAT global."""

from __future__ import annotations

import ipaddress
from typing import Final, Literal

AddressKind = Literal[
    "loopback", "link_local", "private", "carrier", "translated_ipv6", "unspecified", "public", "name"
]

_TABLE: Final[tuple[tuple[str, AddressKind], ...]] = (
    ("127.0.0.0/8", "loopback"),
    ("::1/128", "loopback"),
    ("169.254.0.0/16", "link_local"),
    ("fe80::/10", "link_local"),
    ("10.0.0.0/8", "private"),  # RFC 1918
    ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"),
    ("fc00::/7", "private"),  # RFC 4193
    ("100.64.0.0/10", "carrier"),  # RFC 6598
    ("192.0.0.0/29", "translated_ipv6"),  # 464XLAT and DS-Lite, RFC 7335
    ("0.0.0.0/8", "unspecified"),
    ("::/128", "unspecified"),
)
_NETWORKS: Final = tuple((ipaddress.ip_network(text), kind) for text, kind in _TABLE)


def address_kind(host: str) -> AddressKind:
    """Say what kind of address *host* is; anything that is not an address literal is a ``"name"``."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "name"
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    for network, kind in _NETWORKS:
        if address.version == network.version and address in network:
            return kind
    return "public"


def is_behind_nat(host: str) -> bool:
    """Whether *host* cannot be reached from the public Internet, so a public server must never see it as a source."""
    return address_kind(host) in {"link_local", "private", "carrier", "translated_ipv6"}
