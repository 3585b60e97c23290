"""Which two messages belong together: copies of one sending, a request and its reply, or strangers.

An ALG may change any single identifier, so several weak signs together decide.
"""

from __future__ import annotations

from typing import Final, Literal

from app.model.addresses import is_behind_nat
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_number

Relation = Literal["copy", "reply", "other_sending", "strangers"]
"""``copy``: the same sending. ``reply``: the second answers the first. ``other_sending``: the same dialogue or
registration, sent at another time. ``strangers``: nothing in common, or not SIP at all."""

ENOUGH: Final = 4
_WEIGHTS: Final[dict[str, int]] = {
    "branch": 4,
    "call_id": 3,
    "from_tag": 2,
    "local_call_id": 2,
    "session": 2,
    "users": 1,
}


def relation(first: SipMessage, second: SipMessage) -> Relation:
    """How *second* stands to *first*."""
    if not (first.is_request or first.is_response) or not (second.is_request or second.is_response):
        return "strangers"
    shared = shared_marks(first, second)
    points = sum(_WEIGHTS[mark] for mark in shared)
    if points < ENOUGH and not (points == 3 and _bare(first)):
        return "strangers"
    if _same_sending(first, second, shared):
        if first.is_request and second.is_response:
            return "reply"
        if first.is_request == second.is_request and first.status == second.status:
            return "copy"
    return "other_sending"


def shared_marks(first: SipMessage, second: SipMessage) -> frozenset[str]:
    """The identifiers that both messages carry with the same value."""
    pairs = {
        "branch": (_branches(first), _branches(second)),
        "call_id": ({first.call_id}, {second.call_id}),
        "local_call_id": ({first.call_id.partition("@")[0]}, {second.call_id.partition("@")[0]}),
        "from_tag": ({_tag(first)}, {_tag(second)}),
        "session": ({_session(first)}, {_session(second)}),
        "users": ({_users(first)}, {_users(second)}),
    }
    return frozenset(name for name, (left, right) in pairs.items() if (left & right) - {""})


def looks_swapped(first: SipMessage, second: SipMessage) -> bool:
    """Whether *first* is rather the copy that arrived: hops used up, Via entries added, private addresses gone."""
    if first.is_response and second.is_request:
        return True
    signs = (
        len(second.all("via")) - len(first.all("via")) if first.is_request else 0,
        (parse_number(first.get("max-forwards")) or 0) - (parse_number(second.get("max-forwards")) or 0),
        _marked(second) - _marked(first),
    )
    verdict = next((sign for sign in signs if sign), 0)
    return verdict < 0 if verdict else _is_inbound_order(first, second)


def _is_inbound_order(first: SipMessage, second: SipMessage) -> bool:
    """Whether a request's sender has a public Via in the first copy and a private one in the second."""
    old, new = first.top_via, second.top_via
    if not first.is_request or old is None or new is None:
        return False
    return not is_behind_nat(old.host) and is_behind_nat(new.host)


def _same_sending(first: SipMessage, second: SipMessage, shared: frozenset[str]) -> bool:
    """The same transaction: its branch, or its CSeq where branches are missing or were replaced (RFC 3261 17.1.3)."""
    old, new = first.cseq, second.cseq
    if old is not None and new is not None and old != new:
        return False
    if _method(first) != _method(second):
        return False
    return "branch" in shared or old is not None or not _branches(first) - {""}


def _method(message: SipMessage) -> str:
    return message.method.upper() or (message.cseq[1].upper() if message.cseq else "")


def _bare(message: SipMessage) -> bool:
    """A message without tag and branch, as manuals print them: its few marks must do."""
    return not _tag(message) and not _branches(message) - {""}


def _branches(message: SipMessage) -> set[str]:
    return {via.branch.lower() for via in message.vias}


def _tag(message: SipMessage) -> str:
    address = message.from_
    return (address.tag or "").lower() if address else ""


def _users(message: SipMessage) -> str:
    """User parts of From and To, also where a manual left the scheme out."""
    texts = (address.uri_text if address else "" for address in (message.from_, message.to))
    users = [text.rpartition("@")[0].rpartition(":")[2] for text in texts]
    return ">".join(users) if all(users) else ""


def _session(message: SipMessage) -> str:
    """The name of the media session: user, number and version of the ``o=`` line."""
    start = (b"\n" + message.body).find(b"\no=")
    words = message.body[start + 2 : start + 200].split()[:3] if start >= 0 else []
    return b" ".join(words).decode("latin-1")


def _marked(message: SipMessage) -> int:
    top = message.vias[-1:]  # the sender's own entry is the last
    return int(bool(top and (top[0].received or top[0].rport)))
