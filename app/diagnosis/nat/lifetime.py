"""How long a way in stands in silence: between the longest silence it survived and the shortest that it did not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from app.diagnosis.evidence import Evidence, Seen
from app.model.facts import MappingHeld
from app.model.json import JsonValue

SHORT_S: Final = 65.0
"""A conversation's way in that is gone after so long: half of what RFC 4787 section 4.3 asks for (two minutes), and in
the reach of a pause, a hold, or a phone that registers every minute."""
SHORT_ANSWERED_S: Final = 25.0
"""After a question and its answer, phones speak again within 24 to 29 seconds (RFC 5626 section 4.4.2)."""
CONVERSATIONS: Final = ("rtp", "stream")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """One kind of traffic; ``None`` where no silence ended so."""

    held_s: float | None
    lost_s: float | None
    seen: tuple[Seen[MappingHeld], ...]

    @property
    def about_s(self) -> int | None:
        """A round number between the two, for a person; ``None``: it was never lost."""
        if self.lost_s is None:
            return None
        return max(5, 5 * round(((self.held_s or 0.0) + self.lost_s) / 2 / 5))


def lifetimes(evidence: Evidence) -> dict[str, Lifetime]:
    """By traffic; SIP on a port that no ALG watches is ``sip_control``. What contradicts itself is left out."""
    by_kind: dict[str, list[Seen[MappingHeld]]] = defaultdict(list)
    for seen in evidence.all(MappingHeld, lambda fact: fact.outcome != "unknown"):
        fact = seen.fact
        by_kind["sip_control" if fact.traffic == "sip" and fact.role == "control" else fact.traffic].append(seen)
    found = {kind: _lifetime(tuple(seen)) for kind, seen in by_kind.items()}
    return {kind: one for kind, one in found.items() if one is not None}


def _lifetime(seen: tuple[Seen[MappingHeld], ...]) -> Lifetime | None:
    held = max((one.fact.quiet_s for one in seen if one.fact.outcome == "held"), default=None)
    lost = min((one.fact.quiet_s for one in seen if one.fact.outcome == "lost"), default=None)
    if held is not None and lost is not None and held >= lost:
        return None
    deciding = tuple(one for one in seen if one.fact.quiet_s in (held, lost))
    return Lifetime(held, lost, deciding)


def told(found: dict[str, Lifetime]) -> dict[str, JsonValue] | None:
    """For the details of a verdict; a trial without a silence only shows that measuring is possible."""
    shown: dict[str, JsonValue] = {
        kind: {"held_s": one.held_s, "lost_s": one.lost_s}
        for kind, one in found.items()
        if one.lost_s is not None or one.held_s
    }
    return shown or None


def too_short(found: dict[str, Lifetime]) -> tuple[Lifetime, ...]:
    """The kinds of traffic whose way in is gone before phones speak again."""
    limits = {**dict.fromkeys(CONVERSATIONS, SHORT_S), "answered": SHORT_ANSWERED_S}
    short = [one for kind, limit in limits.items() if (one := found.get(kind)) and (one.lost_s or limit + 1) <= limit]
    return tuple(sorted(short, key=lambda one: one.lost_s or 0.0))
