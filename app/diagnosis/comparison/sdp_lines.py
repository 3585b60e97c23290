"""Two session descriptions line by line (RFC 8866): what became of addresses, ports and formats.

Lines are paired inside their own section (the session, then each medium) and among lines of the same type, so that
one line more or less does not make all later ones differ.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from app.diagnosis.comparison.change import Change, MeaningId
from app.diagnosis.comparison.places import hosts_of, inside_hosts, substitutions
from app.diagnosis.comparison.shape import is_broken_sdp_line

MAX_LINES: Final = 4000
"""Lines that are read of one description."""

TRACE_LINE: Final = re.compile(r"i=\(\s*o=IN IP[46] ", re.IGNORECASE)
"""What FortiGate writes by default: the address it has just replaced (facts: science 1.4)."""

_ADDRESS: Final[dict[str, MeaningId]] = {
    "o": "origin_address",
    "c": "media_address",
    "m": "other_address",
    "a=rtcp": "rtcp_address",
    "a=candidate": "candidate_address",
    "a=remote-candidates": "candidate_address",
    "a=alt": "candidate_address",
}
_TEXT: Final[dict[str, MeaningId]] = {
    "a=rtpmap": "media_formats",
    "a=fmtp": "media_formats",
    "a=sendrecv": "media_direction",
    "a=sendonly": "media_direction",
    "a=recvonly": "media_direction",
    "a=inactive": "media_direction",
    "a=crypto": "media_security",
    "a=fingerprint": "media_security",
    "a=ice-mismatch": "sdp_text",
}
_BY_RELAY: Final = frozenset({"a=nortpproxy", "a=oldmediaip", "a=oldcip", "a=rtpengine", "a=x-nortpproxy"})
"""Marks of media relays at the provider (rtpproxy, rtpengine, mediaproxy and nathelper modules)."""

_DIRECTIONS: Final = frozenset({"a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"})
_CARRIES_ADDRESS: Final = ("a=candidate", "a=rtcp", "a=alt")


def sdp_lines(body: str) -> list[str]:
    """The lines of a description, whatever ends them."""
    return [line for line in re.split(r"\r\n|\n|\r", body)[:MAX_LINES] if line.strip()]


def field_of(line: str) -> str:
    """The type of a line, with the attribute's name for ``a=``; an empty text when it is no SDP line."""
    if is_broken_sdp_line(line):
        return ""
    return line[:2] + re.split(r"[:\s]", line[2:], maxsplit=1)[0].lower() if line[0] == "a" else line[0]


def compare_sdp(before: str, after: str) -> Iterator[Change]:
    """Every difference between two descriptions."""
    old, new = _sections(sdp_lines(before)), _sections(sdp_lines(after))
    missing: list[str] = []
    pairs = zip_longest(old, new, fillvalue=missing)
    changes = [change for left, right in pairs for change in _compare_section(left, right)]
    stale = _keeps_old_addresses(changes, after)
    for change in changes:
        ice = stale and change.meaning == "media_address"
        yield Change(change.field, change.before, change.after, "media_address_ice") if ice else change


def _sections(lines: list[str]) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def _compare_section(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    gone, come = _by_field(_without(before, after)), _by_field(_without(after, before))
    if not gone and not come and list(before) != list(after):
        yield Change("sdp", "\n".join(before), "\n".join(after), "order")
    broken = come.pop("", [])
    for field in list(dict.fromkeys([*gone, *come])):
        old, new = gone.get(field, []), come.get(field, [])
        if field in _DIRECTIONS:
            continue
        for left, right in zip(old, new, strict=False):
            yield Change(f"sdp.{field}", _value(left), _value(right), _meaning(field, left, right))
        for left in old[len(new) :]:
            damaged = broken.pop(0) if broken else None
            yield Change(f"sdp.{field}", _value(left), damaged, "body_damaged" if damaged else _lost(field))
        yield from (Change(f"sdp.{field}", None, _value(right), _new(field, right)) for right in new[len(old) :])
    yield from _directions(gone, come)
    yield from (Change("sdp", None, line, "body_damaged") for line in broken)


def _directions(gone: dict[str, list[str]], come: dict[str, list[str]]) -> Iterator[Change]:
    """Send and receive attributes: the type itself is the value; none written means ``sendrecv``."""
    old = next((field for field in gone if field in _DIRECTIONS), None)
    new = next((field for field in come if field in _DIRECTIONS), None)
    if (old or "a=sendrecv") != (new or "a=sendrecv"):
        yield Change(f"sdp.{new or old}", old, new, "media_direction")


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """The *lines* that *others* lack, trailing white space apart."""
    stock = Counter(line.rstrip() for line in others)
    left = []
    for line in lines:
        if stock[line.rstrip()]:
            stock[line.rstrip()] -= 1
        else:
            left.append(line)
    return left


def _by_field(lines: Sequence[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        groups[field_of(line)].append(line)
    return dict(groups)


def _meaning(field: str, before: str, after: str) -> MeaningId:
    """What a changed line means; *field* without its ``sdp.``."""
    if before.split() == after.split():
        return "spelling"
    if field == "m":
        return _media(before, after)
    pairs = substitutions(before, after)
    moved = hosts_of(before) - hosts_of(after) and hosts_of(after) - hosts_of(before)
    if pairs or moved:
        return _address(field, before, after)
    if field in {"a=rtcp", "a=candidate"}:
        return _ADDRESS[field]
    if field == "c" and hosts_of(before) and not hosts_of(after):
        return "body_damaged"
    return _TEXT.get(field, "sdp_text")


def _address(field: str, before: str, after: str) -> MeaningId:
    """An address line; an address of the same house instead is the short cut between two of its phones."""
    if field == "c" and inside_hosts(after) and (not inside_hosts(before) or _networks(before) & _networks(after)):
        return "media_address_inside"
    return _ADDRESS.get(field, "other_address")


def _networks(line: str) -> set[str]:
    """The address beginnings that devices of one house share."""
    return {host.rpartition(".")[0] for host in inside_hosts(line) if "." in host}


def _media(before: str, after: str) -> MeaningId:
    old, new = before.split(), after.split()
    if len(old) < 3 or len(new) < 3:
        return "body_damaged"
    if old[0] == new[0] and old[1] != new[1]:
        return "media_port"
    return "media_security" if old[2] != new[2] else "media_formats"


def _lost(field: str) -> MeaningId:
    return "body_cut" if field in {"o", "c", "m", "v"} else _TEXT.get(field, "sdp_text")


def _new(field: str, line: str) -> MeaningId:
    if TRACE_LINE.match(line):
        return "trace_line"
    return "media_by_provider" if field in _BY_RELAY else _TEXT.get(field, "sdp_text")


def _value(line: str) -> str:
    return line.partition("=")[2] if line[1:2] == "=" else line


def _keeps_old_addresses(changes: list[Change], after: str) -> bool:
    """Whether ICE candidates or the RTCP address still name what ``c=`` no longer does (RFC 8839 section 5.3)."""
    replaced = {host for change in changes if change.meaning == "media_address" for host in hosts_of(change.before)}
    kept = (line for line in sdp_lines(after) if line.startswith(_CARRIES_ADDRESS))
    return any(replaced & hosts_of(line) for line in kept)
