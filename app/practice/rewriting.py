"""What SIP ALGs do to a message, as text edits that leave every other byte alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice import family_edits, linux_edits
from app.practice.behaviour import AlgRules
from app.practice.message_text import DEFAULT_PORT, HEADER, Edit, Swap, Text, split

EDITS: Final[dict[str, Edit]] = {**linux_edits.EDITS, **family_edits.EDITS}
_NAMED_CONTACT: Final = re.compile(r"(?im)^(?:contact|m)[ \t]*:.*sips?:(?:[^@>\s;,]*@)?[a-z][\w-]*(?:\.[a-z][\w-]*)+")
_SERVER_TOO: Final = frozenset({"request-uri", "from", "to", "contact"})


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow through the router: our end as it is and as it looks outside, and the server's end."""

    private: Endpoint
    public: Endpoint
    server: Endpoint


def rewrite(data: bytes, rules: AlgRules, direction: Direction, flow: Flow) -> bytes:
    """The message as the ALG sends it on; anything that is not SIP comes out as it went in."""
    text = split(data.decode("latin-1"))
    if text is None or not _looks_at(text, rules):
        return data
    outbound = direction == "outbound"
    swap = Swap(flow.private, flow.public) if outbound else Swap(flow.public, flow.private)
    port = via_port(data, rules, flow) if outbound else None
    for name in _edits_for(text, rules, direction):
        text = EDITS[name](text, swap)
        if port and name in _SERVER_TOO:
            text = EDITS[name](text, Swap(flow.server, Endpoint(flow.server.host, port)))
    return (text.head + text.body).encode("latin-1")


def via_port(data: bytes, rules: AlgRules, flow: Flow) -> int | None:
    """The port to which replies go instead, when a request's top Via names our address with another port."""
    text = split(data.decode("latin-1")) if rules.via_port else None
    if text is None or text.is_response or not _looks_at(text, rules):
        return None  # the top Via of an answer is the server's
    found = re.search(HEADER % "via|v", text.head)
    sent_by = (
        re.search(rf"(?i)SIP/2\.0/UDP {re.escape(flow.private.host)}(?::(\d+))?(?![\w.:])", found[0]) if found else None
    )
    port = int(sent_by[1] or DEFAULT_PORT) if sent_by else flow.private.port
    return port if port != flow.private.port else None


def lets_pass(data: bytes, rules: AlgRules) -> bool:
    """Whether the ALG passes a request on at all."""
    if not rules.drops_named_contacts or data.startswith(b"SIP/2.0 "):
        return True
    return not _NAMED_CONTACT.search(data.decode("latin-1"))


def opens_way(data: bytes, rules: AlgRules) -> bool:
    """Whether a request makes the ALG let other ports of the server in."""
    text = split(data.decode("latin-1")) if rules.opens else None
    return text is not None and _looks_at(text, rules) and text.head.partition(" ")[0] in rules.opens


def _looks_at(text: Text, rules: AlgRules) -> bool:
    if not rules.methods:
        return True
    cseq = re.search(r"(?im)^cseq[ \t]*:[ \t]*\d+[ \t]+(\S+)", text.head)
    return cseq is not None and cseq[1] in rules.methods


def _edits_for(text: Text, rules: AlgRules, direction: Direction) -> Sequence[str]:
    if direction == "outbound":
        return rules.outbound
    return rules.replies if text.is_response else rules.inbound
