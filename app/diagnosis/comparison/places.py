"""Addresses inside any text: the one thing an ALG is after, found without trusting the grammar around them."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final, NamedTuple

from app.model.addresses import is_behind_nat

MAX_PLACES: Final = 64
"""Places read from one value; a value with more is not of any real message."""

_LITERAL: Final = re.compile(
    r"(?<![\w.%])(?:\[([0-9A-Fa-f:.]{2,45})\]|(\d{1,3}(?:\.\d{1,3}){3}))(?![\w%]|\.\d)(?::(\d{1,5})(?!\d))?"
    r"|(?<![\w:.])((?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?![\w:.])"
)


class Place(NamedTuple):
    """An address literal in a text, with its port where one is written, and where it stands."""

    start: int
    end: int
    host: str
    port: int | None


def find_places(text: str) -> tuple[Place, ...]:
    """All IPv4 and IPv6 literals of *text* in order, in linear time. Never raises."""
    found: list[Place] = []
    for match in _LITERAL.finditer(text):
        host = _canonical(match[1] or match[2] or match[4])
        if host is not None:
            found.append(Place(match.start(), match.end(), host, int(match[3]) if match[3] else None))
        if len(found) == MAX_PLACES:
            break
    return tuple(found)


@lru_cache(maxsize=512)
def _canonical(literal: str) -> str | None:
    try:
        return str(ipaddress.ip_address(literal))
    except ValueError:
        return None


def same_host(one: str, other: str) -> bool:
    """Whether two host texts name the same host: letter case and spellings of IPv6 do not matter."""
    return host_key(one) == host_key(other)


def host_key(host: str) -> str:
    """One spelling for all spellings of a host."""
    bare = host.strip("[]").rstrip(".").lower()
    return _canonical(bare) or bare


def skeleton(text: str) -> str:
    """*text* with every address and port replaced by the same mark: equal skeletons differ in addresses only."""
    parts, end = [], 0
    for place in find_places(text):
        parts.append(text[end : place.start])
        end = place.end
    return "\0".join([*parts, text[end:]])


def substitutions(before: str, after: str) -> tuple[tuple[Place, Place], ...] | None:
    """The places that changed, pairwise; ``None`` when the texts differ in anything but addresses and ports."""
    old_places, new_places = find_places(before), find_places(after)
    if len(old_places) != len(new_places) or skeleton(before) != skeleton(after):
        return None
    pairs = zip(old_places, new_places, strict=True)
    return tuple((old, new) for old, new in pairs if (old.host, old.port) != (new.host, new.port))


def hosts_of(text: str | None) -> frozenset[str]:
    """The address literals of *text*."""
    return frozenset(place.host for place in find_places(text or ""))


def written_hosts(field: str, value: str | None) -> frozenset[str]:
    """The literals of a field; of Via only the one that we wrote, because a server adds its own word behind it."""
    return hosts_of((value or "").partition(";")[0] if field == "via" else value)


def inside_hosts(text: str) -> frozenset[str]:
    """The literals of *text* that only a private network can use."""
    return frozenset(host for host in hosts_of(text) if is_behind_nat(host))
