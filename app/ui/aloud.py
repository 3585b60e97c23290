"""Reads a few words aloud with the voice that the system brings along. Nothing where it brings none."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QProcess

_LINUX: Final = ("spd-say", "espeak-ng", "espeak")
_WINDOWS: Final = (
    "Add-Type -AssemblyName System.Speech; $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$voice.Rate = -3; $voice.Speak('{}')"
)


def command(text: str) -> list[str] | None:
    """What speaks *text* slowly here; ``None`` where nothing does."""
    if sys.platform == "win32":
        return ["powershell", "-NoProfile", "-Command", _WINDOWS.format(text.replace("'", "''"))]
    if sys.platform == "darwin":
        return ["say", "-r", "110", "--", text]
    found = next((path for name in _LINUX if (path := shutil.which(name))), None)
    slowly = ["-r", "-30"] if found and found.endswith("spd-say") else ["-s", "110"]
    return [found, *slowly, "--", text] if found else None


def say_aloud(words: Sequence[str]) -> bool:
    """Speak *words* one after the other; returns at once. ``False`` when there is no voice."""
    wanted = command(", ".join(words) + ".")
    if wanted is None:
        return False
    started, _pid = QProcess.startDetached(wanted[0], wanted[1:])
    return bool(started)
