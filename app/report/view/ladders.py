"""The softphone's messages as one ladder a call: what was repeated stands once, with its count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from app.model.facts import Observation, SipMessage
from app.report.redaction import Redactor
from app.report.sip_text import header_value, start_line
from app.report.view.times import seconds
from app.report.view.words import say

MOST_RUNGS: Final = 40
MOST_CALLS: Final = 40
MANY: Final = 5
"""A message sent more often than this waits for something that does not come."""
LABEL: Final = 60
"""Characters on an arrow."""


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow between this computer and the phone service; ``marked`` when the finding rests on it."""

    id: str
    time: str
    inbound: bool
    label: str
    marked: bool


@dataclass(frozen=True, slots=True)
class CallLadder:
    """All messages of one Call-ID."""

    title: str
    started: str
    steps: tuple[Step, ...]
    left_out: int


def call_ladders(
    observations: Sequence[Observation], marked: Collection[str], redactor: Redactor
) -> tuple[CallLadder, ...]:
    """One ladder a Call-ID, the striking ones first. *marked*: ids that the finding rests on."""
    calls: dict[str, list[Observation]] = {}
    for one in observations:
        if isinstance(one.fact, SipMessage):
            calls.setdefault(header_value(one.fact.raw, "call-id"), []).append(one)
    ladders = sorted((_ladder(messages, marked, redactor) for messages in calls.values()), key=_rank)
    return tuple(ladders[:MOST_CALLS])


def _rank(ladder: CallLadder) -> tuple[bool, bool]:
    """What the finding rests on comes first, then calls, then the rest; each in the order of time."""
    return not any(step.marked for step in ladder.steps), not ladder.title.startswith("INVITE")


def _ladder(messages: Sequence[Observation], marked: Collection[str], redactor: Redactor) -> CallLadder:
    steps: list[Step] = []
    counts: dict[tuple[str, ...], list[int]] = {}
    for one in messages:
        key, label = _key(one), _label(one, redactor)
        seen = counts.get(key)
        if seen is None:
            counts[key] = [1, -1]
            steps.append(_step(one, label, marked, redactor))
            continue
        seen[0] += 1
        if seen[1] < 0:
            seen[1] = len(steps)
            steps.append(_step(one, label, marked, redactor))
        again = say("report", "ladder", "again" if seen[0] > 2 else "once_more", label=label, count=seen[0] - 1)
        old = steps[seen[1]]
        striking = old.marked or one.id in marked or seen[0] > MANY
        steps[seen[1]] = Step(old.id, old.time, old.inbound, again, striking)
    first = messages[0]
    return CallLadder(
        _label(first, redactor),
        seconds(first.at_s),
        tuple(steps[:MOST_RUNGS]),
        max(0, len(steps) - MOST_RUNGS),
    )


def _step(one: Observation, label: str, marked: Collection[str], redactor: Redactor) -> Step:
    inbound = isinstance(one.fact, SipMessage) and one.fact.direction == "inbound"
    return Step(redactor.text(one.id, 20), seconds(one.at_s), inbound, label, one.id in marked)


def _key(one: Observation) -> tuple[str, ...]:
    """Messages alike in this are transmissions of the same one (RFC 3261 section 17): branch for requests too."""
    fact = one.fact
    assert isinstance(fact, SipMessage)
    first = fact.raw[:200].split("\r\n", 1)[0]
    return fact.direction, first, header_value(fact.raw, "cseq")


def _label(one: Observation, redactor: Redactor) -> str:
    """A request by method and target, an answer by code, phrase and method."""
    fact = one.fact
    assert isinstance(fact, SipMessage)
    first = start_line(fact.raw, redactor)
    if first.startswith("SIP/2.0 "):
        method = redactor.text(header_value(fact.raw, "cseq").partition(" ")[2], 20)
        return f"{first[8:]} ({method})"[:LABEL] if method else first[8:][:LABEL]
    return first.removesuffix(" SIP/2.0")[:LABEL]
