"""The knock of a test line: asked for by a header, it comes from another port than the one that was asked.

A plain router lets nobody in but whom we spoke to. One that reads SIP opens ways in for those whom a message leads to
expect, such as the registrar on any port, or the sound of a call (facts, science 1.1 and 2.1 A5, A6).
"""

from __future__ import annotations

import re
from typing import Final

from app.protocols.sip import SipMessage

HEADER: Final = "X-Callmend-Knock"
METHODS: Final = frozenset({"REGISTER", "INVITE"})
_NONCE: Final = re.compile(r"[0-9a-f]{16}\Z")
_WORD: Final = b"callmend-knock "


def asks_for_knock(request: SipMessage) -> str | None:
    """The nonce of a request that asks for one."""
    found = request.get(HEADER) or ""
    return found if request.method in METHODS and _NONCE.match(found) else None


def knock(nonce: str) -> bytes:
    """The packet."""
    return _WORD + nonce.encode("ascii")


def is_knock(data: bytes, request: SipMessage) -> bool:
    """Whether *data* is the knock that *request* asked for."""
    nonce = asks_for_knock(request)
    return nonce is not None and data == knock(nonce)
