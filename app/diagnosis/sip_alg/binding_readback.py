"""``binding_readback``: Contacts that were stored from one port and read back from another.

A device undoes its changes only for the flow it looks at, so the second port sees what really reached the registrar.
The Contact with a name that nobody translates is the control: a registrar that repairs Contacts changes that one too.
Some repair the first one only (Asterisk's ``rewrite_contact``), or private addresses only, and both always write the
one place that the message came from. A device that maps addresses leads two ports of ours to two places.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.comparison import Change as Difference
from app.diagnosis.comparison import Told, told_by_bindings
from app.diagnosis.comparison.places import find_places
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Reading, Says, changes
from app.model.facts import SipExchange

SIGNAL: Final = "binding_readback"
TWO_PLACES: Final = 2


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading when stored bindings came back changed; what the registrar repairs or does not store says nothing."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL)
    told = told_by_bindings([seen.fact for seen in exchanges])
    if not told.changes:
        return ()
    path, because = exchanges[0].fact.path, _decisive(exchanges)
    if len({_place(change) for change in told.proving} - {None}) < TWO_PLACES:
        return (_one_place(told, because, path),)
    changed = changes(told.proving, "request", path)
    reading = Reading(SIGNAL, "rewritten", "stored_contact_changed", because, path, "certain", changed)
    return (reading.with_signs(told.signs).told_by("store"),)


def _one_place(told: Told, because: tuple[Seen[SipExchange], ...], path: str) -> Reading:
    """A repair or a device's work; the first only if a Contact of ours and no control was moved."""
    says: Says = "hint" if told.proving else "silent"
    changed = changes(told.proving, "request", path)
    return Reading(SIGNAL, says, "stored_contact_unclear", because, path, changed=changed).told_by("store")


def _place(change: Difference) -> tuple[str, int | None] | None:
    """Where a stored Contact leads."""
    return next(((place.host, place.port) for place in find_places(change.after or "")), None)


def _decisive(exchanges: tuple[Seen[SipExchange], ...]) -> tuple[Seen[SipExchange], ...]:
    """The ones that were answered; the rest only cleared away."""
    return tuple(seen for seen in exchanges if seen.fact.outcome == "answered")
