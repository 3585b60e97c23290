"""Fill values into a sentence. A person must never meet a traceback because a sentence and its values disagree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

MISSING: Final = "…"
"""Stands where a value was not given."""

_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(template: str) -> frozenset[str]:
    """The names in braces of *template*."""
    return frozenset(_PLACEHOLDER.findall(template))


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put *values* in place of ``{names}``. Values are never read as templates; braces that name nothing stay.

    Deliberately not ``str.format``: its attribute look-ups would let a sentence reach into objects.
    """
    return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], MISSING)), template)
