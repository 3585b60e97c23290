"""Which packets a simulated router lets pass: kinds of packets, and drop rules with their counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice.behaviour import DropRule, PacketKind
from app.protocols.rtcp import is_rtcp
from app.protocols.rtp import parse_rtp
from app.protocols.stun import is_stun

_EVENT_SIZE = 4
_FIRST_DYNAMIC_TYPE = 96
_REQUESTS: Final[dict[bytes, PacketKind]] = {
    b"ACK": "ack",
    b"REGISTER": "register",
    b"UPDATE": "refresh",
    b"INVITE": "invite",
    b"CANCEL": "cancel",
    b"NOTIFY": "notify",
}
_CSEQ_INVITE: Final = re.compile(rb"(?im)^cseq[ \t]*:[ \t]*\d+[ \t]+INVITE\b")


def media_kind(data: bytes) -> PacketKind:
    """What a packet of a call's sound is; an event is known by its size and dynamic payload type (RFC 4733)."""
    if is_stun(data):
        return "stun"
    if is_rtcp(data):
        return "rtcp"
    packet = parse_rtp(data)
    if packet is None:
        return "other"
    is_event = len(packet.payload) == _EVENT_SIZE and packet.payload_type >= _FIRST_DYNAMIC_TYPE
    return "event" if is_event else "rtp"


def signalling_kind(data: bytes) -> PacketKind:
    """What a packet on a signalling port is: SIP says so in its first line."""
    return "sip" if b"SIP/2.0" in data[:2048].partition(b"\n")[0] else "non-sip"


def signalling_kinds(data: bytes) -> tuple[PacketKind, ...]:
    """The same, and what it is more exactly."""
    exact = _REQUESTS.get(data[:16].partition(b" ")[0])
    if data.startswith(b"SIP/2.0 2") and _CSEQ_INVITE.search(data):
        exact = "answer"
    return (signalling_kind(data), exact) if exact else (signalling_kind(data),)


def is_keep_alive(data: bytes) -> bool:
    """Whether a packet only keeps a way open: empty lines or noughts (RFC 5626 section 4.4.1)."""
    return not data.strip(b"\r\n\0")


class Memory:
    """What a router remembers of sound: it lets sound in for so long after sound went out; ``None``: for ever."""

    def __init__(self, forgets_after_s: float | None, clock: Callable[[], float]) -> None:
        self._limit_s, self._clock = forgets_after_s, clock
        self._out_at: dict[Endpoint, float] = {}

    def passes(self, kind: PacketKind, direction: Direction, flow: Endpoint) -> bool:
        """Whether a packet of the flow that begins at our *flow* address is still expected."""
        if self._limit_s is None or kind not in {"rtp", "event"}:
            return True
        if direction == "outbound":
            self._out_at[flow] = self._clock()
            return True
        return self._clock() - self._out_at.get(flow, 0.0) < self._limit_s


class PortMemory:
    """Which signalling ports a router still knows: packets either way keep them; ``None``: for ever."""

    def __init__(self, forgets_after_s: float | None, clock: Callable[[], float]) -> None:
        self._limit_s, self._clock = forgets_after_s, clock
        self._used_at: dict[Endpoint, float] = {}

    def passes(self, direction: Direction, flow: Endpoint, *, refreshes: bool = True) -> bool:
        """Whether a datagram of the flow that begins at our *flow* address is still expected, which it *refreshes*."""
        if self._limit_s is None:
            return True
        now = self._clock()
        known = direction == "outbound" or now - self._used_at.get(flow, now) < self._limit_s
        if known and refreshes:
            self._used_at[flow] = now
        return known


class Gate:
    """Decides packet by packet; counts per rule and flow, so that the first few may pass."""

    def __init__(self, rules: Sequence[DropRule]) -> None:
        self._rules = tuple(rules)
        self._seen: Counter[tuple[int, Endpoint]] = Counter()

    def passes(self, kind: PacketKind, direction: Direction, watched: bool, flow: Endpoint, size: int = 0) -> bool:
        """Whether a packet of *size* bytes of the flow that begins at our *flow* address may pass."""
        for number, rule in enumerate(self._rules):
            if kind not in rule.what or direction != rule.direction or (rule.path == "watched" and not watched):
                continue
            if size < rule.larger_than:
                continue
            self._seen[number, flow] += 1
            if self._seen[number, flow] > rule.after:
                return False
        return True
