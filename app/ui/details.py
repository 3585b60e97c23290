"""Ctrl+D: the facts as lines of text, for the support engineer on the phone. Long values are cut, never markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.model.json import JsonObject, JsonValue

MOST_CHARACTERS: Final = 220


def fact_line(fact: JsonObject) -> str:
    """One observation as one line."""
    at = fact.get("at_s")
    seconds = f"{at:8.2f}" if isinstance(at, (int, float)) else " " * 8
    rest = [f"{key}={_short(value)}" for key, value in fact.items() if key not in ("id", "kind", "at_s")]
    return f"{seconds}  {fact.get('id', '')}  {fact.get('kind', '')}  {'  '.join(rest)}"[:MOST_CHARACTERS]


def fact_lines(facts: Iterable[JsonObject]) -> str:
    """All of *facts*, the newest first."""
    return "\n".join(fact_line(fact) for fact in reversed(list(facts)))


def _short(value: JsonValue) -> str:
    text = str(value).replace("\r", " ").replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}..."
