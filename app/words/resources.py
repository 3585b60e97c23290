"""Where the program's data files lie: beside the code in a checkout, unpacked beside it in a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(relative: str) -> Path:
    """The path of a file below ``resources/``, such as ``"texts/findings.toml"``; it need not exist."""
    frozen = getattr(sys, "_MEIPASS", None)  # PyInstaller's folder of unpacked data
    root = Path(frozen) if frozen else Path(__file__).resolve().parents[2]
    return root / "resources" / relative
