"""Every sentence a person reads, by id: ``text("findings", "sip_alg_rewrites", "title")``, in the language spoken."""

from __future__ import annotations

from app.words.catalogue import entries, has_text, source_entries, text
from app.words.findings import finding_text
from app.words.languages import LANGUAGES, Language, best_match, language_of, speak, spoken
from app.words.resources import resource_path

__all__ = [
    "LANGUAGES",
    "Language",
    "best_match",
    "entries",
    "finding_text",
    "has_text",
    "language_of",
    "resource_path",
    "source_entries",
    "speak",
    "spoken",
    "text",
]
