"""What the packaged program weighs, by part: ``python3 dev.py package size``."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

MOST_INSTALLED: Final = 160_000_000
MOST_INSTALLER: Final = 60_000_000

_PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("Qt", r"PySide6|shiboken6|Qt6|icu(data|i18n|uc)"),
    ("numpy", r"numpy|openblas|gfortran|quadmath"),
    ("softphone", r"pjsua2"),
    ("sound devices", r"miniaudio"),
    ("pydantic", r"pydantic"),
    ("translations", r"resources/translations/"),
    ("resources", r"resources/"),
    ("the program and pure Python", r"^[^/]+(\.exe)?$|base_library\.zip|^Contents/MacOS"),
    ("Python and OpenSSL", r"python3|lib-dynload|\.pyd$|crypto|ssl|ffi|sqlite"),
    ("other", r""),
)


def files_of(folder: Path) -> list[tuple[str, int]]:
    """Every real file below *folder* with its bytes; links weigh nothing."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found]


def by_part(files: list[tuple[str, int]]) -> Counter[str]:
    """Bytes of each part."""
    weights: Counter[str] = Counter()
    for name, size in files:
        weights[part_of(name)] += size
    return weights


def part_of(name: str) -> str:
    """The part that a file belongs to."""
    return next(part for part, pattern in _PARTS if re.search(pattern, name))


def report(folder: Path, largest: int = 12) -> list[str]:
    """The lines to print: parts, then the largest files, then the sum beside what is allowed."""
    files = files_of(folder)
    total = sum(size for _, size in files)
    lines = [f"{size / 1e6:8.1f} MB  {part}" for part, size in by_part(files).most_common()]
    lines += ["", *(f"{size / 1e6:8.1f} MB  {name}" for name, size in _largest(files, largest)), ""]
    return [*lines, f"{total / 1e6:8.1f} MB  all {len(files)} files (at most {MOST_INSTALLED / 1e6:.0f} MB)"]


def _largest(files: list[tuple[str, int]], count: int) -> list[tuple[str, int]]:
    return sorted(files, key=lambda file: -file[1])[:count]
