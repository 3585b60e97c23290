"""Messages for the support engineer: test messages on each path side by side, and the ladder of the softphone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.model.diagnosis import Diagnosis
from app.model.facts import Observation, SipExchange, SipMessage
from app.report.redaction import Redactor
from app.report.sip_text import sip_lines, start_line
from app.report.view.times import milliseconds, seconds
from app.report.view.words import say

MOST_SHOWN: Final = 300
"""Messages shown in full; a flood must not make a report that nobody can open."""


LONGEST_LABEL: Final = 44
"""Characters that fit on an arrow."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; ``changed`` when it belongs to a field that was changed on the way."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field that was changed, as it should be and as it came."""

    field: str
    before: str
    after: str
    meaning: str
    direction: str
    path: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A test message and what came back, side by side."""

    id: str
    signal: str
    role: str
    path: str
    method: str
    outcome: str
    delay: str
    sent: tuple[Line, ...]
    replies: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """One message of the softphone's ladder."""

    id: str
    time: str
    inbound: bool
    first_line: str
    peer: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow of the drawn ladder: on which side of the router, which way, and whether it carries a change."""

    row: int
    outside: bool
    to_service: bool
    label: str
    changed: bool


def changed_fields(diagnosis: Diagnosis, redactor: Redactor) -> tuple[ChangedField, ...]:
    """What the verdict on rewriting lists."""
    return tuple(
        ChangedField(
            _shown(one, "field", redactor),
            _shown(one, "before", redactor),
            _shown(one, "after", redactor),
            say("changes", "meaning", str(one["meaning"])) if one.get("meaning") else "",
            say("report", "direction", str(one.get("direction", ""))[:20]) if one.get("direction") else "",
            _shown(one, "path", redactor),
        )
        for one in _changes(diagnosis)
    )


def _changes(diagnosis: Diagnosis) -> list[Mapping[str, Any]]:
    verdict = diagnosis.verdict("sip_alg")
    changed = verdict.details.get("changed") if verdict and verdict.answer == "yes" else None
    return [one for one in changed if isinstance(one, dict)] if isinstance(changed, list) else []


def _shown(change: Mapping[str, Any], name: str, redactor: Redactor) -> str:
    value = change.get(name)
    return "" if value is None else redactor.text(str(value), 200)


def drawn_ladder(diagnosis: Diagnosis, observations: tuple[Observation, ...], redactor: Redactor) -> tuple[Arrow, ...]:
    """The first change as four arrows: request and reply, inside and outside of the router."""
    first = next(iter(_changes(diagnosis)), None)
    verdict = diagnosis.verdict("sip_alg")
    if first is None or verdict is None:
        return ()
    kinds = {one.id: one.fact for one in observations}
    exchange = next((fact for one in verdict.because if isinstance(fact := kinds.get(one), SipExchange)), None)
    method = redactor.text(exchange.method, 20) if exchange else ""
    answer = _status(exchange, redactor)
    before, after = (_label(first, name, redactor) for name in ("before", "after"))
    if first.get("direction") == "request":
        labels = (f"{method} {before}", f"{method} {after}", answer, answer)
        return _arrows(labels, changed=1)
    return _arrows((method, method, f"{answer} {before}", f"{answer} {after}"), changed=3)


def _status(exchange: SipExchange | None, redactor: Redactor) -> str:
    """Code and phrase of the first reply."""
    replies = exchange.replies if exchange else ()
    return start_line(replies[0].raw, redactor).removeprefix("SIP/2.0 ") if replies else ""


def _label(change: Mapping[str, Any], name: str, redactor: Redactor) -> str:
    shown = _shown(change, name, redactor)
    return f"{_shown(change, 'field', redactor)}: {shown}"[:LONGEST_LABEL] if shown else ""


def _arrows(labels: tuple[str, str, str, str], changed: int) -> tuple[Arrow, ...]:
    """In the order of travel: inside, outside, and back outside, inside."""
    return tuple(
        Arrow(number, number in (1, 2), number < 2, label.strip(), number == changed)
        for number, label in enumerate(labels)
    )


def exchanges(diagnosis: Diagnosis, observations: tuple[Observation, ...], redactor: Redactor) -> tuple[Exchange, ...]:
    """Every raw exchange, in the order in which they were made."""
    fields = {str(one.get("field", "")) for one in _changes(diagnosis)}
    accused = set(verdict.because) if (verdict := diagnosis.verdict("sip_alg")) else set()
    found: list[Exchange] = []
    for observation in observations:
        if isinstance(observation.fact, SipExchange) and len(found) < MOST_SHOWN:
            marked = fields if observation.id in accused and observation.fact.role == "suspected" else set()
            found.append(_exchange(observation.id, observation.fact, marked, redactor))
    return tuple(found)


def _exchange(identity: str, fact: SipExchange, fields: set[str], redactor: Redactor) -> Exchange:
    return Exchange(
        redactor.text(identity, 20),
        redactor.text(fact.signal, 40),
        say("report", "role", fact.role),
        redactor.text(fact.path, 40),
        redactor.text(fact.method, 20),
        redactor.text(fact.outcome, 40),
        milliseconds(fact.rtt_ms),
        _lines(fact.sent, set(), redactor),
        tuple(_lines(reply.raw, fields, redactor) for reply in fact.replies[:4]),
    )


def _lines(raw: str, fields: set[str], redactor: Redactor) -> tuple[Line, ...]:
    return tuple(Line(line, _field_of(line) in fields) for line in sip_lines(raw, redactor))


def _field_of(line: str) -> str:
    """The name under which ``details.changed`` would list this line."""
    name = line.partition(":")[0].strip().lower()
    if len(line) > 1 and line[1] == "=":
        return f"sdp.{line.partition(':')[0]}" if line.startswith("a=") else f"sdp.{line[0]}"
    return {"v": "via", "m": "contact", "f": "from", "t": "to", "i": "call-id", "l": "content-length"}.get(name, name)


def ladder(observations: tuple[Observation, ...], redactor: Redactor) -> tuple[Rung, ...]:
    """The softphone's messages in their order."""
    messages = [one for one in observations if isinstance(one.fact, SipMessage)]
    return tuple(_rung(one, redactor) for one in messages[:MOST_SHOWN])


def _rung(observation: Observation, redactor: Redactor) -> Rung:
    fact = observation.fact
    assert isinstance(fact, SipMessage)
    return Rung(
        redactor.text(observation.id, 20),
        seconds(observation.at_s),
        fact.direction == "inbound",
        start_line(fact.raw, redactor),
        redactor.text(f"{fact.transport} {fact.peer}", 80),
        _lines(fact.raw, set(), redactor),
    )


def left_out(observations: tuple[Observation, ...]) -> int:
    """How many messages are not shown."""
    counts = [sum(isinstance(one.fact, kind) for one in observations) for kind in (SipExchange, SipMessage)]
    return sum(max(0, count - MOST_SHOWN) for count in counts)
