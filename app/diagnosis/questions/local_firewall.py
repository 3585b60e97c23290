"""``local_firewall``: whether this computer's own firewall keeps the program from speaking.

What a call needs is that packets go out and their answers come in; so an answer from outside settles it, whatever the
settings say.
"""

from __future__ import annotations

from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.model.diagnosis import Verdict
from app.model.facts import FirewallState, PortReach, SipExchange, StunBinding, TcpReach

ENOUGH: Final = 3
_TRIES: Final[tuple[type[Any], ...]] = (SipExchange, StunBinding, TcpReach, PortReach)


def judge(evidence: Evidence) -> Verdict | None:
    """Refusals of this computer's own system first, then answers, then what the firewall says."""
    states = evidence.all(FirewallState)
    asked = bool(states) or bool(evidence.all(PortReach)) or evidence.not_run("local_firewall") is not None
    forbidden = [seen for kind in _TRIES for seen in evidence.all(kind, lambda fact: fact.outcome == "forbidden")]
    if forbidden:
        return answer("local_firewall", "yes", "sending_forbidden", forbidden[:ENOUGH], firewall=_names(states))
    if not asked:
        return None
    answered = _answered_by_udp(evidence)
    if answered:
        return answer("local_firewall", "no", "answers_come_in", answered[:ENOUGH])
    return _by_settings(evidence, states)


def _answered_by_udp(evidence: Evidence) -> list[Seen[Any]]:
    """TCP is let through by nearly every firewall, so only UDP settles it."""
    return [
        *evidence.all(StunBinding, lambda fact: fact.mapped is not None),
        *evidence.all(PortReach, lambda fact: fact.transport == "udp" and fact.outcome == "answered"),
        *evidence.all(SipExchange, lambda fact: fact.transport == "udp" and fact.outcome == "answered"),
    ]


def _by_settings(evidence: Evidence, states: tuple[Seen[FirewallState], ...]) -> Verdict | None:
    blocked = [seen for seen in states if seen.fact.state == "on" and seen.fact.program == "blocked"]
    if blocked:
        silent = [seen for kind in _TRIES for seen in evidence.all(kind, lambda fact: fact.outcome == "silent")]
        because = [*blocked, *silent[:ENOUGH]]
        return answer("local_firewall", "yes", "program_is_blocked", because, "likely", firewall=_names(tuple(blocked)))
    if states and all(seen.fact.state == "off" for seen in states):
        return answer("local_firewall", "no", "firewall_off", states, "likely")
    if states:
        return cannot_tell("local_firewall", "firewall_on_and_silence", states, firewall=_names(states))
    return not_run("local_firewall", evidence) or cannot_tell("local_firewall", "no_answer", evidence.all(PortReach))


def _names(states: tuple[Seen[FirewallState], ...]) -> list[Any] | None:
    return [seen.fact.source for seen in states if seen.fact.state == "on"] or None
