"""Inputs that cost a careless reader quadratic time or memory, about a megabyte each."""

from __future__ import annotations

from typing import Final

from tests.unit.diagnosis.comparison.messages import request, sdp

_MEGABYTE: Final = 1_000_000
_WHOLE: Final = request(body=sdp())
_HEAD: Final = _WHOLE.partition(b"\r\n\r\n")[0]


def _body(part: bytes) -> bytes:
    return _HEAD + b"\r\n\r\nv=0\r\n" + part * (_MEGABYTE // len(part))


def _header(name: bytes, part: bytes) -> bytes:
    return _HEAD + b"\r\n" + name + b": " + part * (60_000 // len(part)) + b"\r\n\r\n"


PAIRS: Final[dict[str, tuple[bytes, bytes]]] = {
    "many_attributes": (_body(b"a=x:1\r\n"), _body(b"a=x:2\r\n")),
    "many_media": (_body(b"m=audio 1 R 1\r\n"), _body(b"m=audio 3 R 1\r\n")),
    "many_addresses": (_body(b"1.2.3.4 "), _body(b"1.2.3.5 ")),
    "digits": (_body(b"1"), _body(b"1.")),
    "colons": (_body(b"abcdef0123"), _body(b"::")),
    "blank_body": (_body(b" "), _body(b"\t")),
    "open_quotes": (_header(b"X", b'"\\'), _header(b"X", b'\\"')),
    "open_brackets": (_header(b"Contact", b"<"), _header(b"Contact", b">")),
    "spaces": (_header(b"X", b" ") + b"a", _header(b"Via", b" /")),
    "semicolons": (_header(b"From", b" ; "), _header(b"From", b";=")),
    "contacts": (_header(b"Contact", b"<sip:a@1.2.3.4>,"), _header(b"Contact", b"<sip:a@1.2.3.5>,")),
    "vias": (_header(b"Via", b"SIP/2.0/UDP 1.2.3.4;branch=z1,"), _header(b"Via", b"SIP/2.0/UDP 1.2.3.4;branch=z2,")),
    "headers": (_HEAD + b"\r\nX: 1" * 10_000 + b"\r\n\r\n", _HEAD + b"\r\nX: 2" * 10_000 + b"\r\n\r\n"),
    "nothing": (b"\0" * _MEGABYTE, b"\r\n" * (_MEGABYTE // 2)),
    "start_lines": (b"A a SIP/2.0\r\n" * (_MEGABYTE // 13), b"SIP/2.0 200\r\n" * (_MEGABYTE // 13)),
}
