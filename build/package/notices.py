"""What the packaged program is made of: third-party notices for people, and a bill of materials for machines.

Both are made from the metadata of the installed wheels: whatever the lock file brings in is listed, with its licence.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Final

from app.version import NAME, VERSION
from build.package import places

NOTICES: Final = "THIRD-PARTY-NOTICES.txt"
BILL: Final = "sbom.cdx.json"
_LICENCE_FILE: Final = re.compile(r"(licen[cs]e|copying|notice|copyright)[^/]*$", re.IGNORECASE)
_MOST_TEXT: Final = 200_000


@dataclass(frozen=True, slots=True)
class Part:
    """One library in the program."""

    name: str
    version: str
    licence: str
    homepage: str
    texts: tuple[str, ...]


def locked(lock: Path = places.ROOT / "build" / "requirements.lock") -> list[tuple[str, str]]:
    """Names and versions of the lock file that apply to this system."""
    from packaging.requirements import Requirement

    lines = re.findall(r"^([A-Za-z0-9][^\\\n]*?)\s*\\?$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [Requirement(line) for line in lines if "==" in line]
    return [
        (one.name, next(iter(one.specifier)).version)
        for one in wanted
        if one.marker is None or one.marker.evaluate()
    ]  # fmt: skip


def parts() -> list[Part]:
    """Every library of the lock file, as installed here."""
    return [_part(distribution(name)) for name, _ in locked()]


def _part(found: Distribution) -> Part:
    about = found.metadata
    urls = [value.partition(",")[2].strip() for value in about.get_all("Project-URL") or ()]
    home = next(iter([*(about.get_all("Home-page") or ()), *urls]), "")
    return Part(about["Name"], found.version, _licence(found), home, _texts(found))


def _licence(found: Distribution) -> str:
    about = found.metadata
    trove = [
        line.rpartition("::")[2].strip() for line in about.get_all("Classifier") or () if line.startswith("License")
    ]
    named = [*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ())]
    return (
        next((line.strip().split("\n")[0] for line in named if line.strip()), "") or ", ".join(trove) or "see its text"
    )


def _texts(found: Distribution) -> tuple[str, ...]:
    files = [file for file in found.files or () if _LICENCE_FILE.search(str(file)) and "dist-info" in str(file)]
    paths = [Path(str(found.locate_file(file))) for file in files]
    return tuple(path.read_text(encoding="utf-8", errors="replace")[:_MOST_TEXT] for path in paths if path.is_file())


def notices(found: list[Part]) -> str:
    """The text that goes into the program."""
    head = [f"{NAME} {VERSION} is made of these parts, each under its own licence.", ""]
    rows = [f"  {part.name} {part.version}: {part.licence}" for part in found]
    python = f"  Python {sys.version.split()[0]}: PSF-2.0"
    texts = [f"\n{'=' * 79}\n{part.name} {part.version}\n{'=' * 79}\n\n{text}" for part in found for text in part.texts]
    return "\n".join([*head, *rows, python, *texts]) + "\n"


def bill(found: list[Part]) -> str:
    """A bill of materials in CycloneDX 1.5."""
    components = [
        {
            "type": "library",
            "name": part.name,
            "version": part.version,
            "purl": f"pkg:pypi/{re.sub(r'[-_.]+', '-', part.name).lower()}@{part.version}",
            "licenses": [{"license": {"name": part.licence}}],
        }
        for part in found
    ]
    program = {"type": "application", "name": NAME, "version": VERSION}
    python = {"type": "framework", "name": "python", "version": sys.version.split()[0]}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": program},
        "components": [*components, python],
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def write(folder: Path) -> None:
    """Write both into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    found = parts()
    (folder / NOTICES).write_text(notices(found), encoding="utf-8")
    (folder / BILL).write_text(bill(found), encoding="utf-8")
