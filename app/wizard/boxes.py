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
    wall = known.outer.guides[:1] if known.outer.sure else (MODEM,)
    first = (*router, *wall) if names_inner(known) else (*wall, *router)
    return tuple(dict.fromkeys((*first, MODEM, *JOIN)))


def alg_kind(known: Known) -> tuple[str, tuple[str, ...]]:
    """The family that the evidence names, and the names under which the guides know it; empty where it names none."""
    verdict = known.verdicts.get("sip_alg") or known.diagnosis.verdict("sip_alg")
    if verdict is None or verdict.answer != "yes":
        return "", ()
    family, names = verdict.details.get("family"), verdict.details.get("guide_families")
    told = tuple(str(name) for name in names) if isinstance(names, list) else ()
    return (family if isinstance(family, str) and family != "unknown" else ""), told


def names_inner(known: Known) -> bool:
    """Whether the evidence names the nearer of the two boxes."""
    verdict = known.verdicts.get("sip_alg") or known.diagnosis.verdict("sip_alg")
    details = verdict.details if verdict and verdict.answer == "yes" else {}
    boxes, where = details.get("boxes"), details.get("where")
    if isinstance(boxes, list) and boxes:
        return "router" in boxes
    named = str(where or "")
    return named.partition(" (")[0] == "hop 1" or (bool(known.gateway) and f"({known.gateway})" in named)
