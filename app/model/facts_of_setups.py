"""What a probe can record of how this computer was connected, and what came out when it was connected otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from app.model.names import Answer, Question

Setup = Literal["usual", "modem", "cable", "wifi", "hotspot", "other_computer"]
"""As always; straight to the modem, without the router; by cable; by Wi-Fi; by a phone's own connection; another PC."""
SETUPS: Final[tuple[Setup, ...]] = get_args(Setup)
_SAME: Final[dict[str, Setup]] = {"before": "usual"}


@dataclass(frozen=True, slots=True)
class SetupMark:
    """How this computer is connected in this run."""

    kind: ClassVar[str] = "setup.mark"
    setup: Setup


@dataclass(frozen=True, slots=True)
class SetupAnswer:
    """What an earlier run answered, in which the computer was connected in another way."""

    kind: ClassVar[str] = "setup.answer"
    setup: Setup
    question: Question
    answer: Answer
    reason: str


def setup_of(label: str) -> Setup | None:
    """The way of connecting that a run's label names; ``None`` for any other label, such as ``"after"``."""
    name = _SAME.get(label, label)
    return next((setup for setup in SETUPS if setup == name), None)
