"""What one signal says about rewriting, and the changes it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from app.diagnosis.comparison import Change as Difference
from app.diagnosis.comparison import MeaningId, SignId
from app.diagnosis.evidence import Seen
from app.diagnosis.reasons import Reason
from app.model.json import JsonObject
from app.model.names import Confidence

Says = Literal[
    "rewritten",  # messages were changed on the way
    "untouched",  # they were not, as far as this signal can see
    "unclear",  # it cannot be told, for a reason
    "silent",  # this signal cannot tell, and leaves the answer to the others
    "hint",  # a device meddles, though this alone would not show that it rewrites
    "leftover",  # only a connection that stood before is still changed
]
Witness = Literal[
    "received",  # the server's word about where it saw us
    "echo",  # the server's repetition of what we sent
    "canary",  # the same, of an address that the server cannot know
    "store",  # the registrar's list of what it stored
    "delivery",  # the port at which a reply arrived; no server beyond a NAT can choose it
    "mirror",  # a test line that returned what arrived, sealed
    "hop",  # a router that quoted the message; the server had no part in it
]
"""Who would have to be wrong for a reading to be wrong."""
Travel = Literal["request", "reply"]
LONGEST_VALUE: Final = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One field that left or came back different (names: design, section 9).

    ``before`` is ``None`` when only the result was seen; ``direction`` says which way the message travelled.
    """

    field: str
    before: str | None
    after: str | None
    meaning: MeaningId
    direction: Travel
    path: str

    def to_json(self) -> JsonObject:
        """As ``details.changed`` of the verdict carries it."""
        return {
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "meaning": self.meaning,
            "direction": self.direction,
            "path": self.path,
        }


def changes(differences: Iterable[Difference], direction: Travel, path: str) -> tuple[Change, ...]:
    """What a comparison of two messages found, as changes on *path*."""
    return tuple(
        Change(one.field, _cut(one.before), _cut(one.after), one.meaning, direction, path) for one in differences
    )


def _cut(value: str | None) -> str | None:
    return value[:LONGEST_VALUE] if value else value


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one signal on one path. ``reason`` says what it was about, ``where`` which box did it."""

    signal: str
    says: Says
    reason: Reason
    because: tuple[Seen[Any], ...]
    path: str
    confidence: Confidence = "possible"
    changed: tuple[Change, ...] = ()
    signs: frozenset[SignId] = frozenset()
    where: str | None = None
    witness: Witness = "echo"

    def with_signs(self, signs: Iterable[SignId]) -> Reading:
        """The same with signs of a family added."""
        return replace(self, signs=self.signs | frozenset(signs))

    def at(self, where: str) -> Reading:
        """The same with the box that did it."""
        return replace(self, where=where)

    def told_by(self, witness: Witness) -> Reading:
        """The same with the one whose word it is."""
        return replace(self, witness=witness)
