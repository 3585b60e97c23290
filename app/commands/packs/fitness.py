"""Whether a signed pack suits this program: guides without mistakes, every word that the program says, the same code.

A signature says who made a pack; only this says that the program can work with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.words.formatting import placeholders


def problems(folder: Path, built_in: Path) -> list[str]:
    """What is wrong with the unpacked content in *folder*, beside the built-in content; nothing when it suits."""
    found: list[str] = []
    if (folder / "texts").is_dir():
        found += _of_texts(folder / "texts", built_in / "texts")
    if (folder / "routers").is_dir():
        found += _of_routers(folder / "routers", built_in / "routers")
    if (folder / "translations").is_dir():
        found += _missing(folder / "translations", built_in / "translations", "*.po")
    return found


def _missing(new: Path, old: Path, pattern: str) -> list[str]:
    names = {str(path.relative_to(old)) for path in old.rglob(pattern)}
    return [f"{new.name}/{name} is missing" for name in sorted(names) if not (new / name).is_file()]


def _of_routers(new: Path, old: Path) -> list[str]:
    from app.routers.check import check_folder

    guides, mistakes = check_folder(new)
    found = [f"guide {item.guide}: {item.text}" for item in mistakes[:5]]
    found += [] if guides else ["no guides"]
    return [
        *found,
        *_missing(new / "recognition", old / "recognition", "*"),
        *_missing(new / "looks", old / "looks", "*"),
    ]


def _of_texts(new: Path, old: Path) -> list[str]:
    """Every sentence of today must be there with the same placeholders, and the spoken code must stay the same."""
    found = _missing(new, old, "*")
    if found:
        return found
    if (new / "code_words.txt").read_bytes() != (old / "code_words.txt").read_bytes():
        found.append("the spoken words differ")
    for file in sorted(old.glob("*.toml")):
        theirs, ours = dict(_sentences(_read(new / file.name))), dict(_sentences(_read(file)))
        wrong = [name for name, text in ours.items() if placeholders(theirs.get(name, "")) != placeholders(text)]
        lost = [name for name in ours if name not in theirs]
        found += [f"{file.stem}: {name}" for name in sorted({*wrong, *lost})[:5]]
    return found


def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _sentences(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _sentences(value, f"{place}.{key}" if place else str(key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _sentences(value, f"{place}.{index}")
