"""What happened to a SIP message on its way: pure comparison of two messages, without any network.

``explain`` answers for two captured messages; ``compare`` lists the differences. The rules that judge a run call
``told_by_exchange``, ``told_by_quote`` and ``told_by_bindings`` for each suspected observation and ``family_of`` once.
"""

from __future__ import annotations

from app.diagnosis.comparison.change import MEANINGS, Change, MeaningId, Nature
from app.diagnosis.comparison.explanation import Explanation, explain
from app.diagnosis.comparison.family import FamilyGuess, FamilyId, family_of
from app.diagnosis.comparison.message import read_message
from app.diagnosis.comparison.observed import Told, together, told_by_bindings, told_by_exchange, told_by_quote
from app.diagnosis.comparison.scene import look_at
from app.diagnosis.comparison.signs import SignId, signs_of

__all__ = [
    "MEANINGS",
    "Change",
    "Explanation",
    "FamilyGuess",
    "FamilyId",
    "MeaningId",
    "Nature",
    "SignId",
    "Told",
    "compare",
    "explain",
    "family_of",
    "look_at",
    "signs_of",
    "together",
    "told_by_bindings",
    "told_by_exchange",
    "told_by_quote",
]


def compare(sent: bytes, received: bytes, *, server: str | None = None) -> tuple[Change, ...]:
    """All differences between a message and its copy, or between a request and its reply.

    *server* is the address that was talked to; without it, a literal in the Request-URI must tell whether a private
    ``received`` is possible. Never raises, whatever the bytes are.
    """
    return look_at(read_message(sent), read_message(received), server=server).changes
