"""``header_echo``: a response must repeat Via, From, To, Call-ID and CSeq of its request (RFC 3261 section 8.2.6.2).

What comes back different was changed on the way out and not restored, or on the way back. Only meaning is compared,
never spelling: addresses, user names, numbers. A field that comes back different on a control path too is the server's
own doing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Change, Reading
from app.diagnosis.sip_alg.sighting import own_replies
from app.model.addresses import address_kind
from app.model.facts import SipExchange
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_uri import NameAddress

SIGNAL: Final = "header_echo"


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each suspected exchange whose reply repeats something wrongly; correct ones say nothing here."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.outcome == "answered")
    suspected = [seen for seen in exchanges if seen.fact.role == "suspected"]
    controls = [seen for seen in exchanges if seen.fact.role == "control"]
    return tuple(reading for seen in suspected if (reading := _read(seen, controls)))


def _read(seen: Seen[SipExchange], controls: list[Seen[SipExchange]]) -> Reading | None:
    asked_alike = [one for one in controls if one.fact.method == seen.fact.method and own_replies(one.fact)]
    usual = {(change.field, change.part) for one in asked_alike for change in changes(one.fact)}
    changed = tuple(change for change in changes(seen.fact) if (change.field, change.part) not in usual)
    if not changed:
        return None
    because = (seen, *asked_alike)
    if asked_alike:
        return Reading(SIGNAL, "rewritten", "reply_repeats_wrongly", because, seen.fact.path, "certain", changed)
    if any(change.field == "via" and change.part == "host" and _is_address(change.after) for change in changed):
        return Reading(SIGNAL, "rewritten", "reply_repeats_wrongly", because, seen.fact.path, "likely", changed)
    return Reading(SIGNAL, "unclear", "reply_differs_without_control", because, seen.fact.path, changed=changed)


def changes(exchange: SipExchange) -> tuple[Change, ...]:
    """Every repeated field whose meaning differs, over all replies, each once."""
    request = parse_message(exchange.sent.encode("latin-1", "replace"))
    found = [
        Change(field, part, before, after, "reply", exchange.path)
        for reply in own_replies(exchange)
        for field, part, before, after in _differences(request, reply)
    ]
    return tuple(dict.fromkeys(found))


def _differences(request: SipMessage, reply: SipMessage) -> Iterator[tuple[str, str, str, str]]:
    sent, came = request.top_via, reply.top_via
    if sent is not None and came is not None:
        yield from _different("via", "host", _bare(sent.host), _bare(came.host))
        yield from _different("via", "port", str(sent.port or 5060), str(came.port or 5060))
        yield from _different("via", "branch", sent.branch, came.branch)
    yield from _different("call-id", "", request.call_id, reply.call_id)
    yield from _addresses("from", request.from_, reply.from_)
    yield from _addresses("to", request.to, reply.to)


def _addresses(field: str, sent: NameAddress | None, came: NameAddress | None) -> Iterator[tuple[str, str, str, str]]:
    before, after = (sent.uri if sent else None), (came.uri if came else None)
    if before is None or after is None:
        return
    yield from _different(field, "user", before.user, after.user)
    yield from _different(field, "host", _bare(before.host), _bare(after.host))
    yield from _different(field, "port", str(before.port or ""), str(after.port or ""))


def _different(field: str, part: str, before: str, after: str) -> Iterator[tuple[str, str, str, str]]:
    if before != after:
        yield field, part, before[:200], after[:200]


def _bare(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _is_address(host: str) -> bool:
    return address_kind(host) != "name"
