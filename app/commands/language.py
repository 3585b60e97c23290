"""``--language CODE``, before or after any command: English unless asked for, because scripts read what we print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from app.model.errors import UserError

if TYPE_CHECKING:
    from app.words import Language

_OPTION: Final = "--language"
_asked: Language | None = None


def asked_for() -> Language | None:
    """What the person asked for; ``None``: nothing, and the window speaks the system's language."""
    return _asked


def take(arguments: Sequence[str]) -> list[str]:
    """*arguments* without the option, after it was obeyed. Raises ``language_unknown`` or ``usage``."""
    rest, words = [], iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name != _OPTION:
            rest.append(word)
            continue
        code = value if equals else next(words, "")
        if not code:
            raise UserError("usage", problem=f"{_OPTION} needs a code such as de", command="callmend")
        _speak(code)
    return rest


def _speak(code: str) -> None:
    from app.words import language_of, speak

    global _asked
    _asked = language_of(code)
    speak(_asked)
