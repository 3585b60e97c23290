"""The languages the program speaks, and which one it speaks now: one for the whole process.

English is the source; a sentence that a language lacks is said in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.model.errors import UserError

SOURCE: Final = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its BCP 47 *code*, its *name* as its own speakers write it, and which way it runs.

    *code_words*: whether the words of the spoken code are words of it; in any other a person reads the digits.
    """

    code: str
    name: str
    right_to_left: bool = False
    code_words: bool = False


LANGUAGES: Final = (
    Language("en", "English", code_words=True),
    Language("es", "Español"),
    Language("de", "Deutsch"),
    Language("fr", "Français"),
    Language("pt-BR", "Português (Brasil)"),
    Language("nl", "Nederlands"),
    Language("it", "Italiano"),
    Language("pl", "Polski"),
    Language("ar", "العربية", right_to_left=True),
)
"""In the order in which a person chooses among them."""

PSEUDO: Final = Language("en-XA", "Pseudo", code_words=True)
"""Made from English by machine, a third longer and with accents: shows words that were left out, and narrow places."""

_spoken: Language = LANGUAGES[0]


def spoken() -> Language:
    """The language of every sentence from now on."""
    return _spoken


def speak(language: Language) -> None:
    """Say everything in *language* from now on; what is already on a screen is the screen's to say anew."""
    global _spoken
    _spoken = language


def best_match(wanted: Iterable[str]) -> Language:
    """The first of *wanted* that we speak, such as ``de-AT`` or ``pt_PT.UTF-8``; English when there is none."""
    for tag in wanted:
        parts = tag.partition(".")[0].replace("_", "-").casefold().split("-")
        for language in LANGUAGES:
            if language.code.casefold().split("-")[0] == parts[0]:
                return language
    return LANGUAGES[0]


def language_of(code: str) -> Language:
    """The language a person asked for by its *code*; raises ``language_unknown``."""
    wanted = code.replace("_", "-").casefold()
    for language in (*LANGUAGES, PSEUDO):
        if wanted in (language.code.casefold(), language.code.casefold().split("-")[0]):
            return language
    raise UserError("language_unknown", code=code[:20], known=", ".join(language.code for language in LANGUAGES))
