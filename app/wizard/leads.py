"""Where a press may lead, whatever was answered and measured: read from the flow table and its decisions themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Final

from app.wizard.catalogue import ScreenId, catalogue
from app.wizard.flow import FLOW, Move, Target

BY_ITSELF: Final = ("measured", "asked", "lost", "late", "changed")
"""Events of the engine that bring up the next screen without a press."""


def leads_to(screen: ScreenId, event: str) -> tuple[ScreenId | Move, ...]:
    """Every screen that *event* can lead to from *screen*, in the order of the catalogue, or what it does instead."""
    target = FLOW.get(screen, {}).get(event)
    return () if target is None else reachable(target)


def reachable(target: Target) -> tuple[ScreenId | Move, ...]:
    """The same for one entry of the table."""
    if isinstance(target, Move | str):
        return (target,)
    named = set(_named(target, set()))
    return tuple(identity for identity in catalogue() if identity in named)


def _named(decision: object, seen: set[int]) -> Iterator[ScreenId]:
    """The screens that a decision names, itself, in the tables it reads, and in the decisions it hands on to."""
    if id(decision) in seen:
        return
    seen.add(id(decision))
    if isinstance(decision, FunctionType):
        yield from (item for item in decision.__code__.co_consts if isinstance(item, str) and item in catalogue())
        for name in decision.__code__.co_names:
            yield from _named(decision.__globals__.get(name), seen)
    elif isinstance(decision, Mapping):
        yield from (item for item in decision.values() if isinstance(item, str) and item in catalogue())
