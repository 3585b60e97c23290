"""The names in a certificate, read off its DER without understanding the rest (RFC 5280): a sign, not a proof.

The standard library only tells the names of certificates that it trusts, and a router's never is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.network.gateway.answer import one_line

_COMMON_NAME: Final = bytes.fromhex("0603550403")
_ORGANISATION: Final = bytes.fromhex("060355040a")
_ALTERNATIVES: Final = bytes.fromhex("0603551d11")
_TEXT_TAGS: Final = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
_CRITICAL: Final = bytes.fromhex("0101ff")
_DNS_NAME: Final = 0x82
MOST_NAMES: Final = 8
MOST_BYTES: Final = 16 * 1024


def certificate_text(der: bytes) -> str:
    """Common names and organisations, such as ``"CN=fritz.box, O=AVM"``; empty when there are none."""
    kinds = (("CN", _COMMON_NAME), ("O", _ORGANISATION))
    named = [f"{label}={name}" for label, oid in kinds for name in _values(der[:MOST_BYTES], oid)]
    return ", ".join(dict.fromkeys(named))


def certificate_hosts(der: bytes) -> tuple[str, ...]:
    """The host names: alternative names first, then common names."""
    der = der[:MOST_BYTES]
    names = [*_alternatives(der), *_values(der, _COMMON_NAME)]
    return tuple(dict.fromkeys(names))[: 2 * MOST_NAMES]


def _values(der: bytes, oid: bytes) -> Iterator[str]:
    at = der.find(oid)
    for _ in range(MOST_NAMES):
        if at < 0:
            return
        value = _item(der, at + len(oid))
        if value is not None and value[0] in _TEXT_TAGS:
            yield one_line(value[1].decode(_TEXT_TAGS[value[0]], "replace"))
        at = der.find(oid, at + 1)


def _alternatives(der: bytes) -> Iterator[str]:
    at = der.find(_ALTERNATIVES)
    start = at + len(_ALTERNATIVES)
    start += len(_CRITICAL) if der[start : start + len(_CRITICAL)] == _CRITICAL else 0
    octets = _item(der, start) if at >= 0 else None
    sequence = _item(octets[1], 0) if octets else None
    rest = sequence[1] if sequence else b""
    for _ in range(MOST_NAMES):
        name = _item(rest, 0)
        if name is None:
            return
        if name[0] == _DNS_NAME:
            yield one_line(name[1].decode("ascii", "replace"))
        rest = rest[name[2] :]


def _item(data: bytes, at: int) -> tuple[int, bytes, int] | None:
    """Tag, content and whole length of the item at *at*; ``None`` where there is none (X.690 section 8.1)."""
    if len(data) < at + 2:
        return None
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        octets = length & 0x7F
        if octets > 3 or len(data) < start + octets:
            return None
        length, start = int.from_bytes(data[start : start + octets], "big"), start + octets
    return (tag, data[start : start + length], start + length - at) if len(data) >= start + length else None
