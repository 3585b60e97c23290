"""The words of a finding: its own, and those of the box that is to blame where that is not simply the router."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.words.catalogue import has_text, text

_MENDED_THERE: Final = frozenset({"sip_alg_rewrites", "sip_alg_breaks_registration", "no_internet"})
"""Findings that ask for something to be done at once, and so at that box."""


def finding_text(finding: str, part: str, details: Mapping[str, object] | None = None) -> str:
    """The ``title``, ``effect`` or ``action`` of *finding*, filled from its *details*."""
    values = details or {}
    box = str(values.get("box") or "")
    if box and has_text("boxes", box, part) and (part != "action" or finding in _MENDED_THERE):
        return text("boxes", box, part)
    return text("findings", finding, part, **values)
