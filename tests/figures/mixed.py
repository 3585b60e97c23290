"""Two faults of the catalogue in one world, as real networks have them."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from app.commands.rehearsing import sides
from app.practice import scenarios
from app.practice.scenarios import Scenario, scenario

JOINT = " + "


class ContradictionError(Exception):
    """The two say different things of one place."""


def mixed(name: str) -> Scenario:
    """The world in which both scenarios of *name* hold; raises :class:`ContradictionError`."""
    one, other = map(scenario, name.split(JOINT))
    return replace(
        one,
        id=name,
        router=_both(one.router, other.router),
        far_end=_both(one.far_end, other.far_end),
        account=_merged(dict(one.account), dict(other.account)),
        pace=min(one.pace, other.pace),
        computer=(*one.computer, *other.computer),
        happens=(*one.happens, *other.happens),
        hold_s=_field(None, one.hold_s, other.hold_s),
    )


def _both(one: Any, other: Any) -> Any:
    """Each field as that one has it which differs from the usual."""
    usual = type(one)()
    return type(one)(
        **{
            field.name: _field(getattr(usual, field.name), getattr(one, field.name), getattr(other, field.name))
            for field in fields(one)
        }
    )


def _field(usual: Any, one: Any, other: Any) -> Any:
    if one in (other, usual):
        return other
    if other == usual:
        return one
    if isinstance(one, tuple) and isinstance(other, tuple):
        return (*one, *other)
    if is_dataclass(one) and is_dataclass(other) and usual is not None:
        return _both(one, other)
    raise ContradictionError(f"{one} and {other}")


def _merged(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    if any(one[name] != other[name] for name in one.keys() & other.keys()):
        raise ContradictionError("the account")
    return {**one, **other}


@dataclass(frozen=True)
class MixedWorld:
    """Keeps it, in a process of its own."""

    name: str

    def __call__(self, profile: Connection, end: Connection) -> None:
        world = mixed(self.name)
        setattr(scenarios, "scenario", lambda _: world)  # noqa: B010
        sides.world_side(self.name, profile, end)
