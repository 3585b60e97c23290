"""``source_port``: the question from our own port 5060, beside the one from fresh ports.

A router applies a changed setting to new connections only, and keeps an old one of port 5060 for up to an hour. So when
that port alone is still answered with our inside address, the setting is off and the connection is old. Any other
difference is context: another phone may own the outside port.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.evidence import Evidence
from app.diagnosis.sip_alg import sighting
from app.diagnosis.sip_alg.reading import Reading
from app.diagnosis.sip_alg.sighting import sightings
from app.model.facts import SipExchange

SIGNAL: Final = "source_port"
OLD_CONNECTION: Final = "old_connection"


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """A leftover when only an old port is still changed: our own 5060, or one of the run before."""
    found = []
    for signal in (SIGNAL, OLD_CONNECTION):
        old = [one for one in sightings(evidence, ("suspected",), signal) if one.sees == "own"]
        found += [reading for one in old if (reading := _leftover(signal, one, evidence))]
    return tuple(found)


def differs(evidence: Evidence) -> bool:
    """Whether port 5060 of this computer was silent where fresh ports were answered."""
    silent = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL and fact.outcome == "silent")
    paths = {seen.fact.path for seen in silent}
    return any(one.path in paths for one in sightings(evidence, ("suspected",)))


def _leftover(signal: str, old: sighting.Sighting, evidence: Evidence) -> Reading | None:
    """Every fresh port must have been seen translated by the same server on the same path."""
    same = (old.path, old.server.host, old.local.host)
    fresh = [
        one
        for one in sightings(evidence, ("suspected",))
        if (one.path, one.server.host, one.local.host) == same and one.local.port != old.local.port
    ]
    if not fresh or any(one.sees != "outside" for one in fresh):
        return None
    because = (old.seen, *(one.seen for one in fresh))
    return Reading(signal, "leftover", "only_old_connections", because, old.path, "likely").told_by("received")
