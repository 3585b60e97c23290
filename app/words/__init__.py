"""Every sentence a person reads, by id: ``text("findings", "sip_alg_rewrites", "title")``."""

from __future__ import annotations

from app.words.catalogue import entries, has_text, text
from app.words.resources import resource_path

__all__ = ["entries", "has_text", "resource_path", "text"]
