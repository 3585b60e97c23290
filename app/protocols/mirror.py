"""The mirror of a test line: a request as it arrived, sent back in a wrapping that no box on the way looks into.

A request asks for it by a header with a nonce. The body of the answer holds the request as it arrived and the head of
the answer as it was sent, compressed, sealed with the nonce, and written in base64url (facts, science 2.0 and 2.1).
Compressed, because an answer is never larger than its question; what a question is padded with weighs nothing then.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import zlib
from dataclasses import dataclass
from typing import Final

from app.protocols.sip import SipMessage

HEADER: Final = "X-Callmend-Mirror"
CONTENT_TYPE: Final = "application/x-callmend-mirror"
MOST_BYTES: Final = 65_536
"""Of one message, unpacked."""
_SEAL: Final = 12
_NONCE: Final = re.compile(r"[0-9a-f]{16,64}\Z")


@dataclass(frozen=True, slots=True)
class Mirrored:
    """The request as it arrived, and the head of the answer as it left."""

    arrived: bytes
    announced: bytes


def nonce_of(request: SipMessage) -> str | None:
    """The nonce of a request that asks for the mirror."""
    found = request.get(HEADER) or ""
    return found if request.is_request and _NONCE.match(found) else None


def pack(nonce: str, arrived: bytes, announced: bytes) -> bytes:
    """The body of the answer."""
    both = len(arrived).to_bytes(4, "big") + arrived + announced
    return base64.urlsafe_b64encode(_seal(nonce, both) + zlib.compress(both, 9)).rstrip(b"=")


def unpack(nonce: str, body: bytes) -> Mirrored | None:
    """What *body* holds; ``None`` when it is not whole or was not sealed for this question. Never raises."""
    text = b"".join(body[: 2 * MOST_BYTES].split())
    try:
        packed = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        both = zlib.decompressobj().decompress(packed[_SEAL:], 2 * MOST_BYTES)
    except (ValueError, binascii.Error, zlib.error):
        return None
    if len(both) < 4 or not hmac.compare_digest(_seal(nonce, both), packed[:_SEAL]):
        return None
    end = 4 + int.from_bytes(both[:4], "big")
    return Mirrored(both[4:end], both[end:])


def _seal(nonce: str, both: bytes) -> bytes:
    key = hashlib.sha256(b"callmend mirror " + nonce.encode("latin-1")).digest()
    return hmac.new(key, both, hashlib.sha256).digest()[:_SEAL]
