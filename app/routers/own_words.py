"""The few sentences that guides hold themselves, in the language spoken now; English where one is not translated.

They stand in the guides, where their author needs them, and are translated beside all other sentences under an id made
of their English. A sentence that changes gets another id, so that no old translation is shown for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final
from zlib import crc32

from app.routers.guide import Guide
from app.words.languages import PSEUDO, SOURCE, spoken
from app.words.translation import translations

SECTION: Final = "guides"
_LABEL: Final = re.compile(r"\[\[.*?\]\]")


def said(sentence: str) -> str:
    """*sentence* of a guide in the language spoken now. Its labels stay as the router writes them."""
    language = spoken()
    if not sentence or language.code == SOURCE or language == PSEUDO:
        return sentence
    made_from, target = translations(language.code).get(identity(sentence), ("", ""))
    return target if made_from == sentence and keeps_labels(sentence, target) else sentence


def identity(sentence: str) -> str:
    """The id under which translators find *sentence*."""
    return f"{SECTION}.{crc32(sentence.encode()):08x}"


def keeps_labels(sentence: str, target: str) -> bool:
    """Whether *target* names the same labels of the router as *sentence*."""
    return Counter(_LABEL.findall(sentence)) == Counter(_LABEL.findall(target))


def own_sentences(guides: Iterable[Guide]) -> dict[str, str]:
    """All sentences of *guides* that an owner reads, by id, in the order of the guides."""
    return {identity(text): text for guide in guides for text in _of(guide) if text}


def _of(guide: Guide) -> Iterator[str]:
    if guide.kind in ("generic", "way_out"):
        yield guide.family  # told apart by what is done, not by a brand
    yield from (guide.login, *guide.before, guide.restart.note, guide.undo.note)
    for step in guide.steps:
        yield from (step.words, step.warn, step.say, *(where for _, where in step.fill))
