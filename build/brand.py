"""Makes CallMend a provider's own without touching code: ``python3 build/brand.py FOLDER``.

FOLDER holds ``brand.toml`` (``name = "..."``), ``profile.callmend`` (at least ``[provider] name, support_phone`` and
``[account] domain``; ``accent`` is the colour, ``upload`` where reports go) and, if wanted, ``logo.svg`` or
``logo.png``. It is checked, and packed below ``dist/brand``: a folder to lie beside the program or the Windows
installer, a ZIP of it with the installer that was built, and a Debian package. The program itself stays as it is, and
so does its signature.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any, Final

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a file that is started finds only its neighbours

from app.driver import brand as worn
from app.model.errors import UserError
from app.model.profile import Profile
from app.model.profile_toml import profile_from_toml
from app.version import VERSION
from app.words import text
from build.package import freeze, identity, places

MOST_LOGO: Final = 200_000
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_IN_SVG: Final = re.compile(
    rb"<script|<foreignObject|<!ENTITY|\bon\w+\s*=|(?:href|src)\s*=\s*[\"'](?!#)", re.IGNORECASE
)
_DEFAULT_TARGET: Final = places.DIST / "brand"


class BrandError(Exception):
    """The folder cannot be used; one line a mistake."""


def check(folder: Path) -> str:
    """The brand's name; raises :class:`BrandError` with every mistake at once."""
    mistakes: list[str] = []
    about = _about(folder, mistakes)
    name = about.get("name", "")
    if not isinstance(name, str) or not name.strip() or len(name) > worn.MOST_NAME or not name.isprintable():
        mistakes.append(f"{worn.ABOUT}: name must be 1 to {worn.MOST_NAME} characters on one line")
    if set(about) - {"name"}:
        mistakes.append(f"{worn.ABOUT}: unknown {', '.join(sorted(set(about) - {'name'}))}")
    profile = _profile(folder, mistakes)
    if profile is not None:
        mistakes += _of_profile(profile)
    mistakes += _of_logos(folder)
    if mistakes:
        raise BrandError("\n".join(mistakes))
    return str(name).strip()


def _about(folder: Path, mistakes: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / worn.ABOUT).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        mistakes.append(f"{worn.ABOUT}: {getattr(error, 'strerror', None) or error}")
        return {"name": "unread"}


def _profile(folder: Path, mistakes: list[str]) -> Profile | None:
    try:
        return profile_from_toml((folder / worn.PROFILE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(f"{worn.PROFILE}: {getattr(error, 'strerror', None) or 'it is not a text file'}")
    except UserError as error:
        mistakes.append(f"{worn.PROFILE}: {text('errors', error.text_id, 'text', **error.values)}")
    return None


def _of_profile(profile: Profile) -> list[str]:
    provider, account = profile.provider, profile.account
    wanted = ("name", "support_phone")
    found = [f"{worn.PROFILE}: [provider] {key} is missing" for key in wanted if not getattr(provider, key)]
    if account.password is not None or account.username:
        found.append(f"{worn.PROFILE}: leave out username and password: this file goes to every customer")
    if provider.accent and not _COLOUR.fullmatch(provider.accent):
        found.append(f"{worn.PROFILE}: accent must be a colour such as #8A1C5A")
    if provider.upload and not provider.upload.startswith("https://"):
        found.append(f"{worn.PROFILE}: upload must begin with https://")
    return found


def _of_logos(folder: Path) -> list[str]:
    found = []
    for file in (folder / name for name in worn.LOGOS):
        data = file.read_bytes() if file.is_file() else b""
        if len(data) > MOST_LOGO:
            found.append(f"{file.name}: larger than {MOST_LOGO // 1000} KB")
        if file.suffix == ".svg" and _IN_SVG.search(data):
            found.append(f"{file.name}: scripts, entities and links to elsewhere have no place in a logo")
        if file.suffix == ".png" and data and not data.startswith(b"\x89PNG\r\n\x1a\n"):
            found.append(f"{file.name}: it is no PNG")
    return found


def pack(folder: Path, target: Path = _DEFAULT_TARGET) -> list[Path]:
    """Check *folder* and pack it below *target*; returns what was made. Raises :class:`BrandError`."""
    name = slug(check(folder))
    place = target / name
    shutil.rmtree(place, ignore_errors=True)
    brand = place / worn.FOLDER
    brand.mkdir(parents=True)
    for file in (worn.ABOUT, worn.PROFILE, *worn.LOGOS):
        if (folder / file).is_file():
            shutil.copyfile(folder / file, brand / file)
    made = [brand]
    setup = places.artefact("-windows-setup.exe")
    if setup.is_file():
        made.append(_zip(brand, setup, place / f"{name}-{VERSION}-windows.zip"))
    if shutil.which("dpkg-deb"):
        made.append(_deb(brand, place, name))
    return made


def slug(name: str) -> str:
    """*name* as file and package names have it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "provider"


def _zip(brand: Path, setup: Path, target: Path) -> Path:
    """The signed installer, untouched, with the brand beside it, which is where it looks."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(setup, setup.name)
        for file in sorted(brand.iterdir()):
            archive.write(file, f"{worn.FOLDER}/{file.name}")
    return target


def _deb(brand: Path, place: Path, name: str) -> Path:
    root = place / "deb"
    shutil.copytree(brand, root / "usr/lib/callmend" / worn.FOLDER)
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(
        f"Package: callmend-brand-{name}\nVersion: {VERSION}\nArchitecture: all\nDepends: callmend\n"
        f"Provides: callmend-brand\nConflicts: callmend-brand\nMaintainer: {identity.MAKER} <callmend@localhost>\n"
        f"Section: net\nPriority: optional\nDescription: CallMend as one provider gives it to its customers\n",
        encoding="utf-8",
    )
    target = place / f"callmend-brand-{name}-{VERSION}.deb"
    command = ["dpkg-deb", "--root-owner-group", "--build", str(root), str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=freeze.same_each_time())
    shutil.rmtree(root)
    return target


def main(arguments: list[str]) -> int:
    """The command line."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        made = pack(Path(arguments[0]))
    except BrandError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{path}\n" for path in made))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
