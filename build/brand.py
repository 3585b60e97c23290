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
from build.package import freeze, identity, logo, places

MOST_TEXT: Final = 262_144
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
LEAST_CONTRAST: Final = 4.5
"""Of WCAG 2.2, 1.4.3."""
_DEFAULT_TARGET: Final = places.DIST / "brand"


class BrandError(Exception):
    """The folder cannot be used; one line a mistake."""


def check(folder: Path) -> str:
    """The brand's name; raises :class:`BrandError` with every mistake at once."""
    if not folder.is_dir():
        raise BrandError(f"{folder}: there is no such folder")
    mistakes: list[str] = [
        f"{name}: it is a link to another file" for name in (worn.ABOUT, worn.PROFILE) if (folder / name).is_symlink()
    ]
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


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        data = opened.read(MOST_TEXT + 1)
    if len(data) > MOST_TEXT:
        raise OSError(0, f"larger than {MOST_TEXT // 1000} KB")
    return data.decode("utf-8-sig")


def _about(folder: Path, mistakes: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(folder / worn.ABOUT))
    except UnicodeDecodeError:
        mistakes.append(f"{worn.ABOUT}: it is not a text file")
    except (OSError, ValueError, RecursionError) as error:
        mistakes.append(f"{worn.ABOUT}: {getattr(error, 'strerror', None) or str(error)[:200]}")
    return {"name": "unread"}


def _profile(folder: Path, mistakes: list[str]) -> Profile | None:
    try:
        return profile_from_toml(_text(folder / worn.PROFILE))
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
    for key in ("upload", "content"):
        if (address := getattr(provider, key)) and not address.startswith("https://"):
            found.append(f"{worn.PROFILE}: {key} must begin with https://")
    return found


def _of_logos(folder: Path) -> list[str]:
    there = [folder / name for name in worn.LOGOS if (folder / name).is_file()]
    return [f"{file.name}: {mistake}" for file in there for mistake in logo.mistakes(file)]


def notes(folder: Path) -> list[str]:
    """What a good folder could do better, one line each: nothing that keeps it from being used."""
    profile = _profile(folder, [])
    accent = profile.provider.accent if profile else ""
    found = []
    if not any((folder / name).is_file() for name in worn.LOGOS):
        found.append(f"note: there is no {' or '.join(worn.LOGOS)}; the window shows the name alone")
    if not accent:
        found.append("note: the profile names no accent; the window keeps CallMend's blue")
    elif (ratio := _contrast_with_white(accent)) < LEAST_CONTRAST:
        found.append(
            f"note: white words on {accent} cannot be read by everybody ({ratio:.1f}:1, wanted {LEAST_CONTRAST}:1); "
            "the window uses a darker tone of it"
        )
    if profile and not profile.provider.upload:
        found.append("note: the profile names no upload address; customers send the report by mail")
    return found


def _contrast_with_white(colour: str) -> float:
    """WCAG 2.2, 1 to 21."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


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
    sys.stderr.write("".join(f"{note}\n" for note in notes(Path(arguments[0]))))
    sys.stdout.write("".join(f"{path}\n" for path in made))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
