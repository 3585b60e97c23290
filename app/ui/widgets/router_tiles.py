"""Routers to pick from, as large tiles; one of them is picked."""

from __future__ import annotations

from collections.abc import Sequence

from app.routers.guide import Guide
from app.routers.own_words import said
from app.ui.widgets.choices import Choices, Option


class RouterTiles(Choices):
    """The brand, and below it the family."""

    def __init__(self) -> None:
        super().__init__(gap=8)

    def show_guides(self, guides: Sequence[Guide], picked: str) -> None:
        """Put up *guides*."""
        self.show_options([_option(guide) for guide in guides], picked)


def _option(guide: Guide) -> Option:
    """What helps with any router is told apart by what is done, not by a brand."""
    if guide.kind in ("generic", "way_out"):
        return Option(guide.id, said(guide.family))
    return Option(guide.id, guide.brand, detail=guide.family)
