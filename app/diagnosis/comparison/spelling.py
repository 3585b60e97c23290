"""When two header values say the same in another spelling (RFC 3261 7.3.1 and 19.1.4, RFC 4475): no change at all.

White space, letter case of what is no name, quotes that were not needed and the order of parameters carry no meaning.
"""

from __future__ import annotations

import re
from typing import Final

from app.diagnosis.comparison.places import host_key
from app.diagnosis.comparison.shape import QUOTED
from app.protocols.sip_uri import SipUri, find_outside_quotes, parse_address, parse_uri, split_outside_quotes

ADDRESS_HEADERS: Final = frozenset(
    [
        "contact",
        "diversion",
        "from",
        "history-info",
        "p-asserted-identity",
        "p-preferred-identity",
        "path",
        "record-route",
        "refer-to",
        "referred-by",
        "remote-party-id",
        "reply-to",
        "route",
        "service-route",
        "to",
    ]
)
"""Headers whose values are ``"Name" <uri>;params`` or ``uri;params``."""

EXACT_HEADERS: Final = frozenset({"call-id", "in-reply-to", "replaces", "user-agent", "server", "subject", "date"})
"""Headers in which letter case is kept: identifiers compared byte by byte (RFC 3261 8.1.1.4) and free text."""

NUMBERS: Final = frozenset({"cseq", "expires", "max-forwards", "min-expires", "min-se", "rseq", "session-expires"})
"""Headers that begin with a number, whose leading zeros mean nothing (RFC 4475 section 3.1.1.1)."""

_ZEROS: Final = re.compile(r"\A\s*0+(?=\d)")
_SPACE_AROUND: Final = re.compile(r" ?([;,=<>/:]) ?")
_SPACES: Final = re.compile(r"\s+")

Spelled = tuple[object, ...] | str


def same_value(key: str, before: str, after: str) -> bool:
    """Whether two values of header *key* mean the same to every correct reader."""
    return before == after or plain(key, before) == plain(key, after)


def plain(key: str, value: str) -> Spelled:
    """*value* in one spelling of its own: equal results mean equal values."""
    if key in ADDRESS_HEADERS and value.strip() != "*":
        return _plain_address(value)
    if key in EXACT_HEADERS:
        return _SPACES.sub(" ", value.strip())
    if key == "via":
        sent_by, *params = split_outside_quotes(value, ";") or [""]
        return (_plain_text(sent_by), _plain_params(params))
    return _plain_text(_ZEROS.sub("", value) if key in NUMBERS else value)


def same_uri(before: str, after: str) -> bool:
    """Whether two Request-URIs are equal but for spelling; an added default port is a change (RFC 3261 19.1.4)."""
    if before == after:
        return True
    old, new = parse_uri(before), parse_uri(after)
    if old is None or new is None:
        return _plain_text(before) == _plain_text(after)
    return _plain_uri(old) == _plain_uri(new)


def _plain_address(value: str) -> Spelled:
    address = parse_address(value)
    uri = address.uri
    spelled: object = _plain_text(address.uri_text) if uri is None else _plain_uri(uri)
    opened = find_outside_quotes(value, "<")
    params = value[value.find(">", opened) + 1 :] if opened >= 0 else value.partition(";")[2]
    return (_SPACES.sub(" ", address.display), spelled, _plain_params(split_outside_quotes(params, ";")))


def _plain_uri(uri: SipUri) -> Spelled:
    params = tuple(sorted((name, value.lower()) for name, value in uri.params.items()))
    return (uri.scheme, uri.user, host_key(uri.host), uri.port, params)


def _plain_params(params: list[str]) -> Spelled:
    return tuple(sorted(_plain_text(param) for param in params))


def _plain_text(value: str) -> str:
    """Lower case and no spare space outside quoted strings; the user part before an ``@`` keeps its case."""
    parts, end = [], 0
    for quoted in QUOTED.finditer(value):
        parts += [_plain_run(value[end : quoted.start()]), quoted[0]]
        end = quoted.end()
    return "".join([*parts, _plain_run(value[end:])]).strip()


def _plain_run(text: str) -> str:
    single = _SPACE_AROUND.sub(r"\1", _SPACES.sub(" ", text))  # in this order, or long runs take quadratic time
    user, at, rest = single.rpartition("@")
    return user + at + rest.lower()
