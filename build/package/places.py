"""Where everything of a build lies: below ``dist``, which belongs to nobody's source."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from app.version import NAME, VERSION

ROOT: Final = Path(__file__).resolve().parents[2]
DIST: Final = ROOT / "dist"
WORK: Final = DIST / "work"
ICONS: Final = DIST / "icons"
ARTEFACTS: Final = DIST / "artefacts"
SYSTEM: Final = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def folder(system: str = SYSTEM) -> Path:
    """The packaged program's folder for *system*."""
    return DIST / system / NAME


def artefact(ending: str, version: str = VERSION) -> Path:
    """The file that people download, such as ``callmend-0.1.0-setup.exe`` for ``-setup.exe``."""
    return ARTEFACTS / f"callmend-{version}{ending}"
