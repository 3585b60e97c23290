"""Runs PyInstaller: from the source to a folder that needs no Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from build.package import icons, notices, parts, places, release


def freeze(distpath: Path | None = None, workpath: Path | None = None) -> Path:
    """Build the packaged program for the running system; returns its folder."""
    release.must_be_ready()
    target = distpath or places.DIST / places.SYSTEM
    icons.write_icons(places.ROOT, places.ICONS)
    notices.write(places.WORK / "notices")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--workpath", str(workpath or places.WORK / places.SYSTEM), "--distpath", str(target)]
    subprocess.run(
        [*command, str(places.ROOT / "build" / "callmend.spec")], cwd=places.ROOT, env=same_each_time(), check=True
    )
    folder = target / places.folder().name
    if places.SYSTEM == "linux":
        from build.linux.slim import slim

        slim(folder)
    if places.SYSTEM != "macos":
        parts.write(folder)
    return folder


def same_each_time() -> dict[str, str]:
    """The environment in which the same source gives the same bytes, as far as PyInstaller allows."""
    return {**os.environ, "SOURCE_DATE_EPOCH": source_date(), "PYTHONHASHSEED": "1"}


def source_date() -> str:
    """Seconds since 1970 of the last change, or a fixed day outside of a checkout."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=places.ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return "1767225600"
    return done.stdout.strip() or "1767225600"
