"""What a reply tells about the way of its request. A server must copy Via, From, To, Call-ID and CSeq as they came
(RFC 3261 section 8.2.6.2), so a copy that differs was changed on one way or the other.

The reverse is not true: a helper that translates the reply back leaves no trace in what it restores.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.comparison.bindings import compare_bindings
from app.diagnosis.comparison.change import Change
from app.diagnosis.comparison.headers import meaning_of
from app.diagnosis.comparison.places import hosts_of
from app.diagnosis.comparison.spelling import same_value
from app.diagnosis.comparison.via import DEFAULT_PORT, Journey, compare_via
from app.model.addresses import is_behind_nat
from app.protocols.sip import SipMessage, parse_via
from app.protocols.sip_uri import parse_address

COPIED: Final = ("from", "to", "call-id", "cseq")


def compare_reply(request: SipMessage, reply: SipMessage, *, server_is_public: bool) -> tuple[Change, ...]:
    """Changes that *reply* proves or shows; *server_is_public* makes a private ``received`` impossible."""
    changes = [*_compare_via(request, reply, server_is_public), *_compare_copies(request, reply)]
    return tuple([*changes, *_compare_listing(request, reply, changes)])


def echo_journey(request: SipMessage, reply: SipMessage) -> Journey:
    """Our own entry as we sent it and as it came back."""
    sent, back = request.all("via")[:1], reply.all("via")[-1:]
    return Journey((), (), parse_via(sent[0]) if sent else None, parse_via(back[0]) if back else None)


def _compare_via(request: SipMessage, reply: SipMessage, server_is_public: bool) -> Iterator[Change]:
    sent, back = request.all("via"), reply.all("via")
    for before, after in zip(reversed(sent), reversed(back), strict=False):
        yield from (change for change in compare_via(before, after) if change.meaning != "header_text")
    journey = echo_journey(request, reply)
    if not server_is_public or journey.sent is None or journey.arrived is None:
        return
    seen, port = journey.seen_as, journey.seen_port
    if seen is None or not is_behind_nat(seen) or seen not in own_hosts(request):
        return  # a private address that is not ours may be that of an outer NAT, which a carrier's own server sees
    yield Change("via", sent[0], back[-1], "received_private")
    if port is not None and port != (journey.sent.port or DEFAULT_PORT):
        yield Change("via", sent[0], back[-1], "rport_wrong")


def own_hosts(request: SipMessage) -> frozenset[str]:
    """The addresses by which the sender calls itself in Via, Contact and session description."""
    values = [*request.all("via")[:1], *request.all("contact"), request.body.decode("latin-1")]
    return frozenset(host for value in values for host in hosts_of(value))


def _compare_copies(request: SipMessage, reply: SipMessage) -> Iterator[Change]:
    for key in COPIED:
        before, after = request.get(key), reply.get(key)
        if before is None or after is None:
            continue
        if key == "to":
            after = _without_new_tag(before, after)
        if not same_value(key, before, after):
            yield Change(key, before, after, "tag" if _only_tag(key, before, after) else meaning_of(key, before, after))


def _without_new_tag(before: str, after: str) -> str:
    """The To value without the tag that the server had to add (RFC 3261 section 8.2.6.2)."""
    tag = parse_address(after).tag
    if tag is None or parse_address(before).tag is not None:
        return after
    head, _, tail = after.rpartition(";tag")
    return head + (tail[tail.find(";") :] if ";" in tail else "") if head else after


def _only_tag(key: str, before: str, after: str) -> bool:
    if key not in {"from", "to"}:
        return False
    old, new = parse_address(before), parse_address(after)
    return old.tag != new.tag and old.uri_text == new.uri_text


def _compare_listing(request: SipMessage, reply: SipMessage, changes: list[Change]) -> tuple[Change, ...]:
    """The Contacts that a registrar lists in its 200: stored as sent, repaired by the server, or rewritten."""
    if request.method != "REGISTER" or reply.status is None or not 200 <= reply.status < 300:
        return ()
    journey = echo_journey(request, reply)
    rewritten = any(change.meaning == "via_address" for change in changes)
    return compare_bindings(
        request.all("contact"),
        reply.all("contact"),
        own={journey.sent.host} if journey.sent else set(),
        rewritten_to=journey.arrived.host if rewritten and journey.arrived else None,
    )
