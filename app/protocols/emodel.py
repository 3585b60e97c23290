"""How good speech sounds: the E-model (ITU-T G.107, narrow band) with its default values, and MOS.

R = 93.2 - Idd - Ie,eff: what delay and what loss take away. Jitter counts as the delay of the buffer that hides it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import Final

R0: Final = 93.2
FREE_DELAY_MS: Final = 100.0
FRAME_MS: Final = 20.0
LEAST_BUFFER_MS: Final = 40.0


@dataclass(frozen=True, slots=True)
class Codec:
    """G.113 appendix I: what coding itself costs, and how well losses are hidden."""

    ie: float
    bpl: float


G711: Final = Codec(0.0, 4.3)
G711_HIDING: Final = Codec(0.0, 25.1)
"""With concealment of lost packets, as every usual phone has it (G.711 appendix I)."""
G729A: Final = Codec(11.0, 19.0)


def delay_impairment(one_way_ms: float) -> float:
    """Idd of a mouth-to-ear delay (G.107 section 7.4)."""
    if one_way_ms <= FREE_DELAY_MS:
        return 0.0
    x = log2(one_way_ms / FREE_DELAY_MS)
    return float(25 * ((1 + x**6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2))


def loss_impairment(loss_percent: float, codec: Codec = G711_HIDING, burst_ratio: float = 1.0) -> float:
    """Ie,eff of a share of lost packets (G.107 section 7.5); *burst_ratio* is 1 for losses by chance."""
    if loss_percent <= 0:
        return codec.ie
    return codec.ie + (95 - codec.ie) * loss_percent / (loss_percent / max(burst_ratio, 1.0) + codec.bpl)


def rating(one_way_ms: float, loss_percent: float, codec: Codec = G711_HIDING, burst_ratio: float = 1.0) -> float:
    """R, between 0 and 93.2."""
    return max(0.0, R0 - delay_impairment(one_way_ms) - loss_impairment(loss_percent, codec, burst_ratio))


def mos(r: float) -> float:
    """Mean opinion score of conversation (G.107 annex B), 1 to 4.5."""
    if r <= 0:
        return 1.0
    if r >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)


def burst_ratio(bursts: tuple[int, ...], packets: int) -> float:
    """How much longer losses last than by chance: mean length of a run over that of chance, 1/(1-loss)."""
    lost = sum(bursts)
    if not bursts or packets <= lost:
        return 1.0
    return max(1.0, lost / len(bursts) * (1 - lost / packets))


def mouth_to_ear_ms(rtt_ms: float, jitter_ms: float) -> float:
    """Half of the round trip, two frames, and a buffer of twice the jitter, 40 ms at least."""
    return rtt_ms / 2 + 2 * FRAME_MS + max(LEAST_BUFFER_MS, 2 * jitter_ms)
