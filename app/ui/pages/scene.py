"""What a page may look at: the person's answers, what is known, and the measurement that runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.profile import Provider
from app.wizard.answers import Answers, Known
from app.wizard.journey import Journey
from app.wizard.live import Live


@dataclass(frozen=True, slots=True)
class Scene:
    """A snapshot; pages keep nothing of it beyond what they paint."""

    journey: Journey
    known: Known
    live: Live = field(default_factory=Live)
    now: float = 0.0
    provider: Provider = field(default_factory=Provider)
    folder: str = ""
    notice: str = ""
    """A sentence for the top of the page: something went wrong that belongs to no field."""

    @property
    def answers(self) -> Answers:
        """What the person said so far, as this screen was left or entered."""
        return self.journey.answers

    @property
    def draft(self) -> Answers:
        """The newest answers, for filling in fields."""
        return self.journey.draft
