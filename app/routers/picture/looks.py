"""The looks: how the pages of a group of routers are laid out and coloured. Never a logo, never a maker's art.

A guide names one of ``resources/routers/looks/looks.toml``. A new look is one line there when a layout fits.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.words import resource_path

Layout = Literal["tabs_side", "side", "top", "console", "cards", "frames", "window", "phone", "terminal"]
ControlStyle = Literal["round", "square", "bevel"]


@dataclass(frozen=True, slots=True)
class Look:
    layout: Layout
    bar: str
    """Chrome at the top: tabs, header."""
    bar_text: str
    accent: str
    """What is chosen: lit tab text, ticks, main button."""
    side: str
    side_text: str
    lit: str
    """Ground of the chosen entry in the side menu."""
    lit_text: str
    page: str = "#FFFFFF"
    text: str = "#20242B"
    line: str = "#D3D7DE"
    accent_text: str = "#FFFFFF"
    controls: ControlStyle = "round"


class _Looks(Mapping[str, Look]):
    """Read on first use."""

    def __init__(self) -> None:
        self._known: dict[str, Look] = {}

    def _all(self) -> dict[str, Look]:
        if not self._known:
            data = tomllib.loads(resource_path("routers/looks/looks.toml").read_text(encoding="utf-8"))
            self._known = {name: Look(**values) for name, values in data.items()}
        return self._known

    def __getitem__(self, name: str) -> Look:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


LOOKS: Final[Mapping[str, Look]] = _Looks()
