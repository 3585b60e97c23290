"""The Contacts that ``binding_readback`` stores for a moment, and how to tell them from everybody else's."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Final

from app.model.endpoint import Endpoint
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_address, parse_number

USER: Final = "callmend-canary-"
SHORTEST_S: Final = 60
LONGEST_S: Final = 3600
MOST_PUT_BACK: Final = 4
_STORED: Final = re.compile(r"<?\s*(sips?:" + USER + r"[^>;,\s]*)", re.IGNORECASE)

_PLAIN: Final = re.compile(r"[!#-;=?-~]{1,256}\Z")
"""Printable ASCII without blanks, quotes and angle brackets."""


def canary_contacts(local: Endpoint) -> tuple[str, ...]:
    """Our address with another port, our own address and port, and a name that nobody can own (RFC 2606).

    The other port stands first: the Linux helper, which opens a way in for the first Contact only, changes that one at
    any port and the others at the port of the flow.
    """
    mark = secrets.token_hex(3)
    other_port = local.port - 2 if local.port > 2000 else local.port + 2
    places = {"port": str(Endpoint(local.host, other_port)), "own": str(local), "name": "canary.invalid"}
    return tuple(f"<sip:{USER}{mark}-{label}@{place}>" for label, place in places.items())


def stored_canaries(answer: SipMessage) -> tuple[str, ...]:
    """The canaries that a registrar lists, each as it stores it: only these may ever be removed."""
    found = (_STORED.match(contact.strip()) for contact in answer.all("contact"))
    return tuple(f"<{match.group(1)}>" for match in found if match)


def other_bindings(answer: SipMessage) -> tuple[str, ...]:
    """What a registrar lists beside canaries: phones."""
    return tuple(contact for contact in answer.all("contact") if not _STORED.match(contact.strip()))


def lost_phones(before: SipMessage, after: SipMessage) -> Iterator[tuple[str, int]]:
    """Phones that were listed before and are not any more, with the seconds they had left: to be put back.

    An honest registrar of several Contacts loses none; of a dishonest one, only what is plain text comes back to it.
    """
    still = {parse_address(contact).uri_text for contact in other_bindings(after)}
    for contact in other_bindings(before)[:MOST_PUT_BACK]:
        address = parse_address(contact)
        lives_s = parse_number(address.params.get("expires", before.get("expires"))) or 0
        gone = address.uri_text not in still and _PLAIN.match(address.uri_text)
        if address.uri is not None and gone and lives_s >= SHORTEST_S:
            yield f"<{address.uri_text}>", min(lives_s, LONGEST_S)
