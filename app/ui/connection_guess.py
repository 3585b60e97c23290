"""A guess at how this computer is connected, from what the system lists; nothing is sent. The engine measures later."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final, NamedTuple

from app.wizard.answers import Connection

_SHARED_BY_PHONES: Final = tuple(ipaddress.ip_network(text) for text in ("172.20.10.0/28", "192.168.43.0/24"))
"""Networks that iPhones, and Android phones before version 11, hand out when they share their connection."""


class Seen(NamedTuple):
    """One interface that is up."""

    medium: str
    """``cable``, ``wifi`` or anything else."""
    address: str


def guess() -> Connection | None:
    """``None`` where nothing can be told."""
    return of(interfaces())


def of(seen: Sequence[Seen]) -> Connection | None:
    """A cable wins: systems use it first when both are there."""
    if any(_by_a_phone(one.address) for one in seen):
        return "hotspot"
    media = {one.medium for one in seen}
    return "cable" if "cable" in media else "wifi" if "wifi" in media else None


def interfaces() -> list[Seen]:
    """The interfaces that are up and have an IPv4 address which others can reach."""
    from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

    kinds = {QNetworkInterface.InterfaceType.Ethernet: "cable", QNetworkInterface.InterfaceType.Wifi: "wifi"}
    wanted = QNetworkInterface.InterfaceFlag.IsUp | QNetworkInterface.InterfaceFlag.IsRunning
    found = []
    for one in QNetworkInterface.allInterfaces():
        flags = one.flags()
        if flags & wanted != wanted or flags & QNetworkInterface.InterfaceFlag.IsLoopBack:
            continue
        for entry in one.addressEntries():
            address = entry.ip()
            if address.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol and not address.isLinkLocal():
                found.append(Seen(kinds.get(one.type(), ""), address.toString()))
    return found


def _by_a_phone(address: str) -> bool:
    try:
        made = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(made in network for network in _SHARED_BY_PHONES)
