"""Request-URI and headers of two copies of a message, field by field. Via and Content-Length have their own modules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from app.diagnosis.comparison.change import Change, MeaningId
from app.diagnosis.comparison.kinds import Kind, kind_of_value
from app.diagnosis.comparison.shape import is_token, newly_broken
from app.diagnosis.comparison.spelling import plain, same_uri, same_value
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_address, parse_number

ELSEWHERE: Final = frozenset({"via", "content-length", ""})
"""Compared by other modules; the empty name stands for lines without a colon."""

_Rule = dict[Kind, MeaningId]
_IDENTITY: Final[_Rule] = {"address": "identity_address", "port": "identity_port", "text": "header_text"}
_ROUTE: Final[_Rule] = {"address": "route_address", "port": "route_address", "text": "header_text"}
_OTHER: Final[_Rule] = {"address": "other_address", "port": "other_address", "text": "header_text"}


def _always(meaning: MeaningId) -> _Rule:
    return {"address": meaning, "port": meaning, "text": meaning}


RULES: Final[dict[str, _Rule]] = {
    "request-uri": {"address": "request_uri_address", "port": "request_uri_port", "text": "request_uri_text"},
    "contact": {"address": "contact_address", "port": "contact_port", "text": "header_text"},
    "from": _IDENTITY,
    "to": _IDENTITY,
    "route": _ROUTE,
    "record-route": _ROUTE,
    "path": _ROUTE,
    "service-route": _ROUTE,
    "call-id": _always("call_id"),
    "cseq": _always("sequence"),
    "session-expires": _always("session_timer"),
    "min-se": _always("session_timer"),
    "expires": _always("registration_time"),
}
REMOVED: Final[dict[str, MeaningId]] = {
    "contact": "contact_removed",
    "route": "proxy_consumed",
    "authorization": "proxy_consumed",
    "proxy-authorization": "proxy_consumed",
    "proxy-require": "proxy_consumed",
}
ADDED: Final[dict[str, MeaningId]] = {"record-route": "proxy_record_route"}
IN_ORDER: Final = frozenset({"route", "record-route", "path", "service-route"})
"""Headers whose order of values is their meaning."""

NOTES: Final = frozenset({"received", "alias", "rcv", "fix_nat"})
"""Contact parameters in which servers keep the address a request came from (Kamailio and OpenSIPS modules)."""


def compare_headers(before: SipMessage, after: SipMessage, *, partial: bool = False) -> Iterator[Change]:
    """Every difference of the headers; with *partial* the second copy is cut and its missing headers tell nothing."""
    removed: list[Change] = []
    keys = list(dict.fromkeys(header.key for header in (*before.headers, *after.headers)))
    for key in keys:
        old, new = before.all(key), after.all(key)
        if key in ELSEWHERE:
            continue
        if old and new:
            yield from _compare_values(key, before, after, partial)
        elif old and not partial:
            removed += [Change(key, value, None, REMOVED.get(key, "header_removed")) for value in old]
    added = [
        Change(key, None, value, ADDED.get(key, "header_added"))
        for key in keys
        if key not in ELSEWHERE and not before.all(key)
        for value in after.all(key)
    ]
    yield from _damaged_lines(removed, added, after)


def compare_request_uris(before: SipMessage, after: SipMessage) -> Iterator[Change]:
    """The Request-URI of two requests."""
    old, new = before.request_uri, after.request_uri
    if old == new or not (before.is_request and after.is_request):
        return
    if same_uri(old, new):
        yield Change("request-uri", old, new, "spelling")
    else:
        yield Change("request-uri", old, new, meaning_of("request-uri", old, new))


def meaning_of(key: str, before: str, after: str) -> MeaningId:
    """What the difference between two values of one header means."""
    if newly_broken(before, after):
        return "header_damaged"
    if key == "max-forwards":
        return _hops(before, after)
    kind = kind_of_value(key, before, after)
    if key == "contact" and kind == "text" and _only_notes_added(before, after):
        return "contact_note"
    return RULES.get(key, _OTHER)[kind]


def _compare_values(key: str, before: SipMessage, after: SipMessage, partial: bool) -> Iterator[Change]:
    old, new = before.all(key), after.all(key)
    gone, come = (_leftover(key, old, new), _leftover(key, new, old)) if old != new else ([], [])
    if not gone and not come:
        yield from _same_values(key, before, after)
        return
    for left, right in zip(gone, come, strict=False):
        yield from _value_changes(key, left, right)
    if not partial:
        yield from (Change(key, value, None, REMOVED.get(key, "header_removed")) for value in gone[len(come) :])
    yield from (Change(key, None, value, ADDED.get(key, "header_added")) for value in come[len(gone) :])


def _leftover(key: str, values: Sequence[str], others: Sequence[str]) -> list[str]:
    """The *values* that *others* lack, each counted as often as it stands there."""
    stock = Counter(plain(key, value) for value in others)
    left = []
    for value in values:
        spelled = plain(key, value)
        if stock[spelled]:
            stock[spelled] -= 1
        else:
            left.append(value)
    return left


def _same_values(key: str, before: SipMessage, after: SipMessage) -> Iterator[Change]:
    """Equal values: at most their order or their spelling differs."""
    old, new = before.all(key), after.all(key)
    if not all(same_value(key, left, right) for left, right in zip(old, new, strict=True)):
        meaning: MeaningId = "header_text" if key in IN_ORDER else "order"
        yield Change(key, ", ".join(old), ", ".join(new), meaning)
    elif _lines(before, key) != _lines(after, key):
        yield Change(key, _lines(before, key), _lines(after, key), "spelling")


def _lines(message: SipMessage, key: str) -> str:
    return "\n".join(header.raw.decode("latin-1") for header in message.headers if header.key == key)


def _value_changes(key: str, before: str, after: str) -> Iterator[Change]:
    """One pair of values: its main difference, and a changed tag told apart from a changed address."""
    if key in {"from", "to"}:
        old, new = parse_address(before), parse_address(after)
        if old.tag and new.tag and old.tag.lower() != new.tag.lower():
            yield Change(key, before, after, "tag")
            before = before.replace(old.tag, new.tag)
            if same_value(key, before, after):
                return
    yield Change(key, before, after, meaning_of(key, before, after))


def _hops(before: str, after: str) -> MeaningId:
    old, new = parse_number(before), parse_number(after)
    return "hop_count" if old is not None and new is not None and new <= old else "header_text"


def _only_notes_added(before: str, after: str) -> bool:
    """Whether a server only wrote the source address beside the Contact and left the Contact itself alone."""
    old, new = parse_address(before), parse_address(after)
    new_params = {name: value for name, value in new.params.items() if name not in NOTES or name in old.params}
    if old.uri is None or new.uri is None or new_params != old.params:
        return False
    uri_params = {name: value for name, value in new.uri.params.items() if name not in NOTES or name in old.uri.params}
    return (old.uri.user, old.uri.host, old.uri.port, old.uri.params) == (
        new.uri.user,
        new.uri.host,
        new.uri.port,
        uri_params,
    )


def _damaged_lines(removed: list[Change], added: list[Change], after: SipMessage) -> Iterator[Change]:
    """A header whose name or colon was lost shows as removed; put it together with what is left of it."""
    garbled = [change for change in added if not is_token(change.field)]
    added = [change for change in added if is_token(change.field)]
    broken = [header.value for header in after.headers if not header.key]
    broken += [f"{change.field}: {change.after}" for change in garbled]
    renamed = {change.after: change for change in added if not _is_known_line(change.field)}
    for change in removed:
        other = renamed.pop(change.before or "", None)
        if other is not None:
            added.remove(other)
            yield Change(change.field, change.before, f"{other.field}: {other.after}", "header_damaged")
        elif broken and change.meaning != "proxy_consumed":
            yield Change(change.field, change.before, broken.pop(0), "header_damaged")
        else:
            yield change
    yield from (Change("message", None, line, "header_damaged") for line in broken)
    yield from added


def _is_known_line(key: str) -> bool:
    return key in RULES or key in REMOVED or key in ADDED or key.startswith(("x-", "p-"))
