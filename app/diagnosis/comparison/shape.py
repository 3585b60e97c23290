"""Whether a value is still well formed. A copy that lost its form was damaged on the way, whatever it says."""

from __future__ import annotations

import re
from typing import Final

from app.protocols.sip_uri import find_outside_quotes

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TOKEN: Final = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+\Z")
_SDP_LINE: Final = re.compile(r"[a-z]=")
QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*("|\\?\Z)', re.DOTALL)
"""A quoted string (RFC 3261 25.1); one that is never closed reaches to the end, with an empty group 1."""


def is_broken_value(value: str) -> bool:
    """Whether a header value has control characters, an open quotation or an open angle bracket."""
    if _CONTROL.search(value):
        return True
    if any(not quoted[1] for quoted in QUOTED.finditer(value)):
        return True
    return find_outside_quotes(value, "<") >= 0 and ">" not in value


def is_token(name: str) -> bool:
    """Whether *name* can name a header (RFC 3261 section 25.1)."""
    return bool(_TOKEN.match(name))


def newly_broken(before: str, after: str) -> bool:
    """Whether the form was lost between the two copies."""
    return is_broken_value(after) and not is_broken_value(before)


def is_broken_sdp_line(line: str) -> bool:
    """Whether a line is no ``type=value`` (RFC 8866 section 5)."""
    return not _SDP_LINE.match(line) or bool(_CONTROL.search(line))
