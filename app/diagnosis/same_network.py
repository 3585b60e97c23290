"""What was observed in the network that the computer is in now: facts of two networks must never explain each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.model.facts import Observation, RunMark

ANYWHERE: Final = ("run.", "computer", "audio.", "person.", "not_run", "unknown")
"""Kinds that say nothing about a network, by the beginning of their names."""
PATH: Final = ("network.", "stun.", "sip.exchange", "icmp.", "tcp.", "nat.", "gateway.")
"""Kinds that are read together: one of the new network makes those of the old one worthless, each and all."""


def of_this_network(observations: Sequence[Observation]) -> Sequence[Observation]:
    """Leave out what was observed before the last move to another network, where it was observed again since.

    What nobody repeated stays: it is the last that is known, and a session of a check that was stopped keeps it.
    """
    moved_at = _last_move(observations)
    if moved_at is None:
        return observations
    since = {_group(item.fact.kind) for item in observations[moved_at:]}
    return [
        item
        for place, item in enumerate(observations)
        if place >= moved_at or item.fact.kind.startswith(ANYWHERE) or _group(item.fact.kind) not in since
    ]


def _last_move(observations: Sequence[Observation]) -> int | None:
    """The place of the last mark that names another network than the one before it."""
    marks = [
        (place, *item.fact.detail.partition(" -> ")[::2])
        for place, item in enumerate(observations)
        if isinstance(item.fact, RunMark) and item.fact.mark == "network_changed"
    ]
    home = marks[0][1] if marks else ""
    found = None
    for place, _, here in marks:
        if here not in (home, "None"):
            home, found = here, place
    return found


def _group(kind: str) -> str:
    return "path" if kind.startswith(PATH) else kind
