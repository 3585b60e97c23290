"""An explanation in words and as JSON (design, section 9)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from app.commands.speech import printable
from app.diagnosis.comparison import Change, Explanation, Nature
from app.diagnosis.comparison.sides import SidesExplanation
from app.model.errors import NOT_TESTED_EXIT
from app.model.json import JsonObject
from app.model.names import Answer
from app.words import text

MAX_VALUE: Final = 2000
MAX_SHOWN: Final = 160
"""Characters of a value in JSON and in prose."""

NATURES: Final[tuple[Nature, ...]] = ("tampering", "corruption", "nat_help", "own_repair", "harmless")
EXIT_CODES: Final[dict[Answer, int]] = {"yes": 1, "no": 0, "cannot_tell": NOT_TESTED_EXIT}


def exit_code(told: Explanation) -> int:
    """The command's exit code (design, section 9)."""
    return EXIT_CODES[told.answer]


def as_json(told: Explanation) -> str:
    """The answer as one JSON object; harmless differences are left out, ids stand for words."""
    changed: list[JsonObject] = [
        {
            "field": change.field[:MAX_VALUE],
            "before": _limited(change.before, MAX_VALUE),
            "after": _limited(change.after, MAX_VALUE),
            "meaning": change.meaning,
        }
        for change in told.noteworthy
    ]
    answer = {
        "answer": told.answer,
        "changed": changed,
        "family": told.family.id if told.family else None,
        "symptoms": list(told.symptoms),
        "confidence": told.confidence,
        "reason": told.reason,
    }
    return json.dumps(answer, indent=2)


def as_lines(told: SidesExplanation) -> Iterator[str]:
    """The answer in words, line by line, free of anything that could steer a terminal."""
    explanation = told.explanation
    confidence = text("confidence", explanation.confidence, "word")
    yield text("changes", "answer", explanation.answer, confidence=confidence)
    yield text("changes", "reason", explanation.reason)
    if explanation.swapped:
        yield text("changes", "prose", "swapped")
    if told.messages > 1:
        yield text("changes", "prose", "compared", pairs=told.pairs, messages=told.messages)
    for nature in NATURES:
        yield from _changes_of(nature, explanation)
    yield from _family(explanation)
    yield from _symptoms(explanation)


def _changes_of(nature: Nature, told: Explanation) -> Iterator[str]:
    found = [change for change in told.changes if change.nature == nature]
    if not found:
        return
    yield ""
    yield f"{text('changes', 'heading', nature)}:"
    for change in found:
        yield f"  {printable(change.field)[:MAX_SHOWN]}: {text('changes', 'meaning', change.meaning)}"
        if nature != "harmless":
            yield from _values(change)


def _values(change: Change) -> Iterator[str]:
    for label, value in (("sent", change.before), ("received", change.after)):
        shown = text("changes", "prose", "absent") if value is None else printable(_limited(value, MAX_SHOWN) or "")
        yield f"    {text('changes', 'prose', label):<9} {shown}"


def _family(told: Explanation) -> Iterator[str]:
    if told.family is None:
        return
    confidence = text("confidence", told.family.confidence, "word")
    yield ""
    yield text("changes", "prose", "family", name=text("changes", "family", told.family.id), confidence=confidence)
    if told.family.evidence:
        signs = "; ".join(text("changes", "sign", sign) for sign in told.family.evidence)
        yield text("changes", "prose", "signs", signs=signs)


def _symptoms(told: Explanation) -> Iterator[str]:
    if not told.symptoms:
        return
    yield ""
    yield text("changes", "prose", "symptoms")
    for symptom in told.symptoms:
        yield f"  {text('findings', symptom, 'title', seconds=32)} ({symptom})"


def _limited(value: str | None, limit: int) -> str | None:
    return value if value is None or len(value) <= limit else f"{value[:limit]}…"
