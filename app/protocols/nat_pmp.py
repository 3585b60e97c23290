"""NAT-PMP (RFC 6886): the one question that changes nothing."""

from __future__ import annotations

import ipaddress
import struct
from typing import Final

PORT: Final = 5351
ADDRESS_REQUEST: Final = b"\x00\x00"
"""Version 0, opcode 0: which is your outside address (RFC 6886 section 3.2)?"""
_ANSWER: Final = struct.Struct("!BBHI4s")


def is_address_request(data: bytes) -> bool:
    """Whether *data* asks a gateway for its outside address."""
    return data == ADDRESS_REQUEST


def nat_pmp_answer(outside: str, seconds: int = 1) -> bytes:
    """A gateway's answer; *seconds* since its table was last set up."""
    return _ANSWER.pack(0, 128, 0, seconds, ipaddress.IPv4Address(outside).packed)


def parse_nat_pmp(data: bytes) -> str | None:
    """The outside address in a gateway's answer; ``None`` for refusals and all else. Never raises.

    A gateway that speaks only PCP answers a version 0 question with its own version and an error.
    """
    if len(data) < _ANSWER.size:
        return None
    version, opcode, result, _, address = _ANSWER.unpack_from(data)
    return str(ipaddress.IPv4Address(address)) if (version, opcode, result) == (0, 128, 0) else None
