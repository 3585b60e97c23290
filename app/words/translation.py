"""A section of ``resources/texts`` in another language, sentence by sentence; what is not translated stays English.

A translation counts only while the English it was made from is still the English of today, and only with the same
placeholders: a wrong value in a sentence is worse than a sentence in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from app.words.formatting import placeholders
from app.words.languages import PSEUDO, Language
from app.words.po import parse
from app.words.pseudo import pseudo
from app.words.resources import resource_path

NO_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "screens": frozenset({"kind", "step", "picture", "id"}),
    "findings": frozenset({"number", "next"}),
    "questions": frozenset({"good"}),
}
"""Keys of a section that hold names for the program, not words for a person."""

ENGLISH_ONLY: Final = frozenset({"changes", "selftest"})
"""Sections for engineers: who reads SIP traces or an installed program's self-test does so in English."""

Say = Callable[[str, str], str]
"""From the id and the English of a sentence to what is said."""


def translated(section: str, data: Mapping[str, Any], language: Language) -> Mapping[str, Any]:
    """*data* of *section*, every sentence in *language* where it has one."""
    if section in ENGLISH_ONLY:
        return data
    say = pseudo_say if language == PSEUDO else _say_from(translations(language.code))
    return _table(section, section, data, say)


def pseudo_say(place: str, source: str) -> str:
    """English in disguise."""
    return pseudo(source)


def sentences(section: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Every sentence of *section* that can be translated, by id."""
    found: dict[str, str] = {}

    def note(place: str, source: str) -> str:
        found[place] = source
        return source

    if section not in ENGLISH_ONLY:
        _table(section, section, data, note)
    return found


@cache
def translations(code: str) -> Mapping[str, tuple[str, str]]:
    """English and translation of each id that *code* has; stale ones are left out."""
    path = resource_path(f"translations/{code}.po")
    if not path.is_file():
        return {}
    entries = parse(path.read_text(encoding="utf-8"))
    return {entry.id: (entry.source, entry.target) for entry in entries if entry.target and not entry.stale}


def _say_from(known: Mapping[str, tuple[str, str]]) -> Say:
    def say(place: str, source: str) -> str:
        made_from, target = known.get(place, ("", ""))
        fits = made_from == source and placeholders(target) == placeholders(source)
        return target if fits else source

    return say


def _table(section: str, place: str, data: Mapping[str, Any], say: Say) -> dict[str, Any]:
    silent = NO_WORDS.get(section, frozenset())
    return {
        key: value if key in silent else _value(section, f"{place}.{key}", value, say) for key, value in data.items()
    }


def _value(section: str, place: str, value: Any, say: Say) -> Any:
    if isinstance(value, str):
        return say(place, value) if value else value
    if isinstance(value, Mapping):
        return _table(section, place, value, say)
    if isinstance(value, list):
        return [_value(section, f"{place}.{name}", item, say) for name, item in _named(value)]
    return value


def _named(items: list[Any]) -> Iterator[tuple[str, Any]]:
    """Items by their own ``id`` where they have one, so that a new button does not move the others' words."""
    for index, item in enumerate(items):
        yield (str(item["id"]) if isinstance(item, Mapping) and "id" in item else str(index)), item
