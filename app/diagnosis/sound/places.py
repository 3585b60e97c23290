"""Where both sides said that they receive, seen from where the phone service itself is."""

from __future__ import annotations

from typing import Final

from app.diagnosis.evidence import Evidence, endpoint, host_of
from app.diagnosis.questions.calls import Call
from app.model.addresses import address_kind, is_behind_nat
from app.model.endpoint import Endpoint
from app.model.facts import Registration

ON_HOLD: Final = "0.0.0.0"
TAKES_NONE: Final = ("sendonly", "inactive")
SENDS_NONE: Final = ("recvonly", "inactive")


def holds(call: Call, *directions: str) -> bool:
    """Whether the far end put the call on hold this way: by direction (RFC 3264), or by the old address of noughts."""
    agreed = call.agreed.fact if call.agreed else None
    if agreed is None or not agreed.offered:
        return False
    return agreed.direction in directions or host_of(agreed.told) == ON_HOLD


def cannot_be_reached(call: Call, evidence: Evidence | None) -> bool:
    """The far end named an address of some private network, while the phone service itself is not in one.

    A telephone system in the same building is, and names its address rightly.
    """
    agreed = call.agreed.fact if call.agreed else None
    registered = evidence.last(Registration) if evidence else None
    if agreed is None or registered is None or not is_behind_nat(host_of(agreed.told)):
        return False
    service = host_of(registered.fact.server)
    return address_kind(service) not in {"name", "unspecified"} and not is_behind_nat(service)


def mapped_elsewhere(call: Call) -> tuple[Endpoint, Endpoint] | None:
    """The port that we announced and the one that the far end saw instead, where they differ."""
    path = call.path.fact if call.path else None
    if path is None:
        return None
    seen, offered = endpoint(path.seen), endpoint(path.offered)
    return (offered, seen) if seen and offered and seen.port != offered.port else None


def refused_codecs(call: Call) -> bool:
    """Whether the far end refused the call because no way of coding sound was common (RFC 3261 section 21.4.26)."""
    return call.result.fact.outcome == "refused" and call.result.fact.status in {415, 488, 606}
