"""English in disguise: every sentence longer, accented and in brackets, so that a person sees what is not translated,
what is cut off, and what was glued together from pieces."""

from __future__ import annotations

import re
from typing import Final

LONGER: Final = 0.35
"""Share by which German, Polish or French outgrow English in short labels, and a little more."""

_ACCENTS: Final = str.maketrans("AEIOUaeiouyncs", "ÀÉÎÕÜàéîõüýñçš")
_KEPT: Final = re.compile(r"(\{[^}]*\}|\[\[.*?\]\])")
_FILL: Final = " ····"


def pseudo(source: str) -> str:
    """*source* with placeholders and marks as they are."""
    accented = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(source))
    return f"[{accented}{(_FILL * len(source))[: max(round(len(source) * LONGER) - 2, 0)].rstrip()}]"
