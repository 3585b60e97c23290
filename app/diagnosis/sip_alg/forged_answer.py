"""``forged_answer``: an answer that came back sooner than anything can travel to the server and back.

Some carriers answer requests to the usual port in the provider's place (facts, science 1.4). The time of the shortest
way there and back is known from every other question to the same server; an answer in less than half of it was not the
server's. It must also be another answer than the same question gets on a control path: a server that is quick to
refuse gives the same refusal there. An error here where a control is asked for a password stays unclear otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.diagnosis.evidence import Evidence, Seen, host_of
from app.diagnosis.sip_alg.reading import Reading
from app.diagnosis.sip_alg.sighting import own_replies
from app.model.facts import SipExchange

SIGNAL: Final = "forged_answer"
SOONER: Final = 0.5
LEAST_MS: Final = 5.0
"""Shorter ways are not told apart: there the clock of a busy computer is no witness."""
LEAST_OTHERS: Final = 3
CHALLENGES: Final = frozenset({401, 407})
_FIRST_ERROR: Final = 500

Asked = Seen[SipExchange]


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """At most one reading for each path and method."""
    answered = evidence.all(SipExchange, lambda fact: fact.outcome == "answered" and fact.rtt_ms is not None)
    soonest: dict[tuple[str, str, int | None], Asked] = {}
    for one in answered:
        key = (one.fact.path, one.fact.method, _status(one.fact))
        if one.fact.role == "suspected" and (key not in soonest or _rtt(one) < _rtt(soonest[key])):
            soonest[key] = one
    return tuple(reading for one in soonest.values() if (reading := _read(one, answered)))


def _read(seen: Asked, answered: Sequence[Asked]) -> Reading | None:
    """The soonest answer of its kind against all that the same server answered otherwise."""
    fact, said = seen.fact, _status(seen.fact)
    others = [one for one in answered if _same_server(one, seen) and _status(one.fact) != said]
    controls = [one for one in others if one.fact.role == "control" and one.fact.method == fact.method]
    if said is None or not controls:
        return None
    shortest = min(_rtt(one) for one in others)
    if len(others) >= LEAST_OTHERS and shortest >= LEAST_MS and _rtt(seen) <= SOONER * shortest:
        reading = Reading(SIGNAL, "rewritten", "answer_sooner_than_possible", (seen, *controls), fact.path, "likely")
        return reading.with_signs(("forged_answer",)).told_by("delivery")
    if said >= _FIRST_ERROR and any(_status(one.fact) in CHALLENGES for one in controls):
        return Reading(SIGNAL, "unclear", "control_is_challenged_instead", (seen, *controls), fact.path)
    return None


def _same_server(one: Asked, other: Asked) -> bool:
    return host_of(one.fact.remote) == host_of(other.fact.remote)


def _rtt(seen: Asked) -> float:
    return seen.fact.rtt_ms or 0.0


def _status(fact: SipExchange) -> int | None:
    statuses = [reply.status for reply in own_replies(fact) if (reply.status or 0) >= 200]
    return statuses[0] if statuses else None
