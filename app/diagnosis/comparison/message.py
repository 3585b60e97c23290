"""Two copies of one message, all fields: what differs, before anybody asks who did it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from app.diagnosis.comparison.body import body_text, compare_bodies, compare_lengths
from app.diagnosis.comparison.change import Change
from app.diagnosis.comparison.headers import compare_headers, compare_request_uris
from app.diagnosis.comparison.sdp_lines import compare_sdp
from app.diagnosis.comparison.via import compare_vias
from app.protocols.digest import redact_credentials
from app.protocols.sip import SipMessage, parse_message

MAX_CHANGES: Final = 300
"""Changes told of one pair; no real pair comes near it."""

KEPT: Final = 512
"""Messages, and pairs of them, that are remembered: a run is judged again after each of its measurements."""
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


@lru_cache(KEPT)
def read_message(raw: bytes) -> SipMessage:
    """Read a message without the secrets of its head: they never help here and must not be shown. Never raises."""
    head = _END_OF_HEAD.search(raw, len(raw) - len(raw.lstrip(b"\r\n")))
    cut = head.start() if head else len(raw)
    return parse_message(redact_credentials(raw[:cut]) + raw[cut:])


def compare_copies(before: SipMessage, after: SipMessage) -> tuple[Change, ...]:
    """Compare a message with the copy of it that arrived."""
    return tuple(islice(_all_changes(before, after), MAX_CHANGES))


def compare_beginning(sent: bytes, quoted: bytes) -> tuple[Change, ...]:
    """Compare a message with the part of it that an ICMP error quotes: only whole lines that are in the quote count."""
    before, after = read_message(sent), read_message(_whole_lines(quoted))
    changes = [*compare_request_uris(before, after), *compare_vias(before, after, partial=True)]
    changes += compare_headers(before, after, partial=True)
    changes += compare_sdp(body_text(before), body_text(after)) if body_text(after) else ()
    return tuple(change for change in changes if change.after and not (change.before or "").startswith(change.after))


def _all_changes(before: SipMessage, after: SipMessage) -> Iterator[Change]:
    yield from compare_request_uris(before, after)
    yield from compare_vias(before, after)
    yield from compare_headers(before, after)
    yield from compare_lengths(before, after)
    yield from compare_bodies(before, after)
    yield from _layout(before, after)


def _layout(before: SipMessage, after: SipMessage) -> Iterator[Change]:
    """Order of the headers and ends of the lines."""
    old, new = _order(before, after), _order(after, before)
    if old != new:
        yield Change("message", ", ".join(old), ", ".join(new), "order")
    if (b"\r\n" in before.raw) != (b"\r\n" in after.raw):
        yield Change("message", None, None, "line_ends")


def _order(message: SipMessage, other: SipMessage) -> list[str]:
    """The headers that both copies have, in the order of one."""
    shared = {header.key for header in other.headers}
    return list(dict.fromkeys(header.key for header in message.headers if header.key in shared))


def _whole_lines(quoted: bytes) -> bytes:
    """The quote without a line that was cut in the middle."""
    return quoted[: quoted.rfind(b"\n") + 1]
