"""Finds the times without a packet in a stream, from its counts looked at again and again. Pure: the clock is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from app.model.facts_of_sound import SoundGap

GAP_S: Final = 0.1
"""Five packets of 20 ms in a row; less is hidden by any receiver."""
AFTER_S: Final = 0.1
"""How long after its end a gap is still looked at: for the burst, and for losses that show with the next packet."""
PACKET_S: Final = 0.02
MOST_GAPS: Final = 200
MOST_SOURCES: Final = 8


class Look(NamedTuple):
    """One look at the counts: packets and losses of the stream so far, where they come from, how often it restarted."""

    at: float
    packets: int
    lost: int
    source: str = ""
    restarts: int = 0


@dataclass(slots=True)
class _Ended:
    """A gap that is over, while its burst is still counted."""

    begun: float
    ended: float
    before: Look
    at_end: Look


@dataclass(slots=True)
class GapFinder:
    """Feed it looks in order. A look that comes late proves nothing of the time since the one before it."""

    gaps: list[SoundGap] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    first: float | None = None
    last: float | None = None
    _looks: tuple[Look, Look] | None = None
    """The last look with new packets, and the last of all."""
    _ended: _Ended | None = None
    _base: tuple[int, int] = (0, 0)
    _raw: tuple[int, int] = (0, 0)
    _made_anew: int = 0

    def add(self, look: Look) -> None:
        """Take the next look; counts that fall belong to a stream that was made anew and go on from the old ones."""
        look = self._joined(look)
        if self._ended is not None and look.at - self._ended.ended >= AFTER_S:
            self._close(look)
        grown, newest = self._looks or (None, None)
        if grown is None:
            if look.packets:
                self.first = self.last = look.at
                self._note(look)
                self._looks = (look, look)
            return
        assert newest is not None
        if look.packets == newest.packets:
            self._looks = (grown, look)
            return
        if newest.at - grown.at >= GAP_S and self._ended is None:  # silent for certain: from look to look
            self._ended = _Ended(grown.at, look.at, grown, look)
        self.last = look.at
        self._note(look)
        self._looks = (look, look)

    def finish(self) -> None:
        """No more looks: a gap whose end was seen counts."""
        if self._ended is not None and self._looks is not None:
            self._close(self._looks[1])

    def _joined(self, look: Look) -> Look:
        if look.packets < self._raw[0]:
            self._base = (self._base[0] + self._raw[0], self._base[1] + self._raw[1])
            self._made_anew += 1
        self._raw = (look.packets, look.lost)
        return look._replace(
            packets=look.packets + self._base[0],
            lost=look.lost + self._base[1],
            restarts=look.restarts + self._made_anew,
        )

    def _note(self, look: Look) -> None:
        if look.source and look.source not in self.sources and len(self.sources) < MOST_SOURCES:
            self.sources.append(look.source)

    def _close(self, now: Look) -> None:
        ended, self._ended = self._ended, None
        if ended is None or self.first is None or len(self.gaps) >= MOST_GAPS:
            return
        due = (now.at - ended.ended) / PACKET_S + 1
        moved = now.source != ended.before.source or now.restarts != ended.before.restarts
        self.gaps.append(
            SoundGap(
                round(ended.begun, 3),
                round(ended.ended - ended.begun, 3),
                max(0, now.lost - ended.before.lost),
                max(0, round(now.packets - ended.before.packets - due)),
                moved,
            )
        )
