"""What SIP ALGs do to a message, as text edits that leave every other byte alone.

The edits follow the Linux helper (nf_nat_sip.c): a field changes only where it names the address **and** port of the
flow, a missing port counts as 5060, and nothing but the topmost Via is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice.behaviour import AlgRules

DEFAULT_PORT: Final = 5060
_HEADER: Final = r"(?im)^(?:%s)[ \t]*:.*(?:\r?\n[ \t].*)*"
_URI_HOST: Final = r"(?i)(?<![\w])(sip:(?:[^@>\s;,]*@)?)%s(?::(\d+))?(?![\w.:])"


@dataclass(frozen=True, slots=True)
class Swap:
    """Which address and port becomes which: private to public outbound, the other way round inbound."""

    old: Endpoint
    new: Endpoint


@dataclass(frozen=True, slots=True)
class Text:
    """A message split at its blank line; the head keeps its line breaks."""

    head: str
    body: str


Edit = Callable[[Text, Swap], Text]


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow through the router: our end as it is and as it looks outside, and the server's end."""

    private: Endpoint
    public: Endpoint
    server: Endpoint


def rewrite(data: bytes, rules: AlgRules, direction: Direction, flow: Flow) -> bytes:
    """The message as the ALG sends it on; anything that is not SIP comes out as it went in."""
    text = _split(data.decode("latin-1"))
    if text is None:
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
    if not rules.via_port:
        return None
    found = re.search(_HEADER % "via|v", data.decode("latin-1"))
    sent_by = (
        re.search(rf"(?i)SIP/2\.0/UDP {re.escape(flow.private.host)}(?::(\d+))?(?![\w.:])", found[0]) if found else None
    )
    port = int(sent_by[1] or DEFAULT_PORT) if sent_by else flow.private.port
    return port if port != flow.private.port else None


def _edits_for(text: Text, rules: AlgRules, direction: Direction) -> Sequence[str]:
    if direction == "outbound":
        return rules.outbound
    return rules.replies if text.head.startswith("SIP/2.0 ") else rules.inbound


def _split(text: str) -> Text | None:
    first = text.partition("\n")[0]
    end = text.find("\r\n\r\n")
    if "SIP/2.0" not in first or end < 0:
        return None
    return Text(text[: end + 4], text[end + 4 :])


def _request_uri(text: Text, swap: Swap) -> Text:
    line, rest = text.head.split("\n", 1)
    return text if line.startswith("SIP/2.0 ") else Text(_swap_uris(line, swap) + "\n" + rest, text.body)


def _via(text: Text, swap: Swap) -> Text:
    """The topmost sent-by, only behind a transport that one space follows."""
    return Text(_edit_top_via(text.head, lambda line: _swap_sent_by(line, swap)), text.body)


def _via_parameters(text: Text, swap: Swap) -> Text:
    """``received`` and ``rport`` of the topmost Via, after its sent-by was ours (RFC 3581): the trace that remains."""

    def edit(line: str) -> str:
        if not re.search(_sent_by(swap.new), line):
            return line
        line = re.sub(rf"(?i)(;\s*received\s*=\s*){re.escape(swap.old.host)}(?![\w.])", rf"\g<1>{swap.new.host}", line)
        return re.sub(rf"(?i)(;\s*rport\s*=\s*){swap.old.port}(?!\d)", rf"\g<1>{swap.new.port}", line)

    return Text(_edit_top_via(text.head, edit), text.body)


def _contact(text: Text, swap: Swap) -> Text:
    return Text(_edit_headers(text.head, "contact|m", lambda line: _swap_uris(line, swap)), text.body)


def _contact_other_port(text: Text, swap: Swap) -> Text:
    """In a REGISTER that is to last, our address with another port gets the public address and keeps that port."""
    if not text.head.startswith("REGISTER ") or not re.search(
        r"(?im)(^expires[ \t]*:|;\s*expires\s*=)\s*[1-9]", text.head
    ):
        return text
    pattern = re.compile(_URI_HOST % re.escape(swap.old.host))

    def edit(line: str) -> str:
        return pattern.sub(lambda found: f"{found[1]}{swap.new.host}:{found[2] or DEFAULT_PORT}", line)

    return Text(_edit_headers(text.head, "contact|m", edit), text.body)


def _from(text: Text, swap: Swap) -> Text:
    return Text(_edit_headers(text.head, "from|f", lambda line: _swap_uris(line, swap)), text.body)


def _to(text: Text, swap: Swap) -> Text:
    return Text(_edit_headers(text.head, "to|t", lambda line: _swap_uris(line, swap)), text.body)


def _sdp(text: Text, swap: Swap) -> Text:
    """``c=`` where it is ours; ``o=`` then follows whatever it was; the length is counted again."""
    ours = re.compile(rf"(?m)^(c=IN IP4 ){re.escape(swap.old.host)}(?=\s*$)")
    body, count = ours.subn(rf"\g<1>{swap.new.host}", text.body)
    if not count:
        return text
    body = re.sub(r"(?m)^(o=.* IN IP4 )\S+", rf"\g<1>{swap.new.host}", body)
    head = _edit_headers(text.head, "content-length|l", lambda line: re.sub(r"\d+(?=\s*$)", str(len(body)), line))
    return Text(head, body)


EDITS: Final[dict[str, Edit]] = {
    "request-uri": _request_uri,
    "via": _via,
    "via-parameters": _via_parameters,
    "contact": _contact,
    "contact-other-port": _contact_other_port,
    "from": _from,
    "to": _to,
    "sdp": _sdp,
}


_SERVER_TOO: Final = frozenset({"request-uri", "from", "to", "contact"})


def _swap_uris(line: str, swap: Swap) -> str:
    """Every ``sip:`` URI in *line* that names the old address and port."""

    def new_host(found: re.Match[str]) -> str:
        port = int(found[2] or DEFAULT_PORT)
        return f"{found[1]}{swap.new.host}:{swap.new.port}" if port == swap.old.port else found[0]

    return re.sub(_URI_HOST % re.escape(swap.old.host), new_host, line)


def _swap_sent_by(line: str, swap: Swap) -> str:
    return re.sub(_sent_by(swap.old), rf"\g<1>{swap.new.host}:{swap.new.port}", line, count=1)


def _sent_by(place: Endpoint) -> str:
    port = rf"(?::{place.port})" + ("?" if place.port == DEFAULT_PORT else "")
    return rf"(?i)(SIP/2\.0/(?:UDP|TCP) ){re.escape(place.host)}{port}(?![\w.:])"


def _edit_headers(head: str, names: str, edit: Callable[[str], str]) -> str:
    return re.sub(_HEADER % names, lambda found: edit(found[0]), head)


def _edit_top_via(head: str, edit: Callable[[str], str]) -> str:
    """The first Via line only, and of it only the first value."""

    def first_value(found: re.Match[str]) -> str:
        value, comma, rest = found[0].partition(",")
        return edit(value) + comma + rest

    return re.sub(_HEADER % "via|v", first_value, head, count=1)
