"""The sections of ``resources/texts``: one TOML file each, read on first use, said in the language spoken now.

A text that does not exist is shown as its id in plain words: nobody is stuck because of it, and a test forbids it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.words.formatting import fill
from app.words.languages import SOURCE, Language, spoken
from app.words.resources import resource_path


def entries(section: str) -> Mapping[str, Any]:
    """All texts of a section as nested tables; an empty one when there is no such file."""
    language = spoken()
    return source_entries(section) if language.code == SOURCE else _entries_in(section, language)


@cache
def source_entries(section: str) -> Mapping[str, Any]:
    """The same in English, whatever is spoken."""
    try:
        with resource_path(f"texts/{section}.toml").open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}


@cache
def _entries_in(section: str, language: Language) -> Mapping[str, Any]:
    from app.words.translation import translated  # only who speaks another language pays for it

    return translated(section, source_entries(section), language)


def _find(section: str, path: tuple[str, ...]) -> str | None:
    place: Any = entries(section)
    for name in path:
        if not isinstance(place, Mapping) or name not in place:
            return None
        place = place[name]
    return place if isinstance(place, str) else None


def has_text(section: str, *path: str) -> bool:
    """Whether there are words for this id."""
    return _find(section, path) is not None


def text(section: str, /, *path: str, **values: object) -> str:
    """The words of an id with *values* filled in, such as ``text("errors", "port_taken", "text", port=5060)``."""
    template = _find(section, path)
    if template is None:
        return " ".join(path).replace("_", " ")
    return fill(template, values)
