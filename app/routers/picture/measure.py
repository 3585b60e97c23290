"""How wide a text will be, without asking a font: good to a few per cent for sans-serif faces, never much too small."""

from __future__ import annotations

import unicodedata
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,;:'|!()[]{}/\\ -`")
_WIDE: Final = frozenset("mwMW@%—")
_MONO: Final = 0.602


def _share(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.36
    if char in _WIDE:
        return 0.90
    return 0.69 if char.isupper() else 0.57


def text_width(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """In the unit of *size* (the em)."""
    if mono:
        return size * sum(_MONO if ord(char) < 0x1100 else 1.0 for char in text)
    return size * sum(map(_share, text)) * (1.11 if bold else 1.0)


def wrap(text: str, size: float, width: float, *, bold: bool = False, mono: bool = False) -> tuple[str, ...]:
    """Lines no wider than *width*; a single word that is wider is cut."""
    lines = [""]
    for word in text.split(" "):
        tried = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(tried, size, bold=bold, mono=mono) <= width or not lines[-1]:
            lines[-1] = tried
        else:
            lines.append(word)
    return tuple(piece for line in lines for piece in _cut(line, size, width, bold=bold, mono=mono))


def _cut(line: str, size: float, width: float, *, bold: bool, mono: bool) -> list[str]:
    pieces = [""]
    for char in line:
        if pieces[-1] and text_width(pieces[-1] + char, size, bold=bold, mono=mono) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
