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
ASKED: Final = "received_private"
"""The signal whose questions are the same everywhere, and carry no password."""
SOONER: Final = 0.5
LEAST_MS: Final = 5.0
"""Shorter ways are not told apart: there the clock of a busy computer is no witness."""
LEAST_OTHERS: Final = 3
CHALLENGES: Final = frozenset({401, 407})
_FIRST_REFUSAL: Final = 400
_FIRST_ERROR: Final = 500

Asked = Seen[SipExchange]


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """At most one reading for each kind of refusal on a suspected path."""
    answered = evidence.all(SipExchange, lambda fact: fact.outcome == "answered")
    asked = [one for one in answered if one.fact.role == "suspected" and one.fact.signal == ASKED and _refusal(one)]
    refused = {(one.fact.path, one.fact.method, _status(one.fact)): one for one in asked}
    return tuple(reading for one in refused.values() if (reading := _read(one, answered)))


def _refusal(seen: Asked) -> bool:
    status = _status(seen.fact) or 0
    return status >= _FIRST_REFUSAL and status not in CHALLENGES


def _read(seen: Asked, answered: Sequence[Asked]) -> Reading | None:
    """The soonest answer of its kind against all that the same server answered otherwise.

    The same refusal of another method on this path may be forged as well, and tells nothing of the way to the server.
    """
    fact, said = seen.fact, _status(seen.fact) or 0
    alike = [one for one in answered if _same_question(one, seen) and _status(one.fact) == said]
    here = [one for one in answered if one.fact.path == fact.path and _status(one.fact) == said]
    others = [one for one in answered if _same_server(one, seen) and one not in here]
    controls = [one for one in others if one.fact.role == "control" and _challenged(one, fact.method)]
    if not controls:
        return None
    if _too_soon(alike, others):
        because = (seen, *alike, *controls)
        reading = Reading(SIGNAL, "rewritten", "answer_sooner_than_possible", because, fact.path, "likely")
        return reading.with_signs(("forged_answer",)).told_by("delivery")
    if said >= _FIRST_ERROR:
        return Reading(SIGNAL, "unclear", "control_is_challenged_instead", (seen, *controls), fact.path)
    return None


def _too_soon(alike: Sequence[Asked], others: Sequence[Asked]) -> bool:
    """Of those whose time is known: one that was sent twice has none, as nobody can say which was answered."""
    here, there = ([one.fact.rtt_ms for one in some if one.fact.rtt_ms is not None] for some in (alike, others))
    if not here or len(there) < LEAST_OTHERS:
        return False
    return min(there) >= LEAST_MS and min(here) <= SOONER * min(there)


def _same_question(one: Asked, other: Asked) -> bool:
    return (one.fact.role, one.fact.path, one.fact.method) == (other.fact.role, other.fact.path, other.fact.method)


def _challenged(one: Asked, method: str) -> bool:
    return one.fact.signal == ASKED and one.fact.method == method and _status(one.fact) in CHALLENGES


def _same_server(one: Asked, other: Asked) -> bool:
    return host_of(one.fact.remote) == host_of(other.fact.remote)


def _status(fact: SipExchange) -> int | None:
    statuses = [reply.status for reply in own_replies(fact) if (reply.status or 0) >= 200]
    return statuses[0] if statuses else None
