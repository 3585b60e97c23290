"""What phone services do to messages of their own accord: no ALG, and never to be taken for one (facts, science 2.2).

A request's edits see the source that the server sees; an answer's edits come after the server has written it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice.message_text import Edit, Swap, Text, edit_headers, edit_top_via, split
from app.practice.sound_manners import SOUND_MANNERS

INSIDE_OF_SERVICE: Final = "10.255.0.9"
"""What a load balancer in front of a server may show in place of our address."""
EXAMPLE: Final = "Asterisk PBX 20.5.0"
"""One of the servers that come without a guard against floods."""
_CONTACT_HOST: Final = re.compile(r"(?i)(sips?:(?:[^@>\s;,]*@)?)(\[[^\]]*\]|[^:;>\s,?]+)(?::\d+)?")


def _contact_to_source(text: Text, swap: Swap) -> Text:
    """Kamailio's fix_nated_contact and Asterisk's rewrite_contact: whatever it names, it becomes the source."""
    if text.is_response:
        return text
    place = rf"\g<1>{swap.new.host}:{swap.new.port}"
    return Text(edit_headers(text.head, "contact|m", lambda line: _CONTACT_HOST.sub(place, line)), text.body)


def _contact_alias(text: Text, swap: Swap) -> Text:
    """Kamailio's add_contact_alias: the source as a parameter of the URI."""
    if text.is_response:
        return text
    place = rf"\g<0>;alias={swap.new.host}~{swap.new.port}~1"
    return Text(edit_headers(text.head, "contact|m", lambda line: _CONTACT_HOST.sub(place, line)), text.body)


def _without_received(text: Text, swap: Swap) -> Text:
    """A server that does not follow RFC 3261 section 18.2.1; ``rport`` stays."""
    return _edit_received(text, "")


def _without_both(text: Text, swap: Swap) -> Text:
    stripped = _edit_received(text, "")
    return Text(edit_top_via(stripped.head, lambda line: re.sub(r"(?i);\s*rport\s*=\s*\d+", ";rport", line)), text.body)


def _received_inside(text: Text, swap: Swap) -> Text:
    """A server behind a load balancer sees that one's address."""
    return _edit_received(text, f";received={INSIDE_OF_SERVICE}")


def _received_as_sent(text: Text, swap: Swap) -> Text:
    """A server that copies the Via's own host into ``received``."""
    found = re.search(r"(?im)^(?:via|v)[ \t]*:\s*SIP/2\.0/\w+\s+([^:;\s]+)", text.head)
    return _edit_received(text, f";received={found[1]}") if found else text


def _edit_received(text: Text, new: str) -> Text:
    if not text.is_response:
        return text
    pattern = re.compile(r"(?i);\s*received\s*=\s*[^;,\s]+")
    return Text(edit_top_via(text.head, lambda line: pattern.sub(new, line)), text.body)


def _other_layout(text: Text, swap: Swap) -> Text:
    """A server that writes what it repeats in its own way: lower-case names, folded lines, blanks."""
    if not text.is_response:
        return text
    head = edit_headers(
        text.head, "from|to|call-id", lambda line: line[0].lower() + line[1:].replace(": ", ":\r\n ", 1)
    )
    return Text(head, text.body)


def _record_route(text: Text, swap: Swap) -> Text:
    """A proxy that stays in the way: it names itself in the answer."""
    if not text.is_response:
        return text
    line, rest = text.head.split("\r\n", 1)
    return Text(f"{line}\r\nRecord-Route: <sip:198.51.100.7;lr>\r\n{rest}", text.body)


def _introduces_itself(text: Text, swap: Swap) -> Text:
    """A server that says what it is."""
    if not text.is_response:
        return text
    line, rest = text.head.split("\r\n", 1)
    return Text(f"{line}\r\nServer: {EXAMPLE}\r\n{rest}", text.body)


MANNERS: Final[dict[str, Edit]] = {
    "introduces-itself": _introduces_itself,
    "contact-to-source": _contact_to_source,
    "contact-alias": _contact_alias,
    "without-received": _without_received,
    "without-received-and-rport": _without_both,
    "received-inside": _received_inside,
    "received-as-sent": _received_as_sent,
    "other-layout": _other_layout,
    "record-route": _record_route,
    **SOUND_MANNERS,
}


def behave(data: bytes, manners: Sequence[str], direction: Direction, source: Endpoint) -> bytes:
    """The message as such a service takes it in or sends it out; *source* is where it sees us."""
    text = split(data.decode("latin-1")) if manners else None
    if text is None:
        return data
    for name in manners:
        text = MANNERS[name](text, Swap(source, source))
    return (text.head + text.body).encode("latin-1")
