"""What a measuring screen shows while it measures: time, steps, levels, digits. Never evidence."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.model.json import JsonObject

EXPECTED_S: Final[Mapping[str, float]] = {
    "31": 40,
    "41p": 25,
    "42": 30,
    "43": 20,
    "44p": 20,
    "45p": 20,
    "46p": 15,
    "47p": 160,
    "48p": 60,
    "55p": 240,
}
"""Seconds that a screen announces in its words; one probe that tells its own remaining time corrects them."""
SEVERAL: Final = frozenset({"47p", "55p"})
"""Screens on which more than one probe works."""


LEVELS: Final = 48
MOST_STEPS: Final = 40
ARRIVES_S: Final = 1.2
"""Without a new sound packet for so long, nothing arrives: fifty of them come in a second of an ordinary call."""
BEGINS_S: Final = 2.5
HEARD_DBFS: Final = -60.0


@dataclass(slots=True)
class Way:
    """One direction of a call, as far as it can be seen."""

    levels: deque[float] = field(default_factory=lambda: deque(maxlen=LEVELS))
    packets: int | None = None
    """Sound packets so far, where they are counted."""
    first: float | None = None
    """When somebody looked for the first time."""
    last: float | None = None
    """When the newest packet was seen."""

    def take(self, dbfs: float, packets: int | None, now: float) -> None:
        """One look at it."""
        self.levels.append(dbfs)
        self.first = now if self.first is None else self.first
        came = packets is not None and packets > (self.packets or 0)
        self.packets = self.packets if packets is None else packets
        if came or (packets is None and dbfs > HEARD_DBFS):
            self.last = now

    def arrives(self, now: float) -> bool | None:
        """Whether sound packets come right now; ``None`` while nobody knows, because a call needs a moment to begin."""
        if self.first is None or (self.last is None and now - self.first < BEGINS_S):
            return None
        return self.last is not None and now - self.last < ARRIVES_S


@dataclass(slots=True)
class Live:
    """One measurement, from the moment its screen came up. ``now`` is any clock in seconds that never goes back."""

    screen: str = ""
    started: float = 0.0
    expected_s: float = 30.0
    steps: list[str] = field(default_factory=list)
    """Ids of the word list ``steps``, each once, the newest last."""
    inbound: Way = field(default_factory=Way)
    outbound: Way = field(default_factory=Way)
    fraction: float = 0.0

    def take(self, event: str, fields: JsonObject, now: float) -> None:
        """One event of the engine."""
        if event == "progress":
            self._progress(fields, now)
        elif event == "level":
            self._level(fields, now)

    def remaining_s(self, now: float) -> float:
        """Seconds left by the best guess; 0 when the guess was too short."""
        return max(0.0, self.expected_s - (now - self.started))

    def done(self, now: float) -> float:
        """Share of the time gone by; it never goes back, even when the guess changes."""
        guess = (now - self.started) / self.expected_s if self.expected_s > 0 else 1.0
        self.fraction = max(self.fraction, min(guess, 0.97))
        return self.fraction

    def _progress(self, fields: JsonObject, now: float) -> None:
        step, remaining, whole = fields.get("step"), fields.get("remaining_s"), fields.get("total_remaining_s")
        if isinstance(step, str) and step != "done" and step not in self.steps and len(self.steps) < MOST_STEPS:
            self.steps.append(step)
        if isinstance(whole, (int, float)) and not isinstance(whole, bool):
            self.expected_s = max(now - self.started + max(float(whole), 0.0), 1.0)
            return
        alone = self.screen not in SEVERAL  # there, each of many probes tells only its own remaining time
        if alone and isinstance(remaining, (int, float)) and remaining > 0:
            self.expected_s = max(now - self.started + float(remaining), 1.0)

    def _level(self, fields: JsonObject, now: float) -> None:
        dbfs, packets = fields.get("dbfs"), fields.get("packets")
        way = self.inbound if fields.get("direction") == "inbound" else self.outbound
        if isinstance(dbfs, (int, float)):
            way.take(float(dbfs), packets if isinstance(packets, int) else None, now)


def begin(screen: str, now: float) -> Live:
    """A fresh record for *screen*."""
    return Live(screen, now, EXPECTED_S.get(screen, 30.0))
