"""What IPv6 is to this computer: told for support, and never blamed. Calls here go by IPv4 (the wheels lack IPv6)."""

from __future__ import annotations

from typing import Any, Final, Literal

from app.diagnosis.evidence import Evidence, Seen, host_of
from app.model.addresses import address_kind
from app.model.facts import NetworkAddress, SipExchange, StunBinding, TcpReach

State = Literal["none", "works", "broken", "no_answer", "untried"]
"""``untried``: this computer has it, and the phone service has no such address. ``broken``: it has an address and no
way; ``no_answer``: only silence came back, while IPv4 was answered."""
NO_WAY: Final = frozenset({"unreachable", "failed"})


def ipv6_of(evidence: Evidence) -> tuple[State | None, tuple[Seen[Any], ...]]:
    """The state and what shows it; ``None``: nobody looked. Silence alone is no fault where IPv4 is silent as well."""
    attempts = _attempts(evidence)
    tried = [seen for seen in attempts if ":" in host_of(_remote(seen.fact))]
    answered = tuple(seen for seen in tried if _outcome(seen.fact) in {"answered", "refused"})
    if answered:
        return "works", answered[:1]
    others = evidence.all(TcpReach, lambda fact: ":" not in host_of(fact.remote) and fact.outcome == "answered")
    if tried and others:
        broken = all(_outcome(seen.fact) in NO_WAY for seen in tried)
        return "broken" if broken else "no_answer", (*tried, others[0])
    known = evidence.all(NetworkAddress, lambda fact: True)
    if tried or not known:
        return None, ()
    own = tuple(seen for seen in known if ":" in seen.fact.address and address_kind(seen.fact.address) == "public")
    return ("untried", own[:1]) if own else ("none", known[:1])


def _attempts(evidence: Evidence) -> tuple[Seen[Any], ...]:
    return (*evidence.all(TcpReach), *evidence.all(StunBinding), *evidence.all(SipExchange))


def _remote(fact: TcpReach | StunBinding | SipExchange) -> str:
    return fact.server if isinstance(fact, StunBinding) else fact.remote


def _outcome(fact: TcpReach | StunBinding | SipExchange) -> str:
    return fact.outcome
