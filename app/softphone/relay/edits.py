"""The fields that a relay between TCP and TLS must change, and nothing else: bytes in, bytes out.

What each is for was measured with three servers: without our Record-Route no ACK and no BYE leaves the softphone;
without the transport in its Contact a server never calls back; without the TLS socket's address in Contact and Via a
proxy tries to reach the softphone's loopback port and answers 477. Bodies, credentials, From and To stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint

MAKES_ROUTES: Final = frozenset({b"INVITE", b"SUBSCRIBE", b"REFER", b"NOTIFY"})
"""Methods whose requests and answers set the route of a dialog (RFC 3261 section 12.1, RFC 6665)."""
_TCP: Final = re.compile(rb";\s*transport\s*=\s*tcp\b", re.IGNORECASE)
_TRANSPORT: Final = re.compile(rb"(SIP/2\.0/)(TCP|TLS)\b", re.IGNORECASE)
_COMPACT: Final = {b"v": b"via", b"m": b"contact"}
_STATUS: Final = re.compile(rb"SIP/2\.0 (\d{3})")
_END: Final = re.compile(rb"\r?\n\r?\n")
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Sides:
    """The addresses of one relayed connection: where we listen, the softphone's end, our own end towards the server."""

    relay: Endpoint
    phone: Endpoint
    tls: Endpoint


def towards_server(message: bytes, sides: Sides) -> bytes:
    """A message of the softphone as the server gets it."""
    own, phone, tls = _bytes(sides.relay), _bytes(sides.phone), _bytes(sides.tls)

    def edit(name: bytes, line: bytes, request: bool) -> bytes | None:
        if name in {b"route", b"record-route"}:
            return _without(line, own)
        if name == b"contact":
            return _address(_TCP.sub(b";transport=tls", line), phone, tls)
        if name == b"via" and request:
            return _address(_TRANSPORT.sub(rb"\g<1>TLS", line, count=1), phone, tls)
        return line

    def start(line: bytes, request: bool) -> bytes:
        return _TCP.sub(b";transport=tls", line) if request else line

    return _edited(message, start, edit)


def towards_phone(message: bytes, sides: Sides) -> bytes:
    """A message of the server as the softphone gets it."""
    phone, tls = _bytes(sides.phone), _bytes(sides.tls)

    def edit(name: bytes, line: bytes, request: bool) -> bytes | None:
        if request:
            return line
        if name == b"via":
            return _address(_TRANSPORT.sub(rb"\g<1>TCP", line, count=1), tls, phone)
        return _address(line, tls, phone) if name == b"contact" else line

    def start(line: bytes, request: bool) -> bytes:
        return _address(line, tls, phone) if request else line

    return _with_route(_edited(message, start, edit), _bytes(sides.relay))


def _edited(
    message: bytes, start: Callable[[bytes, bool], bytes], edit: Callable[[bytes, bytes, bool], bytes | None]
) -> bytes:
    head, rest = _split(message)
    if not head.strip():  # a keep-alive
        return message
    first, *lines = _FOLD.sub(b" ", head).split(b"\r\n")
    request = not first.startswith(b"SIP/2.0 ")
    edited = [edit(_name(line), line, request) for line in lines]
    return b"\r\n".join([start(first, request), *(line for line in edited if line is not None)]) + rest


def _with_route(message: bytes, own: bytes) -> bytes:
    """Put the relay into the route of a dialog, nearest to the softphone: on top of a request, last in an answer."""
    head, rest = _split(message)
    first, *lines = head.split(b"\r\n")
    status = _STATUS.match(first)
    if _method(first, lines) not in MAKES_ROUTES or (status and not 101 <= int(status[1]) < 300):
        return message
    routes = [place for place, line in enumerate(lines) if _name(line) == b"record-route"]
    place = routes[-1] + 1 if status and routes else 0
    lines.insert(place, b"Record-Route: <sip:" + own + b";transport=tcp;lr>")
    return b"\r\n".join([first, *lines]) + rest


def _method(first: bytes, lines: list[bytes]) -> bytes:
    if not first.startswith(b"SIP/2.0 "):
        return first.partition(b" ")[0]
    cseq = next((line for line in lines if _name(line) == b"cseq"), b"")
    return cseq.split()[-1] if cseq.split() else b""


def _split(message: bytes) -> tuple[bytes, bytes]:
    found = _END.search(message)
    return (message[: found.start()], message[found.start() :]) if found else (message, b"")


def _name(line: bytes) -> bytes:
    name = line.partition(b":")[0].strip().lower()
    return _COMPACT.get(name, name)


def _without(line: bytes, own: bytes) -> bytes | None:
    """The routes of *line* that are not ours; ``None`` when none is left."""
    name, _, values = line.partition(b":")
    kept = [value.strip() for value in values.split(b",") if not _names(value, own)]
    return name + b": " + b", ".join(kept) if kept else None


def _names(text: bytes, address: bytes) -> bool:
    return re.search(rb"(?<![\w.])" + re.escape(address) + rb"(?!\d)", text) is not None


def _address(line: bytes, old: bytes, new: bytes) -> bytes:
    return re.sub(rb"(?<![\w.])" + re.escape(old) + rb"(?!\d)", lambda _: new, line)


def _bytes(place: Endpoint) -> bytes:
    return str(place).encode("ascii")
