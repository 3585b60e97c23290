"""Edits of SIP ALGs that are not the Linux helper (facts, science 1.3 to 1.5, peers 2.11, 5.1 and 5.2).

None keeps a memory: what an engine undoes later is written so that it can be read back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Final

from app.practice.message_text import (
    EXACT_HEADER,
    URI_HOST,
    Swap,
    Text,
    edit_headers,
    edit_top_via,
    swap_sent_by,
    swap_uris,
    swap_words,
    unfolded,
    with_body,
)

_HIDDEN: Final = "hid-"
_PROXY_MARK: Final = "z9hG4bKe7"
_PROVISIONAL_OR_SUCCESS: Final = re.compile(r"SIP/2\.0 (?:100|180|183|200) ")
_MEDIA_PORT: Final = re.compile(r"(?m)^(m=(?:audio|video) )(\d+)")
SIPROXD_MEDIA_PORT: Final = 7070


def _via_exact(text: Text, swap: Swap) -> Text:
    """Broadcom: the usual spelling only; our address with any port or none gets the public address."""

    def edit(line: str) -> str:
        place = rf"(SIP/2\.0/UDP ){re.escape(swap.old.host)}(?::(\d+))?(?![\w.:])"

        def outside(found: re.Match[str]) -> str:
            port = int(found[2]) if found[2] else swap.old.port
            return f"{found[1]}{swap.new.host}:{swap.new.port if port == swap.old.port else port}"

        first, rest = unfolded(line)
        return re.sub(place, outside, first, count=1) + rest

    return Text(edit_top_via(text.head, edit, pattern=EXACT_HEADER, names="Via|v"), text.body)


def _via_of_refusals(text: Text, swap: Swap) -> Text:
    """Zyxel's patch: not in 100, 180, 183 and 200, so that these arrive with a Via the client never sent."""
    return text if _PROVISIONAL_OR_SUCCESS.match(text.head) else _via_exact(text, swap)


def _first_contact(text: Text, swap: Swap) -> Text:
    """Broadcom: the first Contact in its usual spelling; our address with any port."""
    pattern = re.compile(URI_HOST % re.escape(swap.old.host))

    def edit(line: str) -> str:
        first, comma, rest = line.partition(",")
        return pattern.sub(rf"\g<1>{swap.new.host}:{swap.new.port}", first) + comma + rest

    return Text(edit_headers(text.head, "Contact|m", edit, pattern=EXACT_HEADER, most=1), text.body)


def _sdp_even(text: Text, swap: Swap) -> Text:
    """Broadcom: ``o=``, every ``c=``, ``a=rtcp``, and an even media port."""
    if not text.body:
        return text
    body = re.sub(
        rf"(?m)^((?:o=.*|c=|a=rtcp:.*)IN IP4 ){re.escape(swap.old.host)}\b", rf"\g<1>{swap.new.host}", text.body
    )
    return with_body(text, _MEDIA_PORT.sub(lambda found: f"{found[1]}{int(found[2]) & ~1}", body))


def _proxy_in(text: Text, swap: Swap) -> Text:
    """siproxd: a Via of its own on top, one hop less, and the layout of the library it is built on (peers 5.1 F1).

    The real one listens on port 5060 of its outside address; here answers must find back by ``rport``.
    """
    if text.is_response:
        return text
    line, rest = text.head.split("\r\n", 1)
    branch = _PROXY_MARK + hashlib.md5(rest.encode("latin-1"), usedforsecurity=False).hexdigest()[2:]
    rest = re.sub(
        r"(?im)^max-forwards[ \t]*:[ \t]*(\d{1,3})", lambda hops: f"max-forwards: {max(int(hops[1]) - 1, 0)}", rest
    )
    rest = re.sub(r"(?im)^content-length[ \t]*:[ \t]*", "Content-Length:   ", rest)
    return Text(f"{line}\r\nVia: SIP/2.0/UDP {swap.new.host}:5060;rport;branch={branch}\r\n{rest}", text.body)


def _proxy_out(text: Text, swap: Swap) -> Text:
    """It takes its own Via off an answer, and with it what the server noted there of where it was asked from."""
    own = re.compile(rf"(?im)^via[ \t]*:.*branch={_PROXY_MARK}.*\r?\n")
    return Text(own.sub("", text.head, count=1), text.body) if text.is_response else text


def _sdp_proxied(text: Text, swap: Swap) -> Text:
    """siproxd: addresses of its own, and media through its own ports."""
    if not text.body:
        return text
    body = re.sub(r"(?m)^((?:o=.*|c=)IN IP4 )\S+", rf"\g<1>{swap.new.host}", text.body)
    return with_body(text, _MEDIA_PORT.sub(rf"\g<1>{SIPROXD_MEDIA_PORT}", body))


def _routes(text: Text, swap: Swap) -> Text:
    names = "route|record-route"
    return Text(edit_headers(text.head, names, lambda line: swap_uris(line, swap)), text.body)


def _sdp_traced(text: Text, swap: Swap) -> Text:
    """FortiGate: ``o=`` and ``c=``, and a new line that tells the inside address."""
    own = re.compile(rf"(?m)^((?:o=.*|c=)IN IP4 ){re.escape(swap.old.host)}(?=\s*$)")
    body, count = own.subn(rf"\g<1>{swap.new.host}", text.body)
    if not count:
        return text
    return with_body(text, re.sub(r"(?m)^(s=.*\r?\n)", rf"\g<1>i=(o=IN IP4 {swap.old.host})\r\n", body, count=1))


def _hide_call_id(text: Text, swap: Swap) -> Text:
    """Juniper: another Call-ID outside, so that no inside address shows."""

    def edit(line: str) -> str:
        name, _, value = line.partition(":")
        value = value.strip()
        return line if value.startswith(_HIDDEN) else f"{name}: {_HIDDEN}{value.encode('latin-1').hex()}"

    return Text(edit_headers(text.head, "call-id|i", edit), text.body)


def _show_call_id(text: Text, swap: Swap) -> Text:
    def edit(line: str) -> str:
        name, _, value = line.partition(":")
        hidden = value.strip().removeprefix(_HIDDEN)
        if hidden == value.strip() or not re.fullmatch(r"(?:[0-9a-f]{2})+", hidden):
            return line
        return f"{name}: {bytes.fromhex(hidden).decode('latin-1')}"

    return Text(edit_headers(text.head, "call-id|i", edit), text.body)


def _sdp_without_origin(text: Text, swap: Swap) -> Text:
    """Cisco: ``c=`` and an attribute for the shortest way; ``o=`` stays."""
    own = re.compile(rf"(?m)^(c=IN IP4 ){re.escape(swap.old.host)}(?=\s*$)")
    body, count = own.subn(rf"\g<1>{swap.new.host}", text.body)
    if not count:
        return text
    return with_body(text, body.rstrip("\r\n") + f"\r\na=X-media-path:{swap.old.host}\r\n")


def _via_parsed(text: Text, swap: Swap) -> Text:
    """A firewall that reads SIP rather than text: any blank space that the grammar allows behind the transport."""
    return Text(edit_top_via(text.head, lambda line: swap_sent_by(line, swap, r"\s+")), text.body)


def _received_only(text: Text, swap: Swap) -> Text:
    """TMG: Via and ``received`` are restored, ``rport`` keeps the outside port (pjproject issue 864)."""

    def edit(line: str) -> str:
        line = swap_sent_by(line, swap)
        return re.sub(rf"(?i)(;\s*received\s*=\s*){re.escape(swap.old.host)}(?![\w.])", rf"\g<1>{swap.new.host}", line)

    return Text(edit_top_via(text.head, edit), text.body)


def _everywhere(text: Text, swap: Swap) -> Text:
    """SpeedTouch: search and replace of the address, wherever it stands; ports are left alone."""
    head = swap_words(text.head, swap.old.host, swap.new.host)
    return with_body(Text(head, text.body), swap_words(text.body, swap.old.host, swap.new.host))


EDITS: Final[dict[str, Callable[[Text, Swap], Text]]] = {
    "via-exact": _via_exact,
    "via-of-refusals": _via_of_refusals,
    "first-contact": _first_contact,
    "sdp-even": _sdp_even,
    "proxy-in": _proxy_in,
    "proxy-out": _proxy_out,
    "sdp-proxied": _sdp_proxied,
    "routes": _routes,
    "sdp-traced": _sdp_traced,
    "hide-call-id": _hide_call_id,
    "show-call-id": _show_call_id,
    "sdp-without-origin": _sdp_without_origin,
    "received-only": _received_only,
    "via-parsed": _via_parsed,
    "everywhere": _everywhere,
}
