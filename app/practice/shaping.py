"""Which packets a simulated router lets pass: kinds of packets, and drop rules with their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice.behaviour import DropRule, PacketKind
from app.protocols.rtcp import is_rtcp
from app.protocols.rtp import parse_rtp
from app.protocols.stun import is_stun

_EVENT_SIZE = 4
_FIRST_DYNAMIC_TYPE = 96


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


class Gate:
    """Decides packet by packet; counts per rule and flow, so that the first few may pass."""

    def __init__(self, rules: Sequence[DropRule]) -> None:
        self._rules = tuple(rules)
        self._seen: Counter[tuple[int, Endpoint]] = Counter()

    def passes(self, kind: PacketKind, direction: Direction, watched: bool, flow: Endpoint) -> bool:
        """Whether a packet of the flow that begins at our *flow* address may pass."""
        for number, rule in enumerate(self._rules):
            if kind not in rule.what or direction != rule.direction or (rule.path == "watched" and not watched):
                continue
            self._seen[number, flow] += 1
            if self._seen[number, flow] > rule.after:
                return False
        return True
