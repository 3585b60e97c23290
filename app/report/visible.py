"""Text from the network, made harmless to look at: nothing in it can move, hide, reorder or drown what stands around.

Markup is not this module's business: templates escape it. This is about characters that act without markup.
"""

from __future__ import annotations

import unicodedata
from typing import Final

MAX_TEXT: Final = 400
MAX_MESSAGE: Final = 6000
_CONTROL_PICTURES: Final = 0x2400
_DELETE: Final = 0x7F


def visible(text: str, limit: int = MAX_TEXT) -> str:
    """One line: every control or formatting character as a visible sign, at most *limit* characters and a note."""
    shown = "".join(_sign(char) for char in text[:limit])
    return shown if len(text) <= limit else f"{shown} … (+{len(text) - limit})"


def visible_lines(text: str, limit: int = MAX_MESSAGE) -> tuple[str, ...]:
    """A message line by line, each as :func:`visible` shows it, *limit* characters in all."""
    lines = text[:limit].replace("\r\n", "\n").split("\n")
    shown = [visible(line, limit) for line in lines]
    while shown and not shown[-1]:
        shown.pop()
    return tuple([*shown, f"… (+{len(text) - limit})"] if len(text) > limit else shown)


def from_latin_1(text: str) -> str:
    """Text that holds one byte a character, as UTF-8 where it is that (SIP is), else as it stands."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _sign(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return "\u2421"
    category = unicodedata.category(char)
    # format characters reorder or hide (bidi, zero width); surrogates and unassigned ones cannot even be written
    if category.startswith("C") or category in ("Zl", "Zp"):
        return f"\u2039{code:04X}\u203a"
    return char
