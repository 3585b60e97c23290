"""Doors that are closed, and by whom: the own firewall, all of UDP, or only what is large.

"No answer" is never "blocked" by itself: each rule names the control that was answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from app.diagnosis.case import Case, finding, shut_out
from app.diagnosis.evidence import LEAST_TRIES, Evidence, Seen, host_of, ids
from app.model.diagnosis import Finding
from app.model.facts import PortReach, SipExchange, SizedMessage, StunBinding, TcpReach
from app.model.json import JsonValue

LARGEST_WHOLE: Final = 1300
"""Bytes; RFC 3261 section 18.1.1 takes larger requests to TCP, because they may not fit into one packet."""


def find(case: Case) -> Iterator[Finding]:
    """Each of them by itself."""
    closed = case.says("local_firewall", "yes")
    if closed is not None:
        yield finding("local_firewall_blocks", closed.confidence, [closed], **closed.details)
    yield from _udp(case)
    yield from _sizes(case.evidence)


def _udp(case: Case) -> Iterator[Finding]:
    """Nothing came back by UDP from any door, STUN's among them, and the same host answers by TCP."""
    silent, by_tcp = udp_block(case.evidence)
    if case.says("local_firewall", "yes") or case.says("internet", "no") or not silent:
        return
    stun = any(isinstance(one.fact, StunBinding) or getattr(one.fact, "asked", "") == "stun" for one in silent)
    doors = sorted({_door(one.fact) for one in silent})
    yield finding("udp_blocked", "likely" if stun else "possible", [ids([*silent, *by_tcp])], doors=[*doors[:6]])


def udp_block(evidence: Evidence) -> tuple[list[Seen[Any]], list[Seen[Any]]]:
    """The silent tries by UDP at more than one door, and the answers by TCP of the same hosts; else nothing."""
    silent, doors = udp_silence(evidence)
    hosts = {host_of(door) for door in doors}
    by_tcp = [one for one in _tcp_answers(evidence) if host_of(one.fact.remote) in hosts]
    return (silent, by_tcp) if by_tcp and len(doors) > 1 else ([], [])


def udp_silence(evidence: Evidence) -> tuple[list[Seen[Any]], set[str]]:
    """Every try by UDP, when not one was answered or refused, and the doors that were tried."""
    tried: list[Seen[Any]] = [
        *evidence.all(SipExchange, lambda fact: fact.transport == "udp" and bool(fact.method)),
        *evidence.all(StunBinding),
        *evidence.all(PortReach, lambda fact: fact.transport == "udp"),
    ]
    if any(one.fact.outcome != "silent" for one in tried):
        return [], set()
    enough = [one for one in tried if getattr(one.fact, "attempts", LEAST_TRIES) >= LEAST_TRIES]
    return enough, {_door(one.fact) for one in enough}


def _door(fact: SipExchange | StunBinding | PortReach) -> str:
    return fact.server if isinstance(fact, StunBinding) else fact.remote


def _tcp_answers(evidence: Evidence) -> Iterator[Seen[Any]]:
    yield from evidence.all(TcpReach, lambda fact: fact.outcome == "answered")
    yield from evidence.all(PortReach, lambda fact: fact.transport != "udp" and fact.outcome == "answered")
    yield from evidence.all(SipExchange, lambda fact: fact.transport != "udp" and fact.outcome == "answered")


def _sizes(evidence: Evidence) -> Iterator[Finding]:
    """On one path, all up to some size are answered and all above it are not; the first such path is told."""
    if shut_out(evidence):
        return
    by_door: dict[str, list[Seen[SizedMessage]]] = defaultdict(list)
    for one in evidence.all(SizedMessage, lambda fact: fact.outcome in {"answered", "silent"}):
        by_door[one.fact.remote].append(one)
    cuts = {door: cut for door, seen in by_door.items() if (cut := _cut(seen))}
    for door, (largest, smallest) in list(cuts.items())[:1]:
        seen = by_door[door]
        several = sum(one.fact.outcome == "silent" for one in seen) > 1
        elsewhere = any(_passes(by_door[other], smallest) for other in by_door if other not in cuts)
        details: dict[str, JsonValue] = {"path": seen[0].fact.path, "arrives": largest, "lost": smallest}
        details |= {"only_here": elsewhere or None, "in_pieces": smallest > LARGEST_WHOLE}
        yield finding("large_messages_lost", "likely" if several else "possible", [ids(seen)], **details)


def _cut(seen: list[Seen[SizedMessage]]) -> tuple[int, int] | None:
    answered = [one.fact.size for one in seen if one.fact.outcome == "answered"]
    silent = [one.fact.size for one in seen if one.fact.outcome == "silent" and one.fact.attempts >= LEAST_TRIES]
    if not answered or not silent or max(answered) >= min(silent):
        return None
    return max(answered), min(silent)


def _passes(seen: list[Seen[SizedMessage]], size: int) -> bool:
    return any(one.fact.outcome == "answered" and one.fact.size >= size for one in seen)
