"""Whether the same source gives the same bytes: a second build in another folder, at another time, compared.

``python3 dev.py package again``, after ``package``. What differs is named down to the file inside the program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from build.dev.say import SetupError
from build.package import freeze, places
from build.package.sums import digest

_NOT_SOURCE: Final = shutil.ignore_patterns(".git", ".venv", "dist", "__pycache__", ".*_cache", ".hypothesis")
_OTHER: Final = {"TZ": "Pacific/Auckland", "LANG": "C", "USER": "somebody", "HOSTNAME": "elsewhere"}
"""What another computer has otherwise, and no build may notice."""
_DAY_S: Final = 86_400
_MOST_NAMED: Final = 20


class DiffersError(SetupError):
    """The second build is not the first."""


def compare() -> list[str]:
    """Build once more and compare; one line for each installer. Raises :class:`DiffersError`."""
    first = sorted(path for path in places.ARTEFACTS.glob("callmend-*") if _is_of_this_system(path))
    if not first:
        raise SetupError("Nothing to compare with: run 'python3 dev.py package' first.")
    with tempfile.TemporaryDirectory(prefix="elsewhere-") as folder:
        top = _build_in(Path(folder) / "another" / "place")
        differing = [path for path in first if _digest(top / path.relative_to(places.ROOT)) != digest(path)]
        if differing:
            inside = trees_differ(places.folder(), top / places.folder().relative_to(places.ROOT))
            raise DiffersError("\n".join([*(f"differs: {path.name}" for path in differing), *inside[:_MOST_NAMED]]))
    return [f"the same bytes: {path.name}" for path in first]


def _is_of_this_system(path: Path) -> bool:
    return f"-{places.SYSTEM}" in path.name


def _digest(path: Path) -> str:
    return digest(path) if path.is_file() else ""


def _build_in(top: Path) -> Path:
    """A copy of the source in *top* with other times and rights, built."""
    shutil.copytree(places.ROOT, top, ignore=_NOT_SOURCE)
    later = int(freeze.source_date()) + _DAY_S
    for path in top.rglob("*"):
        os.utime(path, (later, later))
    surroundings = {**os.environ, **_OTHER, "SOURCE_DATE_EPOCH": freeze.source_date(), "PYTHONPATH": str(top)}
    command = [sys.executable, "-B", "-m", "build.package", "all"]
    done = subprocess.run(
        command, cwd=top, env=surroundings, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, umask=0o077
    )
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise SetupError(f"The second build did not come to its end: {' '.join(last)}")
    return top


def trees_differ(one: Path, other: Path) -> list[str]:
    """Every file that is in only one of two folders, or not the same in both."""
    names = {path.relative_to(top) for top in (one, other) for path in top.rglob("*") if not path.is_dir()}
    return [str(name) for name in sorted(names) if _digest(one / name) != _digest(other / name)]
