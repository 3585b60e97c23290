"""Messages built from values, so that a test shows only what it is about."""

from __future__ import annotations

from collections.abc import Iterable

PRIVATE, PUBLIC, SERVER = "192.168.77.10", "203.0.113.10", "198.51.100.20"
"""The addresses of the lab (facts: peers 5.3): client, outside of its router, server."""

Headers = Iterable[tuple[str, str]]


def message(start: str, headers: Headers, body: str = "", *, length: str | None = "") -> bytes:
    """A message; *length* replaces the Content-Length value, ``None`` leaves the header out."""
    payload = body.replace("\n", "\r\n").encode("latin-1")
    lines = [start, *(f"{name}: {value}" for name, value in headers)]
    if length is not None:
        lines.append(f"Content-Length: {length or len(payload)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + payload


def sdp(
    address: str = PRIVATE, port: int = 4000, *, origin: str | None = None, extra: str = "", media: str = ""
) -> str:
    """An offer of one audio stream; *extra* are lines of the medium, *media* are further media."""
    return (
        f"v=0\no=- 3800 3800 IN IP4 {origin or address}\ns=call\nc=IN IP4 {address}\nt=0 0\n"
        f"m=audio {port} RTP/AVP 8 0 101\na=rtpmap:101 telephone-event/8000\na=sendrecv\n{extra}{media}"
    )


def request(
    method: str = "INVITE",
    *,
    via: str = PRIVATE + ":5060",
    contact: str | None = "<sip:100@" + PRIVATE + ":5060>",
    body: str = "",
    uri: str = "sip:" + SERVER,
    transport: str = "UDP",
    extra: Headers = (),
    from_: str = "<sip:100@provider.example>",
    to: str = "<sip:echo@provider.example>",
    call_id: str = "c0ffee-77",
    via_params: str = ";rport;branch=z9hG4bKaa77",
    hops: int = 70,
    tops: Iterable[str] = (),
) -> bytes:
    """A request as our own probes send them."""
    headers = [("Via", top) for top in tops] + [("Via", f"SIP/2.0/{transport} {via}{via_params}")]
    headers += [("Max-Forwards", str(hops)), ("From", f"{from_};tag=me1"), ("To", to)]
    headers += [("Call-ID", call_id), ("CSeq", f"7 {method}")]
    headers += [("Contact", contact)] if contact else []
    headers += [*extra, ("Content-Type", "application/sdp")] if body else list(extra)
    return message(f"{method} {uri} SIP/2.0", headers, body)


def reply(
    method: str = "OPTIONS",
    *,
    status: str = "200 OK",
    via: str = PRIVATE + ":5060",
    via_params: str = ";rport=5060;received=" + PUBLIC + ";branch=z9hG4bKaa77",
    contact: str | None = None,
    from_: str = "<sip:100@provider.example>",
    call_id: str = "c0ffee-77",
    extra: Headers = (),
    body: str = "",
) -> bytes:
    """The answer to :func:`request`."""
    headers = [("Via", f"SIP/2.0/UDP {via}{via_params}"), ("From", f"{from_};tag=me1")]
    headers += [("To", "<sip:echo@provider.example>;tag=srv9"), ("Call-ID", call_id), ("CSeq", f"7 {method}")]
    headers += [("Contact", contact)] if contact else []
    return message(f"SIP/2.0 {status}", [*headers, *extra], body)
