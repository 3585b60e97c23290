"""Which presses are steps of a repair: the report tells what was tried, and when."""

from __future__ import annotations

from typing import Final

from app.wizard.answers import Answers, Known
from app.wizard.decisions import current_finding
from app.wizard.journey import Journey

DEEDS: Final[dict[str, frozenset[str]]] = {
    "32b": frozenset({"continue", "cannot_see"}),
    "51": frozenset({"fix", "skip", "other_way"}),
    "52": frozenset({"open_page", "to_steps", "no_password", "someone_else"}),
    "53": frozenset({"done", "different", "undo"}),
    "53b": frozenset({"continue", "none_fits"}),
    "54": frozenset({"continue", "save_note", "print_note", "provider_note"}),
    "55": frozenset({"check", "skip"}),
    "56": frozenset({"check"}),
}
"""Screens of the fourth step and the list of routers, and the presses there that lead on."""


def deed_of(journey: Journey, event: str, known: Known, picked: Answers) -> tuple[str, str, str] | None:
    """Screen, press and what it was about, *picked* on the page; ``None`` for a press that only looks around."""
    screen = journey.screen
    if event not in DEEDS.get(screen, ()):
        return None
    return screen, event, _about(screen, picked if screen in ("32b", "53b") else journey.answers, known)


def _about(screen: str, answers: Answers, known: Known) -> str:
    """The guide with the step, counted from 1; on the finding's own page the finding."""
    walk = answers.walk
    if screen == "51":
        finding = current_finding(known, answers)
        return finding.id if finding else ""
    if walk is None or screen not in ("32b", "52", "53", "53b"):
        return ""
    return f"{walk.guide} {walk.step + 1}/{walk.steps}" if screen == "53" else walk.guide
