"""Builds the Windows program and its installer on Linux, under Wine, and proves both as far as Wine can.

What Wine cannot show is in the README: nobody should read more out of this than it says.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

from build.linux.screen import virtual_display
from build.package import freeze, places
from build.windows import installer, runtime
from build.windows.apart import own_network
from build.windows.notes import Notes
from build.windows.wine import Wine

LOCKS: Final = tuple(places.ROOT / "build" / name for name in ("requirements.lock", "requirements-package.lock"))
PARTS: Final = {"calls": "build.windows.calls", "sound": "build.windows.sound", "mail": "build.windows.mail"}
"""What the program does with Windows' own TLS, sound and mail, as far as Wine has them."""
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
    """Install over an older version, let the program check itself, call, sound, mail, walk, remove; returns the log.

    Raises :class:`NotProvenError`.
    """
    from build.windows.proof import WineProof

    with _fresh("wine") as (wine, display, notes):
        WineProof(wine, display, notes).run()
    return notes.log


def prove_part(name: str) -> Path:
    """One of :data:`PARTS` with the packaged folder as it is, without installing; returns the log. Raises likewise."""
    with _fresh(f"wine-{name}") as (wine, _, notes):
        import_module(PARTS[name]).prove(wine, places.folder("windows"), notes)
        notes.conclude()
    return notes.log


@contextmanager
def _fresh(name: str) -> Iterator[tuple[Wine, str, Notes]]:
    """A new prefix with a display in a network of its own, and an empty folder for what is seen."""
    folder = places.DIST / "proof" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    prefix = places.WORK / f"{name}-proof"
    shutil.rmtree(prefix, ignore_errors=True)
    with own_network(), virtual_display() as display:
        wine = Wine(prefix, display)
        try:
            wine.make()
            yield wine, display, Notes(folder)
        finally:
            wine.end()
