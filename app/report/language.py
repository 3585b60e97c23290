"""The language of reports: that of the person in front of the window, told to the engine, which writes them."""

from __future__ import annotations

from app.words import best_match, speak


def speak_as(code: str) -> None:
    """Write reports from now on in the language of *code*; English where we do not speak it."""
    speak(best_match([code]))
