"""Messages that were sent again: the same bytes in the field that tell a transaction, counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.model.facts import Observation, SipMessage
from app.model.figures import Transmissions
from app.protocols.sip import parse_message

MANY: Final = 5
"""A message sent more often than this waits for something that does not come (RFC 3261 section 17: T1 doubles)."""
MOST_BYTES: Final = 16_384
"""Of a message: what its head may take."""


def repeats(observations: Sequence[Observation]) -> tuple[Transmissions, ...]:
    """Each message that was recorded more than once, in the order in which it came first."""
    sent: dict[tuple[object, ...], list[str]] = {}
    for one in observations:
        if isinstance(one.fact, SipMessage):
            sent.setdefault(_key(one.fact), []).append(one.id)
    return tuple(Transmissions(tuple(ids), len(ids) - 1, len(ids) > MANY) for ids in sent.values() if len(ids) > 1)


def _key(fact: SipMessage) -> tuple[object, ...]:
    """Messages alike in this are transmissions of the same one: direction, call, first line, CSeq."""
    read = parse_message(fact.raw[:MOST_BYTES].encode("utf-8", "surrogateescape"))
    return fact.direction, read.call_id, read.start_line, read.cseq
