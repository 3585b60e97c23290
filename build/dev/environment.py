"""The virtual environment beside the source: made once, renewed when a lock file changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from build.dev import system
from build.dev.say import SetupError, say

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
RUN_LOCK = ROOT / "build" / "requirements.lock"
DEV_LOCK = ROOT / "build" / "requirements-dev.lock"
PACKAGE_LOCK = ROOT / "build" / "requirements-package.lock"
SUPPORTED = ((3, 11), (3, 12))
"""The softphone's wheels exist for these two, and the rest needs at least the first."""


def python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure(locks: tuple[Path, ...]) -> Path:
    """Return the environment's interpreter, with everything in *locks* installed by hash."""
    missing = [lock for lock in locks if not _is_installed(lock)]
    if missing:
        _ensure_venv()
        for lock in missing:
            _install(lock)
    return python()


def _stamp(lock: Path) -> Path:
    return VENV / f".{lock.name}.installed"


def _is_installed(lock: Path) -> bool:
    stamp = _stamp(lock)
    return python().exists() and stamp.exists() and stamp.read_text() == _digest(lock)


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _ensure_venv() -> None:
    if python().exists():
        return
    base = _base_interpreter()
    system.ensure_venv_module(base)
    say(f"Making a virtual environment in {VENV.name}")
    subprocess.run([base, "-m", "venv", str(VENV)], check=True)


def _base_interpreter() -> str:
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for major, minor in reversed(SUPPORTED):
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    raise SetupError(f"Python 3.11 or 3.12 is needed; this is {sys.version.split()[0]}. Install one and run again.")


def _install(lock: Path) -> None:
    say(f"Installing what {lock.relative_to(ROOT)} lists (first run only, about a minute)")
    command = [str(python()), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    for attempt in (1, 2, 3):
        if subprocess.run(command, cwd=ROOT, check=False).returncode == 0:
            _stamp(lock).write_text(_digest(lock))
            return
        say(f"The download did not finish (try {attempt} of 3)")
    raise SetupError(
        "The packages could not be installed. Check the internet connection and run the same command again."
    )
