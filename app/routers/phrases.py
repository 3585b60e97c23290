"""The connecting words of guides, from ``resources/texts/routers.toml``; labels stay in the router's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.words import text

OPEN, CLOSE = "[[", "]]"


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    label: bool
    """A word of the router's own page: shown strong, read as it stands, never translated."""


@dataclass(frozen=True, slots=True)
class Sentence:
    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        return "".join(part.text for part in self.parts)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts if part.label)


def phrase(section: str, key: str, **values: str) -> str:
    """The sentence as text with its labels still marked."""
    return text("routers", section, key, **values)


def marked(label: str) -> str:
    return f"{OPEN}{label}{CLOSE}"


def joined(labels: Sequence[str], how: str) -> str:
    """``how`` is ``then``, ``and`` or ``or``."""
    text = marked(labels[0])
    for label in labels[1:]:
        text = phrase("list", how, before=text, last=marked(label))
    return text


def sentence(markup: str) -> Sentence:
    """Splits ``Press [[Apply]].`` into its parts."""
    parts: list[Part] = []
    rest = markup
    while OPEN in rest:
        before, _, rest = rest.partition(OPEN)
        label, _, rest = rest.partition(CLOSE)
        parts += [Part(before, False), Part(label, True)]
    return Sentence(tuple(part for part in [*parts, Part(rest, False)] if part.text))
