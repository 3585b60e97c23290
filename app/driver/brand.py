"""A provider's brand: a folder of data beside the program, so that one signed build serves every provider.

The folder is called ``brand`` and holds ``brand.toml`` (``name``, shown in the window's title), ``profile.callmend``
(the provider's profile, with its colour, support number and addresses) and, if wanted, ``logo.svg`` or ``logo.png``.
``build/brand.py`` checks such a folder and packs it. A folder that cannot be read is as if it were not there: no
program that fails to start because of a logo has ever helped anyone.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "brand"
ABOUT: Final = "brand.toml"
PROFILE: Final = "profile.callmend"
LOGOS: Final = ("logo.svg", "logo.png")
VARIABLE: Final = "CALLMEND_BRAND"
"""Names another folder, to look at a brand before it is packed."""
MOST_BYTES: Final = 65_536
MOST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Brand:
    """What the program wears. ``profile`` and ``logo`` are files, each of which may be missing."""

    folder: Path
    name: str
    profile: Path | None = None
    logo: Path | None = None


@cache
def brand() -> Brand | None:
    """The brand beside the program; ``None`` when there is none that can be read."""
    return next(filter(None, map(_read, places())), None)


def places() -> Iterator[Path]:
    """Where a brand may lie: where the variable says, beside the program, on macOS also beside the ``.app``."""
    if os.environ.get(VARIABLE):
        yield Path(os.environ[VARIABLE])
        return
    if not getattr(sys, "frozen", False):
        return
    program = Path(sys.executable).resolve().parent
    yield program / FOLDER
    bundle = next((parent for parent in program.parents if parent.suffix == ".app"), None)
    if bundle is not None:  # what lies inside a signed bundle cannot be changed
        yield bundle.parent / FOLDER
        yield Path("/Library/Application Support/CallMend") / FOLDER


def _read(folder: Path) -> Brand | None:
    try:
        with (folder / ABOUT).open("rb") as file:
            data: dict[str, Any] = tomllib.loads(file.read(MOST_BYTES).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    name = str(data.get("name", "")).strip()[:MOST_NAME]
    if not name.isprintable() or not name:
        return None
    return Brand(
        folder, name, _file(folder, PROFILE), next(filter(None, (_file(folder, logo) for logo in LOGOS)), None)
    )


def _file(folder: Path, name: str) -> Path | None:
    return folder / name if (folder / name).is_file() else None
