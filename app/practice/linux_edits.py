"""The Linux helper's edits (nf_nat_sip.c), today's and those of kernel 2.6.1x.

Today's changes a field only where it names the address **and** port of the flow, a missing port counts as 5060, and
nothing but the topmost Via is looked at. The old one matched the address with any port or none and always wrote one
(facts, science 1.1 and 1.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from app.practice.message_text import (
    DEFAULT_PORT,
    URI_HOST,
    Edit,
    Swap,
    Text,
    edit_headers,
    edit_top_via,
    sent_by,
    swap_sent_by,
    swap_uris,
    with_body,
)

_LASTING: Final = re.compile(r"(?im)(^expires[ \t]*:|;\s*expires\s*=)\s*[1-9]")


def request_uri(text: Text, swap: Swap) -> Text:
    """The Request-URI."""
    line, rest = text.head.split("\n", 1)
    return text if text.is_response else Text(swap_uris(line, swap) + "\n" + rest, text.body)


def via(text: Text, swap: Swap) -> Text:
    """The topmost sent-by, only behind a transport that one space follows."""
    return Text(edit_top_via(text.head, lambda line: swap_sent_by(line, swap)), text.body)


def via_parameters(text: Text, swap: Swap) -> Text:
    """``received`` and ``rport`` of the topmost Via, after its sent-by was ours (RFC 3581): the trace that remains."""

    def edit(line: str) -> str:
        if not re.search(sent_by(swap.new), line):
            return line
        line = re.sub(rf"(?i)(;\s*received\s*=\s*){re.escape(swap.old.host)}(?![\w.])", rf"\g<1>{swap.new.host}", line)
        return re.sub(rf"(?i)(;\s*rport\s*=\s*){swap.old.port}(?!\d)", rf"\g<1>{swap.new.port}", line)

    return Text(edit_top_via(text.head, edit), text.body)


def uris_in(names: str) -> Edit:
    """The ``sip:`` URIs of every header of these names."""
    return lambda text, swap: Text(edit_headers(text.head, names, lambda line: swap_uris(line, swap)), text.body)


def contact_other_port(text: Text, swap: Swap) -> Text:
    """In a REGISTER that is to last, our address with another port gets the public address and keeps that port."""
    if not text.head.startswith("REGISTER ") or not _LASTING.search(text.head):
        return text
    pattern = re.compile(URI_HOST % re.escape(swap.old.host))

    def edit(line: str) -> str:
        return pattern.sub(lambda found: f"{found[1]}{swap.new.host}:{found[2] or DEFAULT_PORT}", line)

    return Text(edit_headers(text.head, "contact|m", edit), text.body)


def sdp(text: Text, swap: Swap) -> Text:
    """``c=`` where it is ours; ``o=`` then follows whatever it was; the length is counted again."""
    ours = re.compile(rf"(?m)^(c=IN IP4 ){re.escape(swap.old.host)}(?=\s*$)")
    body, count = ours.subn(rf"\g<1>{swap.new.host}", text.body)
    if not count:
        return text
    return with_body(text, re.sub(r"(?m)^(o=.* IN IP4 )\S+", rf"\g<1>{swap.new.host}", body))


def _any_port(line: str, swap: Swap) -> str:
    """The address with any port or none becomes address and port, as the old helper's text match did."""
    place = rf"(?<![\w.]){re.escape(swap.old.host)}(?::\d+)?(?![\w.])"
    return re.sub(place, f"{swap.new.host}:{swap.new.port}", line)


def _head_any_port(names: str) -> Edit:
    return lambda text, swap: Text(
        edit_headers(text.head, names, lambda line: _any_port(line, swap), most=1), text.body
    )


def _request_uri_any_port(text: Text, swap: Swap) -> Text:
    line, rest = text.head.split("\n", 1)
    return text if text.is_response else Text(_any_port(line, swap) + "\n" + rest, text.body)


def _via_any_port(text: Text, swap: Swap) -> Text:
    def edit(line: str) -> str:
        first, semicolon, rest = line.partition(";")
        return _any_port(first, swap) + semicolon + rest

    return Text(edit_top_via(text.head, edit), text.body)


def _sdp_first(text: Text, swap: Swap) -> Text:
    """The first ``o=`` and ``c=``, whatever they held, in INVITE and its 200 only."""
    if not text.body or not re.search(r"(?im)^cseq[ \t]*:.*INVITE", text.head):
        return text
    body = re.sub(r"(?m)^(o=.* IN IP4 )\S+", rf"\g<1>{swap.new.host}", text.body, count=1)
    return with_body(text, re.sub(r"(?m)^(c=IN IP4 )\S+", rf"\g<1>{swap.new.host}", body, count=1))


EDITS: Final[dict[str, Callable[[Text, Swap], Text]]] = {
    "request-uri": request_uri,
    "via": via,
    "via-parameters": via_parameters,
    "contact": uris_in("contact|m"),
    "contact-other-port": contact_other_port,
    "from": uris_in("from|f"),
    "to": uris_in("to|t"),
    "sdp": sdp,
    "request-uri-any-port": _request_uri_any_port,
    "via-any-port": _via_any_port,
    "contact-any-port": _head_any_port("contact|m"),
    "from-any-port": _head_any_port("from|f"),
    "to-any-port": _head_any_port("to|t"),
    "sdp-first": _sdp_first,
}
