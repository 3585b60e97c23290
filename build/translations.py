"""Bring ``resources/translations`` up to date with the English texts: ``python3 -m build.translations [--list]``.

New sentences get an empty entry, those that are gone are taken out, and where English has changed the entry is marked
for a person to look at ("fuzzy", as gettext calls it) and not used. A sentence that stands somewhere else already takes
its translation from there. ``--list`` changes nothing and tells what is left to do, one id a line.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from app.routers.catalogue import catalogue
from app.routers.own_words import keeps_labels, own_sentences
from app.words import LANGUAGES, resource_path, source_entries
from app.words.formatting import placeholders
from app.words.languages import SOURCE
from app.words.po import Entry, parse, written
from app.words.translation import sentences
from build.dev.say import say

CODES: Final = tuple(language.code for language in LANGUAGES if language.code != SOURCE)


def english() -> dict[str, str]:
    """Every sentence to translate, by id, in the order of the files; those of the router guides last."""
    names = sorted(path.stem for path in resource_path("texts").glob("*.toml"))
    texts = {place: source for name in names for place, source in sentences(name, source_entries(name)).items()}
    return {**texts, **own_sentences(catalogue().values())}


def file_of(code: str) -> Path:
    """The file of a language."""
    return resource_path(f"translations/{code}.po")


def read(code: str) -> list[Entry]:
    """The entries a language has."""
    path = file_of(code)
    return list(parse(path.read_text(encoding="utf-8"))) if path.is_file() else []


def brought_up_to_date(sources: Mapping[str, str], old: Iterable[Entry]) -> list[Entry]:
    """One entry for each of *sources*, with what *old* knows of it."""
    by_id = {entry.id: entry for entry in old}
    memory = _memory(by_id.values())
    return [_entry(place, source, by_id.get(place), memory.get(source, "")) for place, source in sources.items()]


def _memory(known: Iterable[Entry]) -> dict[str, str]:
    """The one translation of a sentence wherever it stands; where there are several, none."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in known:
        if entry.target and not entry.stale:
            found[entry.source].add(entry.target)
    return {source: next(iter(targets)) for source, targets in found.items() if len(targets) == 1}


def _entry(place: str, source: str, old: Entry | None, remembered: str) -> Entry:
    if old is not None and old.target and old.source == source:
        return old
    if remembered:
        return Entry(place, source, remembered)
    target = old.target if old is not None else ""
    return Entry(place, source, target, stale=bool(target))


def left_to_do(sources: Mapping[str, str], entries: Iterable[Entry]) -> list[str]:
    """What a translator has to look at, one a line: what is wrong (missing, stale, placeholders, gone), and the id."""
    known = {entry.id: entry for entry in entries}
    lines = [f"gone {place}" for place in known if place not in sources]
    for place, source in sources.items():
        entry = known.get(place)
        if entry is None or not entry.target:
            lines.append(f"missing {place}: {source}")
        elif entry.stale or entry.source != source:
            lines.append(f"stale {place}: {source}")
        elif not fits(source, entry.target):
            lines.append(f"placeholders {place}: {source} / {entry.target}")
    return lines


def fits(source: str, target: str) -> bool:
    """Whether *target* has the placeholders and router labels of *source*, each as often, and no brace besides."""
    braces = all(source.count(brace) == target.count(brace) for brace in "{}")
    return braces and placeholders(source) == placeholders(target) and keeps_labels(source, target)


def main(arguments: list[str]) -> int:
    """Update or list; 1 when something is left to do."""
    sources, open_lines = english(), 0
    for code in CODES:
        entries = read(code)
        if "--list" not in arguments:
            entries = brought_up_to_date(sources, entries)
            file_of(code).parent.mkdir(exist_ok=True)
            file_of(code).write_text(written(entries, code), encoding="utf-8")
        lines = left_to_do(sources, entries)
        open_lines += len(lines)
        say(f"{code}: {len(sources)} sentences, {len(lines)} left to do")
        if "--list" in arguments:
            for line in lines:
                say(f"  {line}")
    return 1 if open_lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
