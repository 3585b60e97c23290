"""Speech quality of a call by the packets that arrived: the E-model of ITU-T G.107, ten seconds at a time.

Only loss is known here, so this is an upper bound that names itself one. A stretch with a gap of more than two
seconds, with less than eight seconds of sound, or played at the pace of practice gets no figure: it would lie.
"""

from __future__ import annotations

from typing import Final

from app.model.facts import MediaTimeline
from app.model.json import JsonValue

STRETCH_S: Final = 10.0
LEAST_S: Final = 8.0
LONGEST_GAP_S: Final = 2.0
PACKETS_A_SECOND: Final = 50.0
R_BEST: Final = 93.2  # G.107 (06/2015), default values
ROBUSTNESS: Final = 25.1  # Bpl of G.711 with packet loss concealment, G.113 Appendix I
R_TO_MOS: Final = 7e-6


def scores_of(timeline: MediaTimeline) -> list[JsonValue]:
    """One row a stretch: ``from_s``, ``to_s``, ``mos`` or ``None`` with a ``reason``."""
    if timeline.interval_s <= 0 or not timeline.received:
        return []
    per_stretch = max(1, round(STRETCH_S / timeline.interval_s))
    rows: list[JsonValue] = []
    for start in range(0, len(timeline.received), per_stretch):
        counts = timeline.received[start : start + per_stretch]
        begin = start * timeline.interval_s
        mos, reason = _judged(counts, timeline.interval_s, timeline.pace)
        end = begin + len(counts) * timeline.interval_s
        rows.append({"from_s": round(begin, 1), "to_s": round(end, 1), "mos": mos, "reason": reason})
    return rows


def _judged(counts: tuple[int, ...], interval_s: float, pace: float) -> tuple[float | None, str]:
    if pace != 1.0:
        return None, "practice"
    if len(counts) * interval_s < LEAST_S:
        return None, "short"
    if _longest_gap(counts) * interval_s > LONGEST_GAP_S:
        return None, "gap"
    expected = PACKETS_A_SECOND * interval_s * len(counts)
    return round(mos_of_loss(100 * max(0.0, 1 - sum(counts) / expected)), 2), ""


def _longest_gap(counts: tuple[int, ...]) -> int:
    longest = present = 0
    for count in counts:
        present = 0 if count else present + 1
        longest = max(longest, present)
    return longest


def mos_of_loss(percent: float) -> float:
    """G.107 equations 7-29 and B-4 for G.711 with concealment, random loss and no other impairment."""
    r = R_BEST - 95 * percent / (percent + ROBUSTNESS)
    return 1.0 if r <= 0 else 1 + 0.035 * r + r * (r - 60) * (100 - r) * R_TO_MOS
