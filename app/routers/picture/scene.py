"""What a picture needs to know about its step: the look, the lit path, the address, the heading."""

from __future__ import annotations

from dataclasses import dataclass

from app.routers.guide import Guide, NavPlace, Step
from app.routers.picture.looks import LOOKS, Look


@dataclass(frozen=True, slots=True)
class Scene:
    step: Step
    guide: Guide
    look: Look
    path: tuple[str, ...]
    nav: tuple[NavPlace, ...]
    address: str
    title: str


def _way_here(guide: Guide, step: Step) -> Step:
    """The step whose path leads to this page: itself, or the nearest menu, known or to be looked for, before it."""
    if step.path:
        return step
    before = guide.steps[: guide.steps.index(step)] if step in guide.steps else ()
    return next((earlier for earlier in reversed(before) if earlier.kind in ("menu", "look") and earlier.path), step)


def scene_of(step: Step, guide: Guide) -> Scene:
    way = _way_here(guide, step) if step.kind != "login" else step
    title = step.page or way.page or (way.path[-1] if way.path else "")
    address = step.address or (guide.admin[0] if guide.admin else "")
    return Scene(step, guide, LOOKS[step.look or guide.look], way.path, way.nav, address, title)
