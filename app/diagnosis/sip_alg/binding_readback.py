"""``binding_readback``: Contacts that were stored from one port and read back from another.

A device undoes its changes only for the flow it looks at, so the second port sees what really reached the registrar.
The Contact with a name that nobody translates is the control: a registrar that repairs Contacts changes that one too.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.comparison import told_by_bindings
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Reading, changes
from app.model.facts import SipExchange

SIGNAL: Final = "binding_readback"


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading when the registrar gave bindings back changed in a way that only a device on the way explains."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL)
    told = told_by_bindings([seen.fact for seen in exchanges])
    if not told.proving:
        return ()
    path = exchanges[0].fact.path
    changed = changes(told.proving, "request", path)
    reading = Reading(SIGNAL, "rewritten", "stored_contact_changed", _decisive(exchanges), path, "certain", changed)
    return (reading.with_signs(told.signs),)


def _decisive(exchanges: tuple[Seen[SipExchange], ...]) -> tuple[Seen[SipExchange], ...]:
    """The ones that were answered; the rest only cleared away."""
    return tuple(seen for seen in exchanges if seen.fact.outcome == "answered")
