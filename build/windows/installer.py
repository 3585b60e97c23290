"""Compiles the Windows installer with NSIS, which runs on Linux and Windows alike."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import Final

from app.version import VERSION
from build.package import freeze, identity, places, size

SIGN_VARIABLE: Final = "CALLMEND_SIGN_COMMAND"
"""A command line that signs one file, named by ``{file}`` in it."""


def build(folder: Path | None = None, target: Path | None = None, version: str = VERSION) -> Path:
    """Make the installer of the packaged *folder*; returns its file."""
    folder = folder or places.folder("windows")
    target = target or places.artefact("-windows-setup.exe")
    target.parent.mkdir(parents=True, exist_ok=True)
    values = definitions(folder, target, version)
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in values.items())]
    script = places.ROOT / "build" / "windows" / "callmend.nsi"
    sign(*folder.glob("*.exe"))
    subprocess.run([*command, str(script)], check=True, env=freeze.same_each_time())
    sign(target)
    return target


def sign(*files: Path) -> None:
    """Sign *files* with the command of the environment, where there is one."""
    pattern = os.environ.get(SIGN_VARIABLE)
    for file in files if pattern else ():
        words = [word.replace("{file}", str(file)) for word in shlex.split(str(pattern))]
        subprocess.run(words, check=True)


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
