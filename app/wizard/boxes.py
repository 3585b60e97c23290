"""Which of the owner's boxes to set, and in which order: the modem first, then the router, then joining the two."""

from __future__ import annotations

from typing import Final

from app.wizard.answers import Known

MODEM: Final = "modem-trap"
JOIN: Final = ("way-out-bridge", "way-out-passthrough")
"""So that only one of two boxes translates addresses."""


def has_two(known: Known) -> bool:
    """Whether a second box of the owner's was seen."""
    return known.has("double_nat")


def order(known: Known) -> tuple[str, ...]:
    """Guide ids in the order to walk them; empty with one box, where the list of likely routers is enough.

    The evidence may say which box changes messages: then that one comes first. Else the modem, because nobody thinks of
    it and its setting outlives every change on the router behind it.
    """
    if not has_two(known):
        return ()
    router = known.routers[:1]
    first = (*router, MODEM) if names_inner(known) else (MODEM, *router)
    return (*first, *JOIN)


def names_inner(known: Known) -> bool:
    """Whether the evidence names the nearer of the two boxes."""
    verdict = known.verdicts.get("sip_alg") or known.diagnosis.verdict("sip_alg")
    details = verdict.details if verdict and verdict.answer == "yes" else {}
    boxes, where = details.get("boxes"), details.get("where")
    if isinstance(boxes, list) and boxes:
        return "router" in boxes
    named = str(where or "")
    return named.partition(" (")[0] == "hop 1" or (bool(known.gateway) and f"({known.gateway})" in named)
