"""Where packets of speech get lost or late: in the own network, on the line, or only when the line is full.

Never a word about the router's reading of messages here: such streams meet no ALG (science facts 7.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import Seen, ids
from app.diagnosis.voice.legs import newest_leg
from app.model.diagnosis import Finding, Verdict
from app.model.facts import NetworkInterface, VoiceLeg
from app.model.names import Confidence

NEAR_LOSS: Final = 0.01
NEAR_LATE: Final = 0.04
"""A gateway stands one cable or one radio away: what is lost or late there is much for so short a way."""
FULL_LATE: Final = 10
"""Packets, a fifth of a second: as long as a queue needs to be heard."""
FULL_MS: Final = 100.0


def find(case: Case) -> Iterator[Finding]:
    """The nearest culprit only: what is lost at home is missing on the line too."""
    line, gateway = newest_leg(case.evidence, "line"), newest_leg(case.evidence, "gateway")
    poor = case.says("quality", "no")
    if gateway is not None and _suffers(gateway.fact):
        yield _at_home(case, gateway)
    elif poor is not None:
        cleared = gateway is not None and not gateway.fact.limited
        confidence: Confidence = "likely" if cleared else "possible"
        because: list[Verdict | tuple[str, ...]] = [poor, ids([gateway] if gateway is not None else [])]
        told = {name: poor.details.get(name) for name in ("loss_percent", "jitter_ms", "one_way_ms")}
        yield finding("line_quality", confidence, because, place="line", **told)
    yield from _full(case, line)


def _suffers(fact: VoiceLeg) -> bool:
    late = fact.late / max(fact.returned, 1)
    return late >= NEAR_LATE or (not fact.limited and fact.lost / fact.sent >= NEAR_LOSS)


def _at_home(case: Case, gateway: Seen[VoiceLeg]) -> Finding:
    """By radio it is the radio; by cable it is the own network all the same, and not the Internet's line."""
    face = case.evidence.last(NetworkInterface)
    medium = face.fact.medium if face is not None else "unknown"
    because = [ids([gateway, *([face] if face is not None else [])])]
    told = {"loss_percent": round(100 * gateway.fact.lost / gateway.fact.sent, 1), "late": gateway.fact.late}
    if medium == "cable":
        return finding("line_quality", "likely", because, place="own_network", **told)
    return finding("wifi_quality", "likely" if medium == "wifi" else "possible", because, **told)


def _full(case: Case, line: Seen[VoiceLeg] | None) -> Iterator[Finding]:
    """Calm before, late under load, and calm between us and the gateway all the while."""
    loaded = case.evidence.last(VoiceLeg, lambda fact: fact.leg == "line_loaded")
    near = case.evidence.last(VoiceLeg, lambda fact: fact.leg == "gateway_loaded")
    if line is None or loaded is None or line.fact.rtt_ms is None or loaded.fact.rtt_most_ms is None:
        return
    more_ms = loaded.fact.rtt_most_ms - line.fact.rtt_ms
    calm = line.fact.late / max(line.fact.returned, 1) < NEAR_LATE
    at_home = near is not None and near.fact.late >= FULL_LATE
    if calm and not at_home and more_ms >= FULL_MS and _late_beside(loaded.fact, line.fact) >= FULL_LATE:
        confidence: Confidence = "likely" if near is not None else "possible"
        because = [ids([line, loaded, *([near] if near is not None else [])])]
        details = {"more_ms": round(more_ms), "load_kbps": loaded.fact.load_kbps, "limit_ms": FULL_MS}
        yield finding("bufferbloat", confidence, because, **details)


def _late_beside(loaded: VoiceLeg, line: VoiceLeg) -> int:
    """Packets that came late or never while the line was full; where all are late, the median itself has moved."""
    moved = (loaded.rtt_ms or 0.0) - (line.rtt_ms or 0.0) >= FULL_MS
    return loaded.returned if moved else loaded.late
