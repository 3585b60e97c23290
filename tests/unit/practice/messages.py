"""Messages of our client in many spellings; ``CLIENT``, ``ADDRESS``, ``PORT`` and ``SERVER`` stand for real ends."""

from __future__ import annotations

from typing import Final

from app.model.endpoint import Endpoint

_HEAD: Final = """From: <sip:100@provider.example>;tag=a
To: <sip:200@provider.example>
Call-ID: ADDRESS-call
CSeq: 1 METHOD
P-Probe: CLIENT
"""
_SDP: Final = """v=0
o=- 1 1 IN IP4 ADDRESS
s=-
c=IN IP4 ADDRESS
t=0 0
m=audio 4000 RTP/AVP 0
a=rtcp:4001 IN IP4 ADDRESS
a=candidate:1 1 UDP 1 ADDRESS 4000 typ host
"""


def _request(method: str, *lines: str, uri: str = "sip:provider.example", body: str = "", head: str = _HEAD) -> str:
    top = [f"{method} {uri} SIP/2.0", *lines]
    length = [f"Content-Type: application/sdp\nContent-Length: {len(body)}" if body else "Content-Length: 0"]
    return "\n".join([*top, head.replace("METHOD", method).rstrip("\n"), *length]) + "\n\n" + body


VIA: Final = "Via: SIP/2.0/UDP CLIENT;branch=z9hG4bKone;rport"
CONTACT: Final = "Contact: <sip:100@CLIENT>"

MESSAGES: Final[dict[str, str]] = {
    "options": _request("OPTIONS", VIA, CONTACT),
    "register": _request("REGISTER", VIA, CONTACT, "Expires: 60"),
    "register without contact": _request("REGISTER", VIA),
    "invite with sound": _request("INVITE", VIA, CONTACT, body=_SDP),
    "without rport": _request("OPTIONS", VIA.replace(";rport", ""), CONTACT),
    "compact and lower case": _request("OPTIONS", VIA.replace("Via", "v"), CONTACT.replace("Contact", "m")),
    "odd case": _request("OPTIONS", VIA.replace("Via", "vIA"), CONTACT.replace("Contact", "CONTACT")),
    "contact with another port": _request("OPTIONS", VIA, "Contact: <sip:100@ADDRESS:6999>"),
    "register with another port": _request("REGISTER", VIA, "Contact: <sip:100@ADDRESS:6999>", "Expires: 60"),
    "register that does not last": _request("REGISTER", VIA, "Contact: <sip:100@ADDRESS:6999>", "Expires: 0"),
    "register with its own lifetime": _request("REGISTER", VIA, "Contact: <sip:100@ADDRESS:6999>;expires=60"),
    "register without port": _request("REGISTER", VIA, "Contact: <sip:100@ADDRESS>", "Expires: 60"),
    "options without port": _request("OPTIONS", VIA, "Contact: <sip:100@ADDRESS>"),
    "secure contact": _request("OPTIONS", VIA, "Contact: <sips:100@CLIENT>"),
    "contact by name": _request("OPTIONS", VIA, "Contact: <sip:100@canary.invalid:5062>"),
    "two contacts": _request("REGISTER", VIA, CONTACT, "Contact: <sip:other@CLIENT>;q=0.5"),
    "contacts in one line": _request("REGISTER", VIA, "Contact: <sip:a@CLIENT>, <sip:b@CLIENT>"),
    "contact without brackets": _request("OPTIONS", VIA, "Contact: sip:100@CLIENT"),
    "from and to with address": _request(
        "OPTIONS",
        VIA,
        CONTACT,
        head=_HEAD.replace("100@provider.example", "100@CLIENT").replace("200@provider.example", "200@CLIENT"),
    ),
    "request to ourselves": _request("OPTIONS", VIA, CONTACT, uri="sip:100@CLIENT"),
    "second via": _request("OPTIONS", VIA, "Via: SIP/2.0/UDP CLIENT;branch=z9hG4bKtwo", CONTACT),
    "via with a tab": _request("OPTIONS", VIA.replace("UDP ", "UDP\t"), CONTACT),
    "via with two blanks": _request("OPTIONS", VIA.replace("UDP ", "UDP  "), CONTACT),
    "via by name": _request("OPTIONS", "Via: SIP/2.0/UDP canary.invalid:PORT;branch=z9hG4bKone;rport", CONTACT),
    "route and record-route": _request("OPTIONS", VIA, CONTACT, "Route: <sip:CLIENT;lr>", "Record-Route: <sip:CLIENT>"),
    "foreign address": _request("OPTIONS", VIA, "Contact: <sip:100@192.168.1.77:PORT>"),
    "sound elsewhere": _request(
        "INVITE", VIA, CONTACT, body=_SDP.replace("o=- 1 1 IN IP4 ADDRESS", "o=- 1 1 IN IP4 10.9.9.9")
    ),
    "via with another port": _request(
        "REGISTER",
        VIA.replace("CLIENT", "ADDRESS:5999"),
        CONTACT,
        uri="sip:SERVER",
        head=_HEAD.replace("200@provider.example", "200@SERVER"),
    ),
    "not sip at all": "hello world\n\nnothing to see",
}


def filled(text: str, client: Endpoint, server: Endpoint) -> bytes:
    """The message with real ends and line breaks; the stated length is that of the body as it is sent."""
    head, _, body = text.partition("\n\n")
    body = _with(body, client, server)
    head = "\n".join(
        f"Content-Length: {len(body)}" if line.startswith("Content-Length: ") else line
        for line in _with(head, client, server).split("\r\n")
    ).replace("\n", "\r\n")
    return f"{head}\r\n\r\n{body}".encode("latin-1")


def _with(text: str, client: Endpoint, server: Endpoint) -> str:
    for name, value in (("CLIENT", client), ("SERVER", server), ("ADDRESS", client.host), ("PORT", client.port)):
        text = text.replace(name, str(value))
    return text.replace("\n", "\r\n")


def changed_lines(before: bytes, after: bytes) -> list[str]:
    """The names of the lines that differ between two texts of as many lines."""
    pairs = zip(before.decode().split("\r\n"), after.decode().split("\r\n"), strict=True)
    return [old.partition(":")[0] if ":" in old else old[:2] for old, new in pairs if old != new]
