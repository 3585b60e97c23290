"""Where the program's data files lie: beside the code in a checkout, unpacked beside it in a packaged program.

Newer content that was installed since counts in place of the built-in folder of the same name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.words import content


def resource_path(relative: str) -> Path:
    """The path of a file below ``resources/``, such as ``"texts/findings.toml"``; it need not exist."""
    group, _, rest = relative.partition("/")
    newer = content.newer_group(group, built_in_root()) if group in content.GROUPS else None
    return newer / rest if newer is not None else built_in_root() / relative


def built_in_root() -> Path:
    """The ``resources`` folder that came with the program."""
    packaged = getattr(sys, "_MEIPASS", None)  # PyInstaller's folder of unpacked data
    return (Path(packaged) if packaged else Path(__file__).resolve().parents[2]) / "resources"
