"""The macOS disk image: sign inside out, notarise, staple. What is missing for a step is said, never passed over.

python3 dev.py package            makes the bundle and an image; signed only as far as the environment allows
CALLMEND_CODESIGN_IDENTITY        the Developer ID Application identity in the keychain
CALLMEND_NOTARY_PROFILE           the keychain profile made by ``xcrun notarytool store-credentials``
CALLMEND_NOTARY_KEYCHAIN          the keychain that has it, where it is not the user's own (build/macos/keychain.sh)
CALLMEND_RELEASE=1                a release: anything missing is an error
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.version import NAME, VERSION
from build.dev.say import SetupError
from build.package import identity, places, release

NOTARY_VARIABLE: Final = "CALLMEND_NOTARY_PROFILE"
KEYCHAIN_VARIABLE: Final = "CALLMEND_NOTARY_KEYCHAIN"
_ENTITLEMENTS: Final = places.ROOT / "build" / "macos" / "entitlements.plist"
_MACH_O: Final = frozenset({b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe"})
"""How a program or library of 64 or 32 bits, or of several processors, begins."""


class NotReadyError(SetupError):
    """A release cannot be made; the words say what is missing."""


def missing(environment: Mapping[str, str], tools: Mapping[str, str | None]) -> list[str]:
    """What signing and notarising lack, one line each; *tools* holds where each command was found."""
    lacking = [
        f"the command {name} is not here: install Xcode's command line tools" for name, at in tools.items() if not at
    ]
    if not environment.get(identity.SIGNER_VARIABLE):
        lacking.append(f"{identity.SIGNER_VARIABLE} is not set: others will be warned that the maker is unknown")
    if not environment.get(NOTARY_VARIABLE):
        lacking.append(f"{NOTARY_VARIABLE} is not set: macOS will refuse to open the program after a download")
    return lacking


def inside_out(bundle: Path) -> list[Path]:
    """Everything to sign, the deepest first and the bundle last: a signature covers those within."""
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink() and _is_code(path)]
    frameworks = [path for path in bundle.rglob("*.framework") if not path.is_symlink()]
    return [*sorted([*files, *frameworks], key=lambda path: (-len(path.parts), str(path))), bundle]


def _is_code(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _MACH_O


def sign_command(path: Path, signer: str) -> list[str]:
    """Sign one file with the hardened runtime; never ``--deep``, which signs in the wrong order."""
    command = ["codesign", "--force", "--timestamp", "--options", "runtime", "--sign", signer]
    return [*command, "--entitlements", str(_ENTITLEMENTS), str(path)]


def notary_commands(image: Path, profile: str, keychain: str = "") -> list[list[str]]:
    """Hand the image to Apple, wait for the answer, and fasten it to the image."""
    submit = ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"]
    submit += ["--keychain", keychain] if keychain else []
    return [submit, ["xcrun", "stapler", "staple", str(image)], ["xcrun", "stapler", "validate", str(image)]]


def image_command(folder: Path, image: Path) -> list[str]:
    """Make a compressed image of *folder*."""
    command = ["hdiutil", "create", "-volname", NAME, "-srcfolder", str(folder), "-format", "ULFO", "-ov"]
    return [*command, str(image)]


def must_be_ready() -> None:
    """Say what is missing, each on a line; raise :class:`NotReadyError` when a release is meant."""
    lacking = missing(os.environ, {name: shutil.which(name) for name in ("codesign", "xcrun", "hdiutil")})
    for line in lacking:
        sys.stderr.write(f"macOS: {line}\n")
    if lacking and release.is_meant():
        raise NotReadyError("; ".join(lacking))


def build(bundle: Path | None = None) -> Path:
    """Make the image; returns its file. Raises :class:`NotReadyError` for a release that lacks something."""
    bundle = bundle or places.DIST / "macos" / f"{NAME}.app"
    must_be_ready()
    signer = os.environ.get(identity.SIGNER_VARIABLE)
    if signer:
        _run([sign_command(path, signer) for path in inside_out(bundle)])
        _run([["codesign", "--verify", "--strict", "--verbose=2", str(bundle)]])
    image = places.artefact(f"-macos-{os.uname().machine}.dmg")
    _run([image_command(_laid_out(bundle), image)])
    if signer:
        _run([["codesign", "--force", "--timestamp", "--sign", signer, str(image)]])
    profile = os.environ.get(NOTARY_VARIABLE)
    if signer and profile:
        _run(notary_commands(image, profile, os.environ.get(KEYCHAIN_VARIABLE, "")))
    return image


def _laid_out(bundle: Path) -> Path:
    """What the person sees in the image: the program, and where to drag it."""
    folder = places.WORK / f"image-{VERSION}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(bundle, folder / bundle.name, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    places.ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return folder


def _run(commands: list[list[str]]) -> None:
    for command in commands:
        subprocess.run(command, check=True)
