"""One GET of a page of the gateway's own web server, or one call of UPnP. Such servers are slow, broken, and written
by anyone.

A client of our own, because libraries refuse what old routers say: HTTP/1.0 is asked for, so that answers come in one
piece, and whatever follows the head is taken as it comes. Bounded in bytes and in seconds as a whole; no answer is an
error. The connection goes to the address that was given and never anywhere else.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.model.facts import Outcome
from app.network.gateway.answer import parse_answer
from app.network.tcp import NotConnected, TcpStream, open_tcp

Scheme = Literal["http", "https"]
MOST_BYTES: Final = 256 * 1024
REQUEST_S: Final = 1.5
"""For one page as a whole. A router in the same network answers in milliseconds, a busy one in tenths of a second."""
_AGENT: Final = "Mozilla/5.0 (compatible; CallMend)"


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """What came back. ``headers`` have lower-case names, the first of each; ``certificate`` is the server's, as DER."""

    outcome: Outcome
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    certificate: bytes = b""

    @property
    def digest(self) -> str:
        """The same for the same status and body."""
        return hashlib.sha256(b"%d\n" % (self.status or 0) + self.body).hexdigest()[:12]


@cache
def _any_tls() -> ssl.SSLContext:
    """Whatever the router's age allows: nothing secret is sent, and its certificate is a sign, not a protection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@dataclass(frozen=True, slots=True)
class SoapCall:
    """One action without arguments of a UPnP service (UPnP Device Architecture 1.1, section 3.2.1)."""

    service: str
    action: str

    @property
    def body(self) -> bytes:
        """The envelope."""
        return (
            '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
            's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
            f'<u:{self.action} xmlns:u="{self.service}"></u:{self.action}></s:Body></s:Envelope>'
        ).encode("ascii", "replace")

    @property
    def headers(self) -> tuple[str, ...]:
        """What goes before it."""
        return (
            'Content-Type: text/xml; charset="utf-8"',
            f'SOAPAction: "{self.service}#{self.action}"',
            f"Content-Length: {len(self.body)}",
        )


async def fetch(door: Endpoint, path: str, scheme: Scheme = "http", call: SoapCall | None = None) -> WebAnswer:
    """Ask the server at *door* for *path*, or *call* there; what had arrived in time counts. Never raises."""
    deadline = asyncio.get_running_loop().time() + REQUEST_S
    try:
        stream = await open_tcp(door, timeout=REQUEST_S, tls=_any_tls() if scheme == "https" else None)
    except NotConnected as problem:
        return WebAnswer(problem.outcome)
    try:
        raw = await _ask(stream, _request(door, path, call), deadline)
        certificate = stream.certificate
    finally:
        stream.abort()
    if not raw:
        return WebAnswer("silent", certificate=certificate)
    status, headers, body = parse_answer(raw)
    return WebAnswer("answered", status, headers, body, certificate)


def _request(door: Endpoint, path: str, call: SoapCall | None) -> bytes:
    host = f"[{door.host}]" if ":" in door.host else door.host
    host = host if door.port in (80, 443) else f"{host}:{door.port}"
    first = f"{'POST' if call else 'GET'} {path} HTTP/1.0"
    lines = [first, f"Host: {host}", f"User-Agent: {_AGENT}", "Accept: */*", "Connection: close"]
    lines += call.headers if call else ()
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "replace") + (call.body if call else b"")


async def _ask(stream: TcpStream, request: bytes, deadline: float) -> bytes:
    clock = asyncio.get_running_loop().time
    raw = bytearray()
    if not stream.post(request):
        return b""
    while len(raw) < MOST_BYTES and (left := deadline - clock()) > 0:
        data = await stream.receive(left)
        if not data:
            break
        raw += data
        if _complete(raw):
            break
    return bytes(raw[:MOST_BYTES])


def _complete(raw: bytearray) -> bool:
    """Whether all that the head promises is there: some servers forget to close."""
    head, gap, _ = raw[:8192].partition(b"\r\n\r\n")
    if not gap:
        return False
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip() == b"content-length" and value.strip().isdigit() and len(value) < 12:
            return len(raw) - len(head) - len(gap) >= int(value)
    return False
