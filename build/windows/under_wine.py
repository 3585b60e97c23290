"""Builds the Windows program and its installer on Linux, under Wine, and proves both as far as Wine can.

What Wine cannot show is in the README: nobody should read more out of this than it says.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from build.linux.screen import virtual_display
from build.package import freeze, places
from build.windows import installer, runtime
from build.windows.wine import Wine

LOCKS: Final = tuple(places.ROOT / "build" / name for name in ("requirements.lock", "requirements-package.lock"))
_BUILDING_LIMIT_S: Final = 1800.0


def build() -> Path:
    """Make the packaged folder under Wine and the installer from it; returns the installer."""
    python = runtime.make(places.WORK / "windows-python", LOCKS)
    with virtual_display() as display:
        wine = Wine(places.WORK / "wine-build", display)
        wine.environment["SOURCE_DATE_EPOCH"] = freeze.source_date()
        try:
            wine.make()
            told = wine.run(
                str(python), "-m", "build.package", "folder", cwd=places.ROOT, timeout=_BUILDING_LIMIT_S
            )  # fmt: skip
        finally:
            wine.end()
    if not (places.folder("windows") / "CallMend.exe").exists():
        raise RuntimeError(f"nothing was built: {told[-2000:]}")
    return installer.build()


def prove() -> Path:
    """Install over an older version, let the program check itself, walk through it, remove it; returns the log.

    Raises :class:`NotProvenError`.
    """
    from build.windows.proof import WineProof

    folder = places.DIST / "proof" / "wine"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    prefix = places.WORK / "wine-proof"
    shutil.rmtree(prefix, ignore_errors=True)
    with virtual_display() as display:
        wine = Wine(prefix, display)
        try:
            wine.make()
            WineProof(wine, display, folder).run()
        finally:
            wine.end()
    return folder / "log.txt"
