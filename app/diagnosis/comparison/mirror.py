"""A reply that carries the request as it arrived: plain text, ``message/sipfrag``, base64 or hexadecimal.

Test servers send such copies (facts: peers 2.1, 2.6). What an ALG restores on the way back it also restores in a plain
copy, so a plain one proves changes but never their absence.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from app.diagnosis.comparison.message import read_message
from app.protocols.sip import SipMessage

MAX_MIRROR: Final = 262_144
_HEX: Final = re.compile(rb"[0-9A-Fa-f\s]+\Z")
_BASE64: Final = re.compile(rb"[0-9A-Za-z+/=_\s-]+\Z")


def arrived_inside(reply: SipMessage) -> SipMessage | None:
    """The request that *reply* carries as its body, if it carries one."""
    body = (reply.body or reply.trailing)[:MAX_MIRROR]
    for text in (body, _decoded(body)):
        message = read_message(text) if text else None
        if message is not None and message.is_request and message.headers:
            return message
    return None


def _decoded(body: bytes) -> bytes:
    packed = b"".join(body.split())
    try:
        if _HEX.match(body) and len(packed) % 2 == 0:
            return bytes.fromhex(packed.decode("ascii"))
        if _BASE64.match(body):
            return base64.b64decode(packed, altchars=b"-_" if b"-" in packed or b"_" in packed else None)
    except (ValueError, binascii.Error):
        return b""
    return b""
