"""A SIP message for a report: known headers and SDP lines pass, with people's names and numbers shortened.

The report room does not read SIP, it only recognises lines; whatever it does not recognise is hidden.
"""

from __future__ import annotations

import re
from typing import Final

from app.report.redaction import Redactor
from app.report.visible import MAX_MESSAGE, from_latin_1, visible, visible_lines

_COMPACT: Final = {
    "b": "referred-by",
    "c": "content-type",
    "e": "content-encoding",
    "f": "from",
    "i": "call-id",
    "k": "supported",
    "l": "content-length",
    "m": "contact",
    "o": "event",
    "r": "refer-to",
    "s": "subject",
    "t": "to",
    "u": "allow-events",
    "v": "via",
    "x": "session-expires",
}  # RFC 3261 section 7.3.3 and extensions
_ADDRESSES: Final = frozenset(
    (
        *("contact", "diversion", "from", "history-info", "p-asserted-identity", "p-associated-uri", "path", "to"),
        *("p-called-party-id", "p-preferred-identity", "record-route", "refer-to", "referred-by", "remote-party-id"),
        *("reply-to", "route", "service-route"),
    )
)
"""Headers with addresses of people and machines."""
_MACHINE: Final = frozenset(
    (
        *(
            "accept",
            "accept-encoding",
            "allow",
            "allow-events",
            "call-id",
            "content-encoding",
            "content-length",
            "cseq",
        ),
        *("content-type", "date", "event", "expires", "max-forwards", "min-expires", "min-se", "p-rtp-stat", "rack"),
        *("require", "retry-after", "rseq", "session-expires", "subscription-state", "supported", "timestamp", "via"),
        *("unsupported", "x-callmend-digits", "x-callmend-heard", "x-orig", "x-rtp-stat"),
    )
)
"""Headers that only machines fill and read."""
_WORDS: Final = frozenset(("accept-language", "reason", "server", "user-agent", "warning"))
_CREDENTIALS: Final = frozenset(
    (
        *("authentication-info", "authorization", "proxy-authenticate", "proxy-authentication-info"),
        *("proxy-authorization", "www-authenticate"),
    )
)
_CREDENTIAL_PARTS: Final = frozenset(("realm", "algorithm", "qop", "stale", "nc", "domain"))
_SDP_LINES: Final = frozenset("vctmb")
_SDP_ATTRIBUTES: Final = frozenset(
    (
        *(
            "alt",
            "candidate",
            "fmtp",
            "group",
            "ice-lite",
            "ice-mismatch",
            "ice-options",
            "inactive",
            "maxptime",
            "mid",
        ),
        *("ptime", "recvonly", "remote-candidates", "rtcp", "rtcp-fb", "rtcp-mux", "rtpmap", "sendonly", "sendrecv"),
        *("setup", "x-nat"),
    )
)
_HEADER: Final = re.compile(r"([^\s:]+)([ \t]*:[ \t]*)(.*)", re.DOTALL)
_QUOTED_NAME: Final = re.compile(r'"([^"]*)"')
_BARE_NAME: Final = re.compile(r"(^|,\s*)([^\s\"<,][^\"<,]*?)(?=\s*<)")
_PARAMETER: Final = re.compile(r"([\w-]+)\s*=\s*(\"[^\"]*\"|[^\s,]*)")
_PRIVATE_ORIGIN: Final = re.compile(r"\(o=IN IP[46] [0-9A-Fa-f.:]+\)")


def sip_lines(raw: str, redactor: Redactor) -> tuple[str, ...]:
    """The message as lines to show, shortened and harmless."""
    head, separator, body = raw[: 4 * MAX_MESSAGE].partition("\r\n\r\n")
    first, *headers = _unfolded(head)
    shown = [redactor.text(first), *(_header(line, redactor) for line in headers)]
    if separator and body.strip():
        shown += ["", *_body(body, redactor)]
    return visible_lines("\n".join(shown))


def start_line(raw: str, redactor: Redactor) -> str:
    """The first line of a message, shortened."""
    return redactor.text(raw[:2000].lstrip("\r\n").split("\r\n", 1)[0], 200)


def header_value(raw: str, name: str) -> str:
    """The first value of a header as it stands in the message, not shortened: to tell calls apart, never to show."""
    for line in _unfolded(raw[: 4 * MAX_MESSAGE].partition("\r\n\r\n")[0]):
        found = _HEADER.match(line)
        if found is not None and _COMPACT.get(found[1].lower(), found[1].lower()) == name:
            return found[3].strip()
    return ""


def _unfolded(head: str) -> list[str]:
    """Header lines, with continuation lines joined (RFC 3261 section 7.3.1)."""
    return re.sub(r"\r?\n[ \t]+", " ", head.lstrip("\r\n")).replace("\r\n", "\n").split("\n")


def _header(line: str, redactor: Redactor) -> str:
    found = _HEADER.match(line)
    if found is None:
        return redactor.hide("header", len(line)) if line else ""
    name, colon, value = found.groups()
    key = _COMPACT.get(name.lower(), name.lower())
    if key in _MACHINE:
        shown = visible(from_latin_1(value))
    elif key in _WORDS:
        shown = redactor.text(value)
    elif key in _ADDRESSES:
        shown = redactor.text(_without_names(value, redactor))
    elif key in _CREDENTIALS:
        shown = _credential(value, redactor)
    else:
        shown = redactor.hide("header", len(value))
    return f"{redactor.text(name, 60)}{colon.strip()} {shown}"


def _without_names(value: str, redactor: Redactor) -> str:
    """Display names shortened, in quotes and without."""
    quoted = _QUOTED_NAME.sub(lambda found: f'"{redactor.name(found[1])}"', value[:2000])
    return _BARE_NAME.sub(lambda found: found[1] + redactor.name(found[2]), quoted)


def _credential(value: str, redactor: Redactor) -> str:
    """Scheme and the parts that are no secret; who may sign in is shortened, how is not told."""
    scheme, _, rest = value.strip().partition(" ")
    shown = []
    for name, part in _PARAMETER.findall(rest[:2000]):
        if name.lower() in _CREDENTIAL_PARTS:
            shown.append(f"{name}={visible(from_latin_1(part))}")
        elif name.lower() == "uri":
            shown.append(f"{name}={redactor.text(part)}")
        elif name.lower() == "username":
            shown.append(f'{name}="{redactor.user(part.strip(chr(34)))}"')
        else:
            redactor.hidden["credential"] += 1
            shown.append(f"{name}=(hidden)")
    return f"{redactor.text(scheme, 20)} {', '.join(shown)}".strip()


def _body(body: str, redactor: Redactor) -> list[str]:
    """An SDP body line by line; any other body is hidden: it may hold pressed keys or a message."""
    if not body.startswith("v="):
        return [redactor.hide("body", len(body))]
    return [_sdp_line(line, redactor) for line in body.replace("\r\n", "\n").split("\n") if line]


def _sdp_line(line: str, redactor: Redactor) -> str:
    kind, equals, value = line.partition("=")
    if equals and kind in _SDP_LINES:
        return f"{kind}={visible(value)}"
    if equals and kind == "o":
        user, _, rest = value.partition(" ")
        return f"o={redactor.user(user) if user != '-' else '-'} {visible(rest)}"
    if equals and kind == "a" and value.partition(":")[0].strip().lower() in _SDP_ATTRIBUTES:
        return f"a={visible(value)}"
    if equals and kind == "i" and _PRIVATE_ORIGIN.fullmatch(value):
        return line  # the trace that one family of firewalls leaves
    return f"{redactor.text(kind, 20)}={redactor.hide('line', len(value))}"
