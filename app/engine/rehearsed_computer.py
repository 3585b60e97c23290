"""What a practice world says of this computer and its owner: a network cannot rehearse a headset or a firewall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, fields

from app.model.codec import observation_from_json
from app.model.facts import FACTS_BY_KIND, Fact, PersonSaid
from app.model.json import JsonObject


class RehearsedComputer:
    """Facts that are recorded once, in the place of all that is really observed of their kinds.

    What the owner really says still counts: people practise here.
    """

    def __init__(self, told: Iterable[JsonObject]) -> None:
        """*told* are facts as a session file has them; raises :class:`UserError` when they are none."""
        self._facts = [observation_from_json({"id": "o0", "at_s": 0.0, **_unknown(fact), **fact}).fact for fact in told]
        self._kinds = {fact.kind for fact in self._facts} - {PersonSaid.kind}

    def news(self) -> list[Fact]:
        """All of them, the first time."""
        facts, self._facts = self._facts, []
        return facts

    def replaces(self, fact: Fact) -> bool:
        """Whether *fact* is of a kind that the world speaks of."""
        return fact.kind in self._kinds


def _unknown(fact: JsonObject) -> JsonObject:
    """What a fact of that kind must say: a scenario is TOML, which has no word for "unknown", and leaves it out."""
    record = FACTS_BY_KIND.get(str(fact.get("kind")))
    return {one.name: None for one in fields(record) if one.default is MISSING} if record is not None else {}
