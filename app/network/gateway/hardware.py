"""The hardware address of a neighbour, as the system's own table tells it: nothing is sent by us for it.

On Windows ``SendARP`` (iphlpapi.h) may ask the neighbour itself, when the table has forgotten it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ARP_TABLE: Final = Path("/proc/net/arp")
TIMEOUT_S: Final = 2.0
_OCTETS: Final = re.compile(r"\b[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}\b", re.IGNORECASE)


async def hardware_block(host: str) -> str | None:
    """The first three octets of the card at the IPv4 address *host* as six digits, such as ``"A42BB0"``.

    ``None`` when the system does not know the neighbour, or when the address is made up (locally administered, IEEE
    802 section 8.4): such a one names no maker. May start a system tool, so it does not run in the event loop.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TIMEOUT_S + 0.5):
            return block_of(await asyncio.to_thread(_look_up, host))
    return None


def block_of(address: str) -> str | None:
    """The maker's part of a hardware address in any usual spelling."""
    found = _OCTETS.search(address)
    if found is None:
        return None
    octets = [int(part, 16) for part in re.split("[:-]", found[0])]
    if not any(octets) or octets[0] & 0x03:  # nobody, several, or made up
        return None
    return "".join(f"{octet:02X}" for octet in octets[:3])


def address_in(table: str, host: str) -> str:
    """The hardware address of *host* in the text of ``/proc/net/arp`` or of ``arp -n``; empty when it is not there."""
    for line in table.splitlines():
        fields = line.replace("(", " ").replace(")", " ").split()
        if host in fields and (found := _OCTETS.search(line)):
            return found[0]
    return ""


def _look_up(host: str) -> str:
    try:
        if sys.platform == "win32":
            return _by_windows(host)
        if sys.platform == "darwin":
            return address_in(_by_arp(host), host)
        return address_in(ARP_TABLE.read_text("ascii", "replace"), host)
    except (OSError, ValueError):
        return ""


def _by_arp(host: str) -> str:
    command = ("/usr/sbin/arp", "-n", host)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, errors="replace")
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def _by_windows(host: str) -> str:
    import ctypes
    import socket

    target = int.from_bytes(socket.inet_aton(host), sys.byteorder)
    address, length = ctypes.create_string_buffer(8), ctypes.c_ulong(8)
    library = ctypes.WinDLL("iphlpapi")  # type: ignore[attr-defined,unused-ignore]
    if library.SendARP(target, 0, address, ctypes.byref(length)) or length.value != 6:
        return ""
    return ":".join(f"{octet:02x}" for octet in address.raw[:6])
