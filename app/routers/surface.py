"""Where a step happens: in a browser page, a phone, a program window, or at a command line."""

from __future__ import annotations

from typing import Final, Literal

from app.routers.guide import Guide, Step
from app.routers.picture.looks import LOOKS

Surface = Literal["browser", "phone", "console", "terminal"]

_BY_LAYOUT: Final[dict[str, Surface]] = {"phone": "phone", "window": "console", "terminal": "terminal"}


def look_name(step: Step, guide: Guide) -> str:
    return step.look or guide.look


def surface_of(step: Step, guide: Guide) -> Surface:
    look = LOOKS.get(look_name(step, guide))
    if step.kind == "command":
        return "terminal"
    return _BY_LAYOUT.get(look.layout, "browser") if look else "browser"
