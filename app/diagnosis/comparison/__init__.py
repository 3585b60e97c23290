"""What happened to a SIP message on its way: pure comparison of two messages, without any network.

``explain`` answers for two captured messages; ``compare`` lists the differences; ``evidence_of`` and ``family_of`` are
for the rules that judge the observations of a run (:mod:`app.diagnosis.comparison.exchange`).
"""

from __future__ import annotations

from app.diagnosis.comparison.change import MEANINGS, Change, MeaningId, Nature
from app.diagnosis.comparison.explanation import Explanation, explain
from app.diagnosis.comparison.family import FamilyGuess, FamilyId, family_of
from app.diagnosis.comparison.scene import look_at
from app.diagnosis.comparison.signs import SignId, signs_of
from app.protocols.sip import parse_message

__all__ = [
    "MEANINGS",
    "Change",
    "Explanation",
    "FamilyGuess",
    "FamilyId",
    "MeaningId",
    "Nature",
    "SignId",
    "compare",
    "explain",
    "family_of",
    "look_at",
    "signs_of",
]


def compare(sent: bytes, received: bytes, *, server: str | None = None) -> tuple[Change, ...]:
    """All differences between a message and its copy, or between a request and its reply.

    *server* is the address that was talked to; without it, a literal in the Request-URI must tell whether a private
    ``received`` is possible. Never raises, whatever the bytes are.
    """
    return look_at(parse_message(sent), parse_message(received), server=server).changes
