"""Takes out of the packaged folder what only its builder needs: names for debuggers, paths of the building computer,
and data in languages that the program does not speak."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

from build.linux import icu, needs
from build.package import contents

_PATCHED: Final = re.compile(r"^(pjsua2|numpy)/|\.libs/")
"""Libraries whose wheels were patched to find each other: stripped, they load and then misbehave."""


def slim(folder: Path) -> None:
    """Make the packaged *folder* smaller, in place."""
    inside = folder / "_internal"
    for library in needs.binaries(inside):
        if not _PATCHED.search(library.relative_to(inside).as_posix()):
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
        if _names_this_computer(library):
            subprocess.run(["chrpath", "-d", str(library)], check=True, stdout=subprocess.DEVNULL)
    for library in (inside / "PySide6" / "Qt" / "lib").glob("libicudata.so.*"):
        icu.trim(library, frozenset(name.split("_")[0] for name in contents.languages()))


def _names_this_computer(library: Path) -> bool:
    """Whether *library* looks for others in a fixed folder: on another computer, anybody's."""
    done = subprocess.run(["readelf", "-d", str(library)], capture_output=True, text=True, check=True)
    return "runpath: [/" in done.stdout or "rpath: [/" in done.stdout
