"""The softphone's messages as one ladder a call: what was repeated stands once, with its count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.model.facts import Observation, SipMessage
from app.model.figures import Figures, Transmissions
from app.report.redaction import Redactor
from app.report.sip_text import header_value, start_line
from app.report.view.times import seconds
from app.report.view.words import say

MOST_RUNGS: Final = 40
MOST_CALLS: Final = 40
MOST_LEADING: Final = 12
"""Arrows of the ladder on page one."""
BEFORE: Final = 3
AFTER: Final = 1
"""So many around those that are marked."""
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

    @property
    def striking(self) -> bool:
        """Whether the finding rests on one of its messages."""
        return any(step.marked for step in self.steps)


def leading(ladders: Sequence[CallLadder]) -> CallLadder | None:
    """The one for page one, around the messages that the finding rests on; the whole of it stands further on."""
    first = next(iter(ladders), None)
    if first is None or not first.striking:
        return None
    marked = [number for number, step in enumerate(first.steps) if step.marked]
    near = first.steps[max(0, marked[0] - BEFORE) : marked[-1] + AFTER + 1]
    return replace(first, steps=near, left_out=0) if len(near) <= MOST_LEADING else None


def call_ladders(
    observations: Sequence[Observation], figures: Figures | None, marked: Collection[str], redactor: Redactor
) -> tuple[CallLadder, ...]:
    """One ladder a Call-ID, the striking ones first. *marked*: ids that the finding rests on."""
    repeats = {name: one for one in (figures.repeats if figures else ()) for name in one.observations}
    calls: dict[str, list[Observation]] = {}
    for one in observations:
        if isinstance(one.fact, SipMessage):
            calls.setdefault(header_value(one.fact.raw, "call-id"), []).append(one)
    made = (_ladder(messages, repeats, marked, redactor) for messages in calls.values())
    return tuple(sorted(made, key=_rank)[:MOST_CALLS])


def _rank(ladder: CallLadder) -> tuple[bool, bool]:
    """What the finding rests on comes first, then calls, then the rest; each in the order of time."""
    return not ladder.striking, not ladder.title.startswith("INVITE")


def _ladder(
    messages: Sequence[Observation], repeats: Mapping[str, Transmissions], marked: Collection[str], redactor: Redactor
) -> CallLadder:
    found = (_step(one, repeats.get(one.id), marked, redactor) for one in messages)
    steps = [step for step in found if step is not None]
    first = messages[0]
    return CallLadder(
        _label(first, redactor),
        seconds(first.at_s),
        tuple(steps[:MOST_RUNGS]),
        max(0, len(steps) - MOST_RUNGS),
    )


def _step(one: Observation, sent: Transmissions | None, marked: Collection[str], redactor: Redactor) -> Step | None:
    """The arrow of a message. All its repeats share the second one, which carries their count."""
    place = sent.observations.index(one.id) if sent else 0
    if place > 1:
        return None
    label, striking = _label(one, redactor), one.id in marked
    if sent and place == 1:
        label = say("report", "ladder", "again" if sent.again > 1 else "once_more", label=label, count=sent.again)
        striking = sent.waits or any(name in marked for name in sent.observations[1:])
    inbound = isinstance(one.fact, SipMessage) and one.fact.direction == "inbound"
    return Step(redactor.text(one.id, 20), seconds(one.at_s), inbound, label, striking)


def _label(one: Observation, redactor: Redactor) -> str:
    """A request by method and target, an answer by code, phrase and method."""
    fact = one.fact
    assert isinstance(fact, SipMessage)
    first = start_line(fact.raw, redactor)
    if first.startswith("SIP/2.0 "):
        method = redactor.text(header_value(fact.raw, "cseq").partition(" ")[2], 20)
        return f"{first[8:]} ({method})"[:LABEL] if method else first[8:][:LABEL]
    return first.removesuffix(" SIP/2.0")[:LABEL]
