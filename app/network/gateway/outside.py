"""Asks the gateway for its own outside address: by NAT-PMP (RFC 6886 section 3.2), PCP and UPnP (WANIPConnection:1).

Nobody but the gateway is asked, and nothing stays changed there. What it names behind a second router, or at a carrier
that shares addresses, is an address that no server on the Internet sees.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import secrets
from collections.abc import Callable
from typing import Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Outcome
from app.network.gateway.answer import target_of
from app.network.gateway.description import read_service
from app.network.gateway.ssdp import SsdpAnswer, ask_for_description
from app.network.gateway.web import SoapCall, fetch
from app.network.icmp_queue import IcmpError
from app.network.udp import open_udp
from app.protocols.nat_pmp import ADDRESS_REQUEST, parse_nat_pmp
from app.protocols.pcp import NONCE_BYTES, map_question, parse_map_answer

SSDP_PORT: Final = 1900
SEND_AT_S: Final = (0.0, 0.25, 0.75)
"""RFC 6886 section 3.1: 250 ms, then twice as long; a gateway stands one cable away."""
GIVE_UP_S: Final = 1.2
SERVICES: Final = ("WANIPConnection", "WANPPPConnection")
ACTION: Final = "GetExternalIPAddress"
_NAMED: Final = re.compile(rb"<NewExternalIPAddress[^<>]{0,200}>\s*([0-9.]{7,15})\s*</")

Told = tuple[Outcome, str | None]
"""How it went, and the address."""


async def ask_by_nat_pmp(door: Endpoint) -> Told:
    """One question, repeated twice. Never raises."""
    return await _ask(door, lambda own: ADDRESS_REQUEST, read_nat_pmp)


async def ask_by_pcp(door: Endpoint) -> Told:
    """The same by its successor, which has no such question: what is asked for instead is taken back. Never raises."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return await _ask(
        door,
        lambda own: map_question(own, nonce),
        lambda data: _address(parse_map_answer(data, nonce) or ""),
        lambda own: map_question(own, nonce, 0),
    )


async def _ask(
    door: Endpoint,
    question: Callable[[str], bytes],
    read: Callable[[bytes], str | None],
    goodbye: Callable[[str], bytes] | None = None,
) -> Told:
    """Ask with what *question* makes of our own address; *goodbye* is sent once somebody answered."""
    try:
        sock = await open_udp(towards=door, queue=4)
    except UserError:
        return "unreachable", None
    clock = asyncio.get_running_loop().time
    start = clock()
    async with sock:
        own = sock.local.host
        for end in (*SEND_AT_S[1:], GIVE_UP_S):
            sock.send(question(own), door)
            while (left := start + end - clock()) > 0 and (event := await sock.next_event(left)) is not None:
                if isinstance(event, IcmpError):
                    return "refused", None
                if event.source == door:
                    if goodbye is not None:
                        sock.send(goodbye(own), door)
                    return "answered", read(event.data)
    return "silent", None


def read_nat_pmp(data: bytes) -> str | None:
    """The address in an answer; a gateway that has none yet says so by zeros."""
    return _address(parse_nat_pmp(data) or "")


async def ask_by_upnp(door: Endpoint) -> Told:
    """Find the description, in it the service, and ask that. Never raises."""
    found = await ask_for_description(door)
    if found is None:
        return "silent", None
    service = read_service((await fetch(found.door, found.path)).body, SERVICES)
    control = _control(found, service[1]) if service else None
    if service is None or control is None:
        return "answered", None
    answer = await fetch(found.door, control, call=SoapCall(service[0], ACTION))
    named = _NAMED.search(answer.body[:4096])
    return "answered", _address(named[1].decode("ascii")) if named else None


def _control(found: SsdpAnswer, written: str) -> str | None:
    """The path of the control address, provided that it lies where the description does."""
    target = target_of(f"http://{found.door}{found.path}", written)
    if target is None:
        return None
    scheme, host, port, path = target
    return path if (scheme, host, port or 80) == ("http", found.door.host, found.door.port) else None


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.IPv4Address(text)) if text != "0.0.0.0" else None
    except ValueError:
        return None
