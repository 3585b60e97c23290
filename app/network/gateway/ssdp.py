"""Asks the gateway alone, by unicast, where its UPnP description lies, and reads it (UPnP Device Architecture 1.1).

The usual question goes to everybody in the network; this one does not (section 1.3.2, unicast M-SEARCH).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.network.gateway.answer import one_line, target_of
from app.network.udp import Datagram, open_udp

SEARCH_S: Final = 1.2
SEND_AT_S: Final = (0.0, 0.4)  # seconds; datagrams get lost
MOST_BYTES: Final = 4096
_TARGETS: Final = ("urn:schemas-upnp-org:device:InternetGatewayDevice:1", "upnp:rootdevice")


@dataclass(frozen=True, slots=True)
class SsdpAnswer:
    """Where the description lies on the gateway itself, and the server's name."""

    door: Endpoint
    path: str
    server: str


async def ask_for_description(door: Endpoint) -> SsdpAnswer | None:
    """Ask the gateway at *door*; ``None`` when it is silent, or points to anybody but itself. Never raises."""
    try:
        sock = await open_udp(towards=door, queue=16)
    except UserError:
        return None
    clock = asyncio.get_running_loop().time
    start = clock()
    async with sock:
        for end in (*SEND_AT_S[1:], SEARCH_S):
            for target in _TARGETS:
                sock.send(_question(door, target), door)
            while (left := start + end - clock()) > 0 and (event := await sock.next_event(left)) is not None:
                if not isinstance(event, Datagram):
                    return None  # nobody listens there
                found = read_answer(event.data, door.host) if event.source.host == door.host else None
                if found is not None:
                    return found
    return None


def _question(door: Endpoint, target: str) -> bytes:
    lines = ("M-SEARCH * HTTP/1.1", f"HOST: {door}", 'MAN: "ssdp:discover"', f"ST: {target}", "", "")
    return "\r\n".join(lines).encode("ascii")


def read_answer(data: bytes, host: str) -> SsdpAnswer | None:
    """The answer in *data*, when its ``LOCATION`` is a page on *host*."""
    lines = data[:MOST_BYTES].decode("latin-1").splitlines()
    if not lines or not lines[0].upper().startswith("HTTP/1."):
        return None
    fields = {name.strip().upper(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:40])}
    target = target_of(f"http://{host}/", fields.get("LOCATION", ""))
    if target is None or not fields.get("LOCATION"):
        return None
    scheme, named, port, path = target
    if scheme != "http" or named != host:
        return None
    return SsdpAnswer(Endpoint(host, port or 80), path, one_line(fields.get("SERVER", "")))
