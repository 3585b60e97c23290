"""Newer router guides and words than the program came with: a signed pack, checked before anything in it counts.

A pack is a ZIP file with ``about.json`` (its serial number, the oldest program that can read it, and the SHA-256 of
every file), ``about.sig`` (Ed25519 over the bytes of ``about.json``) and whole folders of ``resources``. The key is
built in. What is installed is checked again at every start, folder by folder, when first used: a folder that is not
exactly what was signed does not count, and the built-in one does. So does the built-in one when it is newer.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

ABOUT: Final = "about.json"
SIGNATURE: Final = "about.sig"
GROUPS: Final = ("routers", "texts", "translations")
"""The folders of ``resources`` that a pack may bring; each of them whole or not at all."""
VARIABLE: Final = "CALLMEND_CONTENT"
"""Names the folder of installed content, for tests; without it only the packaged program looks for any."""
KEY_FILE: Final = "content/public-key.txt"
SERIAL_FILE: Final = "content/serial.txt"
DEVELOPMENT_KEY: Final = "e7b409e21ef1341e80316c1a16c0d0b5ca16a97ca84e03f8411a3d7caab65622"
"""The public key that a checkout comes with. Nobody holds its other half: a release must have one of its own."""
MOST_ABOUT: Final = 1_000_000


class NotSignedError(Exception):
    """This is not what somebody with the key signed."""


@dataclass(frozen=True, slots=True)
class About:
    """What a pack says of itself, after its signature was checked. ``files``: SHA-256 in hexadecimal, by name."""

    serial: int
    needs: str
    files: Mapping[str, str]

    @property
    def groups(self) -> frozenset[str]:
        """The folders it brings."""
        return frozenset(name.split("/")[0] for name in self.files)


def checked_about(data: bytes, signature: bytes, key: str) -> About:
    """The manifest of a pack; raises :class:`NotSignedError`."""
    try:
        if not is_signed(data, signature, bytes.fromhex(key)):
            raise NotSignedError("signature")
        about: dict[str, Any] = json.loads(data)
        return About(int(about["serial"]), str(about["needs"]), {str(k): str(v) for k, v in about["files"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotSignedError(type(error).__name__) from None


def is_signed(data: bytes, signature: bytes, key: bytes) -> bool:
    """Whether the holder of the other half of *key* signed *data* (Ed25519); raises ``ValueError`` for no key."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(key).verify(data, signature)
    except CryptoError:
        return False
    return True


def digest(data: bytes) -> str:
    """As the manifest writes it."""
    import hashlib  # it loads OpenSSL, which most commands never need

    return hashlib.sha256(data).hexdigest()


def installed_folder() -> Path | None:
    """Where installed content lies; ``None`` where this program looks for none."""
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE])
    if not getattr(sys, "frozen", False):
        return None
    home = os.environ.get("CALLMEND_HOME")
    if home:
        return Path(home) / "content"
    from platformdirs import user_data_path

    return user_data_path("CallMend", appauthor=False) / "content"


def built_in(name: str, root: Path) -> str:
    """A one-line file of the built-in content below *root*; empty when there is none."""
    try:
        return (root / name).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def newer_group(group: str, root: Path) -> Path | None:
    """The installed folder that counts in place of the built-in *group* below *root*, if there is one."""
    place = installed_folder() if group in GROUPS else None
    return _checked(group, place, root) if place is not None else None


@cache
def _checked(group: str, place: Path, root: Path) -> Path | None:
    about = installed(place, root)
    if about is None or group not in about.groups:
        return None
    wanted = {name: value for name, value in about.files.items() if name.split("/")[0] == group}
    try:
        if all(digest((place / name).read_bytes()) == value for name, value in wanted.items()):
            return place / group
    except OSError:
        return None
    return None


def installed(place: Path, root: Path) -> About | None:
    """The manifest of the content in *place*, when it is signed and newer than the built-in one below *root*."""
    try:
        about = checked_about(
            (place / ABOUT).read_bytes()[:MOST_ABOUT], (place / SIGNATURE).read_bytes()[:64], built_in(KEY_FILE, root)
        )
    except (OSError, NotSignedError):
        return None
    return about if about.serial > int(built_in(SERIAL_FILE, root) or 0) else None
