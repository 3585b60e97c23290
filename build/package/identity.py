"""Who the packaged program says it is, to each system: icon, version resource, bundle."""

from __future__ import annotations

import os
import plistlib
import sys
from pathlib import Path
from typing import Any, Final

from app.version import NAME, VERSION

BUNDLE_ID: Final = "org.callmend.CallMend"
SUMMARY: Final = "Finds out why phone calls go wrong"
MAKER: Final = "The CallMend authors"
SIGNER_VARIABLE: Final = "CALLMEND_CODESIGN_IDENTITY"
_ICONS: Final = {"win32": "callmend.ico", "darwin": "callmend.icns"}


def icon(root: Path) -> str | None:
    """The icon file of the running system; Linux has it from the desktop entry."""
    name = _ICONS.get(sys.platform)
    return str(root / "dist" / "icons" / name) if name else None


def signer() -> str | None:
    """The macOS signing identity, if one is given; without it PyInstaller signs for this computer only."""
    return os.environ.get(SIGNER_VARIABLE) or None


def info_plist(root: Path) -> dict[str, Any]:
    """What the bundle's Info.plist holds beyond PyInstaller's own entries."""
    data: dict[str, Any] = plistlib.loads((root / "build" / "macos" / "Info.plist").read_bytes())
    return data | {"CFBundleShortVersionString": VERSION, "CFBundleVersion": VERSION}


def version_numbers(version: str = VERSION) -> tuple[int, int, int, int]:
    """The four numbers that Windows wants."""
    parts = [int(part) for part in version.split("+")[0].split("-")[0].split(".")]
    first, second, third, fourth = (*parts, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def version_resource(make: Any, program: str) -> Any:
    """The version resource of *program*, from PyInstaller's module for them."""
    numbers = version_numbers()
    words = {
        "CompanyName": MAKER,
        "FileDescription": NAME,
        "FileVersion": VERSION,
        "InternalName": program,
        "LegalCopyright": f"{MAKER}. GPL-3.0-or-later",
        "OriginalFilename": f"{program}.exe",
        "ProductName": NAME,
        "ProductVersion": VERSION,
    }
    table = make.StringTable("040904B0", [make.StringStruct(key, value) for key, value in words.items()])
    return make.VSVersionInfo(
        ffi=make.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[make.StringFileInfo([table]), make.VarFileInfo([make.VarStruct("Translation", [0x0409, 1200])])],
    )
