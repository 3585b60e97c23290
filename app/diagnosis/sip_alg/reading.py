"""What one signal says about rewriting, and the changes it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from app.diagnosis.evidence import Seen
from app.diagnosis.reasons import Reason
from app.model.json import JsonObject
from app.model.names import Confidence

Says = Literal[
    "rewritten",  # messages were changed on the way
    "untouched",  # they were not, as far as this signal can see
    "unclear",  # it cannot be told, for a reason
]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that left or came back different. ``before`` is ``None`` when only the result was seen.

    ``field`` is a header in full and lower case, ``part`` what of it (such as ``received``); ``direction`` says which
    way the message travelled when it was changed.
    """

    field: str
    part: str
    before: str | None
    after: str
    direction: Literal["request", "reply"]
    path: str

    def to_json(self) -> JsonObject:
        """As ``details.changed`` of the verdict carries it."""
        return {
            "field": self.field,
            "part": self.part,
            "before": self.before,
            "after": self.after,
            "direction": self.direction,
            "path": self.path,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one signal on one path. ``reason`` says what it was about."""

    signal: str
    says: Says
    reason: Reason
    because: tuple[Seen[Any], ...]
    path: str
    confidence: Confidence = "possible"
    changed: tuple[Change, ...] = ()
