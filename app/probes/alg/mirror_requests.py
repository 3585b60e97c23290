"""Questions for the mirror of a test line, plain and in odd spellings. They go to no other server."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Final

from app.model.endpoint import Endpoint
from app.model.names import Transport
from app.probes.alg.requests import Builder, contact_value
from app.protocols.mirror import HEADER
from app.protocols.sdp import CONTENT_TYPE, build_audio_sdp
from app.protocols.sip_build import build_request, new_branch, new_call_id, new_tag, via_value

USER: Final = "callmend"
VARIANT: Final = "X-Callmend-Variant"
"""Names the spelling, so that a record tells it by itself."""
PADDED_TO: Final = 1290
"""Bytes: more than the answer needs, and less than any path splits."""
_PADDING: Final = "X-Callmend-Padding: "

Spelling = Callable[[bytes], bytes]


def _replaced(pattern: str, by: str) -> Spelling:
    return lambda data: re.sub(pattern.encode(), by.encode(), data, count=1)


SPELLINGS: Final[Mapping[str, Spelling]] = {
    "compact": lambda data: data.replace(b"\r\nVia: ", b"\r\nv: ").replace(b"\r\nContact: ", b"\r\nm: "),
    "lower_case": lambda data: data.replace(b"\r\nVia: ", b"\r\nvia: ").replace(b"\r\nContact: ", b"\r\ncontact: "),
    "lower_transport": _replaced("SIP/2.0/UDP ", "SIP/2.0/udp "),
    "tab": _replaced("(SIP/2.0/(?:UDP|TCP)) ", r"\1\t"),
    "two_blanks": _replaced("(SIP/2.0/(?:UDP|TCP)) ", r"\1  "),
    "folded": _replaced("(SIP/2.0/(?:UDP|TCP)) ", r"\1\r\n "),
    "sips": _replaced("\r\nContact: <sip:", "\r\nContact: <sips:"),
    "without_port": _replaced(r"(\r\nContact: <sip:[^:>;]+):\d+", r"\1"),
}
"""Other ways to write the same (RFC 3261 section 7.3): each engine reads some of them and not others."""
TELLING: Final[Mapping[str, Spelling]] = {name: SPELLINGS[name] for name in ("lower_case", "tab", "folded")}
"""Those that tell engines apart best; asked by every method, as some engines look at one only."""

WRONG_LENGTHS: Final[Mapping[str, Spelling]] = {
    "length_too_small": lambda data: re.sub(
        rb"(Content-Length: )(\d+)", lambda found: found[1] + b"%d" % (int(found[2]) - 4), data
    ),
}
"""A datagram may state less than it holds (RFC 3261 section 18.3); a box that counts again mends it."""

HARMLESS: Final[Mapping[str, Spelling]] = {
    "no_cseq": _replaced(r"\r\nCSeq: [^\r]*", ""),
    "named_media_address": _replaced("c=IN IP4 [0-9.]+", "c=IN IP4 media.invalid"),
    "no_length": _replaced(r"\r\nContent-Length: \d+", ""),
    "low_media_port": _replaced("m=audio \\d+", "m=audio 900"),
}
"""What a plain router passes and some engines swallow (facts, science 0.7 and 1.1)."""


def mirror_request(method: str, host: str, variant: str = "", spelling: Spelling | None = None) -> Builder:
    """A request with our real address wherever an engine might look for it, and room for the answer.

    The Call-ID and a note hold it too: only an engine that replaces text anywhere changes it there.
    """

    def build(local: Endpoint, transport: Transport) -> bytes:
        domain = f"[{host}]" if ":" in host else host
        own = f"<sip:{USER}@{domain}>"
        offer = _offer(local) if method == "INVITE" else b""
        data = build_request(
            method,
            f"sip:mirror@{domain}",
            via=via_value(transport, local, new_branch()),
            from_=f"{own};tag={new_tag()}",
            to=own,
            call_id=f"{new_call_id()}@{local.host}",
            cseq=1,
            contact=contact_value(USER, local, transport),
            extra=[
                ("Record-Route", f"<sip:{local};lr>"),
                (HEADER, secrets.token_hex(8)),
                ("X-Callmend-Note", f"sent from {local.host}"),
                *([(VARIANT, variant)] if variant else []),
            ],
            body=offer,
            content_type=CONTENT_TYPE if offer else None,
        )
        return _padded(spelling(data) if spelling else data)

    return build


def _offer(local: Endpoint) -> bytes:
    """One codec, and our address also where only some engines look: in ``a=rtcp`` and ``a=candidate``."""
    port = 20_001 + 2 * secrets.randbelow(10_000)  # odd: one engine makes ports even
    family = "IP6" if ":" in local.host else "IP4"
    more = f"a=rtcp:{port + 1} IN {family} {local.host}\r\na=candidate:1 1 UDP 1 {local.host} {port} typ host\r\n"
    return build_audio_sdp(Endpoint(local.host, port)) + more.encode()


def _padded(data: bytes) -> bytes:
    """Room for the answer, in a header that nobody reads."""
    missing = PADDED_TO - len(data) - len(_PADDING) - 2
    line = _PADDING.encode() + b"." * max(missing, 0) + b"\r\n"
    head, blank, body = data.partition(b"\r\n\r\n")
    return head + b"\r\n" + line + blank[2:] + body
