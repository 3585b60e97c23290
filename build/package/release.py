"""What a release must have that a build for trying need not: asked before anything is built, answered in one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from app.words.content import DEVELOPMENT_KEY, KEY_FILE, built_in
from build.dev.say import SetupError
from build.package import places

VARIABLE: Final = "CALLMEND_RELEASE"
"""Set for what goes out to customers."""


def is_meant() -> bool:
    """Whether this build goes out."""
    return bool(os.environ.get(VARIABLE))


def must_be_ready(resources: Path = places.ROOT / "resources") -> None:
    """Raise :class:`SetupError` when a release is meant and its key for content packs is missing or nobody's."""
    if not is_meant():
        return
    key = built_in(KEY_FILE, resources)
    if len(key) != 64 or key == DEVELOPMENT_KEY:
        raise SetupError(
            "A release needs a content key of its own: run 'python3 -m build.content key KEYFILE', keep KEYFILE safe "
            f"and secret, and commit resources/{KEY_FILE}."
        )
