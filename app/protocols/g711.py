"""PCMU and PCMA (ITU-T G.711): 16-bit samples to bytes and back."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache
from typing import Final, Literal

Law = Literal["PCMU", "PCMA"]
SILENCE: Final[dict[Law, int]] = {"PCMU": 0xFF, "PCMA": 0xD5}
"""The code of a sample that is zero."""

_BIAS: Final = 0x84
_CLIP: Final = 32635


def decode(payload: bytes, law: Law) -> array[int]:
    """16-bit linear samples of *payload*."""
    table = _decode_table(law)
    return array("h", [table[code] for code in payload])


def encode(samples: array[int], law: Law) -> bytes:
    """One byte a sample."""
    table = _encode_table(law)
    return bytes([table[(sample + 0x8000) >> 2] for sample in samples])


@cache
def _decode_table(law: Law) -> tuple[int, ...]:
    one: Callable[[int], int] = _decode_ulaw if law == "PCMU" else _decode_alaw
    return tuple(one(code) for code in range(256))


@cache
def _encode_table(law: Law) -> bytes:
    """Codes by the upper 14 bits of a sample, which is all that either law looks at."""
    one: Callable[[int], int] = _encode_ulaw if law == "PCMU" else _encode_alaw
    return bytes(one((index << 2) - 0x8000) for index in range(1 << 14))


def _decode_ulaw(code: int) -> int:
    code = ~code & 0xFF
    size = (((code & 0x0F) << 3) + _BIAS << (code >> 4 & 7)) - _BIAS
    return -size if code & 0x80 else size


def _encode_ulaw(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    size = min(-sample if sample < 0 else sample, _CLIP) + _BIAS
    segment = max(0, size.bit_length() - 8)
    return ~(sign | segment << 4 | size >> (segment + 3) & 0x0F) & 0xFF


def _decode_alaw(code: int) -> int:
    code ^= 0x55
    size = (code & 0x0F) << 4
    segment = code >> 4 & 7
    size = size + 8 if segment == 0 else (size + 0x108) << (segment - 1)
    return size if code & 0x80 else -size


def _encode_alaw(sample: int) -> int:
    sign = 0x80 if sample >= 0 else 0
    size = (sample if sample >= 0 else -sample - 1) >> 4
    segment = max(0, size.bit_length() - 4)
    mantissa = size & 0x0F if segment == 0 else size >> (segment - 1) & 0x0F
    return (sign | segment << 4 | mantissa) ^ 0x55
