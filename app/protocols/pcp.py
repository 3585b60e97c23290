"""PCP (RFC 6887): a mapping of a second that nobody uses, because only the answer to it names the outside address.

Section 11.6 gives this way: NAT-PMP has a question of its own, its successor asks for the discard port (RFC 863).
"""

from __future__ import annotations

import ipaddress
import struct
from typing import Final

VERSION: Final = 2
MAP: Final = 1
UDP: Final = 17
DISCARD_PORT: Final = 9
NONCE_BYTES: Final = 12
ANSWER_BIT: Final = 0x80
SUCCESS: Final = 0
_QUESTION: Final = struct.Struct("!BBHI16s12sB3xHH16s")
_ANSWER: Final = struct.Struct("!BBBBII12x12sB3xHH16s")
_NOWHERE: Final = ipaddress.IPv6Address("::ffff:0.0.0.0").packed


def map_question(own: str, nonce: bytes, seconds: int = 1) -> bytes:
    """Ask for a mapping of *own*'s discard port for *seconds*; 0 takes it back (sections 7.1 and 11.1)."""
    port = 0 if not seconds else DISCARD_PORT
    return _QUESTION.pack(VERSION, MAP, 0, seconds, _wide(own), nonce, UDP, DISCARD_PORT, port, _NOWHERE)


def parse_map_answer(data: bytes, nonce: bytes) -> str | None:
    """The outside IPv4 address in the answer to the question with *nonce*; ``None`` for all else. Never raises."""
    if len(data) < _ANSWER.size:
        return None
    version, operation, _, result, _, _, echoed, protocol, port, _, outside = _ANSWER.unpack_from(data)
    named = (version, operation, result, echoed, protocol, port)
    if named != (VERSION, MAP | ANSWER_BIT, SUCCESS, nonce, UDP, DISCARD_PORT):
        return None
    mapped = ipaddress.IPv6Address(outside).ipv4_mapped
    return str(mapped) if mapped is not None and int(mapped) else None


def map_answer(question: bytes, outside: str, seconds: int = 1) -> bytes:
    """A gateway's answer to *question* that names *outside*."""
    *_, nonce, protocol, inner, _, _ = _QUESTION.unpack(question)
    head = (VERSION, MAP | ANSWER_BIT, 0, SUCCESS, seconds, 1)
    return _ANSWER.pack(*head, nonce, protocol, inner, inner, _wide(outside))


def _wide(address: str) -> bytes:
    return ipaddress.IPv6Address(f"::ffff:{address}").packed
