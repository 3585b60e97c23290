"""Everything that was tried: the buttons pressed on the way to a repair, in the words that stood on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.facts import PersonDid
from app.model.session import Run
from app.report.redaction import Redactor
from app.report.view.compared import label_of
from app.report.view.times import seconds
from app.words import has_text, source_entries, text

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Deed:
    """One press. ``time`` counts from the begin of the run."""

    run: str
    time: str
    screen: str
    pressed: str
    detail: str


def deeds(runs: Sequence[Run], redactor: Redactor) -> tuple[Deed, ...]:
    """In the order of time."""
    made = [
        _deed(run, one.at_s, one.fact, redactor)
        for run in runs
        for one in run.observations
        if isinstance(one.fact, PersonDid)
    ]
    return tuple(made[-MOST:])


def _deed(run: Run, at_s: float, did: PersonDid, redactor: Redactor) -> Deed:
    screen, pressed = redactor.text(did.screen, 40), redactor.text(did.pressed, 40)
    title = text("screens", screen, "title") if has_text("screens", screen, "title") else ""
    named = f"{screen} {title}".strip()
    return Deed(
        label_of(run.label, redactor), seconds(at_s), named, _button(screen, pressed), redactor.text(did.detail, 80)
    )  # fmt: skip


def _button(screen: str, pressed: str) -> str:
    """What stands on the button; its id where a version of another day had other buttons."""
    main = source_entries("screens").get(screen, {}).get("main", {})
    path = ("main", "label") if main.get("id") == pressed else ("buttons", pressed, "label")
    return text("screens", screen, *path) if has_text("screens", screen, *path) else pressed
