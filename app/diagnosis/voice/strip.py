"""MOS of each ten seconds, where there is enough to compute one from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.model.facts import VoiceLeg
from app.model.json import JsonValue
from app.protocols.emodel import mos, mouth_to_ear_ms, rating

PART_S: Final = 10
LEAST_S: Final = 8
GAP_S: Final = 2
"""Whole seconds without a packet, in a row: no speech, and no score for it."""


def mos_strip(leg: VoiceLeg) -> list[JsonValue]:
    """One entry for each part of *leg*."""
    seconds = len(leg.lost_each_s)
    return list(_parts(leg, seconds)) if leg.rtt_ms is not None else []


def _parts(leg: VoiceLeg, seconds: int) -> Iterator[JsonValue]:
    each = max(1, round(leg.sent / max(leg.seconds, 0.02)))
    for start in range(0, seconds, PART_S):
        lost = leg.lost_each_s[start : start + PART_S]
        part: dict[str, JsonValue] = {"from_s": start, "to_s": start + len(lost), "mos": None}
        if len(lost) < LEAST_S:
            part["reason"] = "short"
        elif _longest_gap(lost, each) >= GAP_S:
            part["reason"] = "gap"
        else:
            one_way = mouth_to_ear_ms(leg.rtt_ms or 0.0, leg.jitter_ms or 0.0)
            part["mos"] = round(mos(rating(one_way, 100 * sum(lost) / (each * len(lost)))), 2)
        yield part


def _longest_gap(lost: tuple[int, ...], each: int) -> int:
    longest = run = 0
    for count in lost:
        run = run + 1 if count >= each else 0
        longest = max(longest, run)
    return longest
