"""Interface, gateway and medium from ``/proc`` and ``/sys`` (proc(5), Linux ``if_arp.h``)."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from app.network.route import Medium

PROC: Final = Path("/proc/thread-self/net/route")
"""That of the thread that asks: threads may live in different network namespaces."""
CLASS: Final = Path("/sys/class/net")
_GATEWAY_FLAG: Final = 0x2  # RTF_GATEWAY
_TYPES: Final[dict[str, Medium]] = {"1": "cable", "772": "loopback", "65534": "vpn", "512": "vpn", "768": "vpn"}


def describe(host: str, address: str) -> tuple[str, str | None, Medium]:
    """Interface, gateway and medium of the route to *host* that leaves from our *address*."""
    interface = interface_with(address)
    return interface, gateway_of(PROC.read_text("ascii"), interface, host), medium_of(CLASS / interface)


def interface_with(address: str) -> str:
    """The name of the interface that holds *address*; raises ``LookupError`` when none does."""
    for name, addresses in psutil.net_if_addrs().items():
        if any(entry.address.partition("%")[0] == address for entry in addresses):
            return str(name)
    raise LookupError(address)


def gateway_of(table: str, interface: str, host: str) -> str | None:
    """The gateway that the text of ``/proc/net/route`` names for *host*: longest prefix, then lowest metric."""
    if ":" in host:
        return None
    target = int.from_bytes(socket.inet_aton(host), "big")
    best: tuple[int, int, str | None] | None = None
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) < 8 or fields[0] != interface:
            continue
        destination, gateway, mask = (_address(fields[index]) for index in (1, 2, 7))
        if target & mask != destination:
            continue
        found = _dotted(gateway) if int(fields[3], 16) & _GATEWAY_FLAG else None
        rank = (-mask.bit_count(), int(fields[6]), found)
        best = rank if best is None or rank[:2] < best[:2] else best
    return best[2] if best else None


def medium_of(folder: Path) -> Medium:
    """What carries the interface whose ``/sys/class/net`` folder this is."""
    if (folder / "wireless").exists() or (folder / "phy80211").exists():
        return "wifi"
    if (folder / "tun_flags").exists():
        return "vpn"
    try:
        return _TYPES.get((folder / "type").read_text("ascii").strip(), "unknown")
    except OSError:
        return "unknown"


def _address(field: str) -> int:
    return int.from_bytes(struct.pack("=I", int(field, 16)), "big")  # the kernel prints it in host order


def _dotted(address: int) -> str:
    return socket.inet_ntoa(address.to_bytes(4, "big"))
