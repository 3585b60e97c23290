"""``drop_oracle`` and ``non_sip_payload``: what a plain router passes, and what vanishes on the usual port only.

That a device swallows packets does not say that it rewrites any: these are hints, and they help to name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.comparison import SignId
from app.diagnosis.evidence import LEAST_TRIES, Evidence, Seen
from app.diagnosis.sip_alg import mirror
from app.diagnosis.sip_alg.reading import Reading
from app.model.facts import SipExchange
from app.protocols.sip import parse_message

DROPPED: Final = "drop_oracle"
PLAIN: Final = "non_sip_payload"
LEAST_VARIANTS: Final = 2
"""Of the odd messages: engines that are particular are so about more than one, and a poor line may lose one thrice."""
_SIGNS: Final[dict[str, SignId]] = {"no_cseq": "without_cseq_dropped", PLAIN: "non_sip_dropped"}

Asked = Seen[SipExchange]


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """A hint for each variant that vanished here, arrived elsewhere, and was not lost by chance."""
    asked = evidence.all(SipExchange, lambda fact: fact.signal in {DROPPED, PLAIN})
    passes = evidence.all(SipExchange, lambda fact: fact.signal == mirror.SIGNAL and mirror.is_mirrored(fact))
    paths = {one.fact.path for one in passes}
    hints = list(_hints([one for one in asked if one.fact.path in paths]))
    dropped = [hint for hint in hints if hint.signal == DROPPED]
    return tuple(hint for hint in hints if hint.signal == PLAIN or len(dropped) >= LEAST_VARIANTS)


def _hints(asked: list[Asked]) -> Iterator[Reading]:
    arrived = {
        _variant(one.fact): one for one in asked if one.fact.role == "control" and one.fact.outcome == "answered"
    }
    for one in asked:
        control = arrived.get(_variant(one.fact))
        if one.fact.role == "suspected" and _vanished(one.fact) and control is not None:
            hint = Reading(one.fact.signal, "hint", "vanished_here_only", (one, control), one.fact.path, "likely")
            sign = _SIGNS.get(_variant(one.fact))
            yield hint.with_signs(() if sign is None else (sign,)).told_by("delivery")


def _vanished(fact: SipExchange) -> bool:
    return fact.outcome == "silent" and fact.attempts >= LEAST_TRIES


def _variant(fact: SipExchange) -> str:
    if fact.signal == PLAIN:
        return PLAIN
    return parse_message(fact.sent.encode("latin-1", "replace")).get(mirror.VARIANT) or ""
