"""Compiles the Windows installer with NSIS, which runs on Linux and Windows alike."""

from __future__ import annotations

import subprocess
from pathlib import Path

from app.version import VERSION
from build.package import freeze, identity, places, size


def build(folder: Path | None = None, target: Path | None = None, version: str = VERSION) -> Path:
    """Make the installer of the packaged *folder*; returns its file."""
    folder = folder or places.folder("windows")
    target = target or places.artefact("-windows-setup.exe")
    target.parent.mkdir(parents=True, exist_ok=True)
    values = definitions(folder, target, version)
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in values.items())]
    script = places.ROOT / "build" / "windows" / "callmend.nsi"
    subprocess.run([*command, str(script)], check=True, env=freeze.same_each_time())
    return target


def definitions(folder: Path, target: Path, version: str) -> dict[str, str]:
    """What the script is told."""
    weight = sum(bytes_ for _, bytes_ in size.files_of(folder))
    return {
        "VERSION": version,
        "VERSION4": ".".join(map(str, identity.version_numbers(version))),
        "FOLDER": str(folder),
        "ICON": str(places.ICONS / "callmend.ico"),
        "SIZE_KB": str(weight // 1024),
        "OUT": str(target),
    }
