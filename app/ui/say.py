"""Words for the window, in the language spoken now."""

from __future__ import annotations

from app.words import text as say

__all__ = ["say"]
