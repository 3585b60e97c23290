"""TOML to :class:`Guide`. Strict: an unknown key, a wrong type or a missing field names itself, all in one go."""

from __future__ import annotations

import dataclasses
import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from app.routers.fields import FIELDS
from app.routers.guide import Guide, Step

T = TypeVar("T")

RENAMED = {"steps": "step", "settings": "setting"}
"""Field -> key in the file, where an array of tables reads better in the singular."""


class GuideFileError(ValueError):
    """A guide file that cannot be used; ``problems`` has one plain line for each mistake."""

    def __init__(self, name: str, problems: list[str]) -> None:
        super().__init__(f"{name}: " + "; ".join(problems))
        self.name = name
        self.problems = tuple(problems)


def read_guide(path: Path) -> Guide:
    """Raises :class:`GuideFileError`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GuideFileError(path.name, [f"not readable as TOML: {error}"]) from error
    return guide_from_data(data, path.name)


def guide_from_data(data: Mapping[str, Any], name: str) -> Guide:
    problems: list[str] = []
    guide = _record(Guide, data, "", problems)
    if not problems and guide is not None:
        problems += [line for number, step in enumerate(guide.steps, 1) for line in _field_problems(number, step)]
    if problems or guide is None:
        raise GuideFileError(name, problems)
    return guide


def _field_problems(number: int, step: Step) -> list[str]:
    known = FIELDS[step.kind]
    plain = Step(step.kind)
    given = {item.name for item in dataclasses.fields(Step) if getattr(step, item.name) != getattr(plain, item.name)}
    where = f"step {number} ({step.kind})"
    uneven = [f"{where}: nav and path differ in length"] if step.nav and len(step.nav) != len(step.path) else []
    lacking = [f"{where} needs {name}" for name in sorted(known.needs - given)]
    return uneven + lacking + [f"{where} does not know {name}" for name in sorted(given - known.knows - {"kind"})]


def _record(kind: type[T], data: object, where: str, problems: list[str]) -> T | None:
    if not isinstance(data, Mapping):
        problems.append(f"{where or 'the file'} must be a table")
        return None
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    known = {RENAMED.get(item.name, item.name): item for item in dataclasses.fields(kind)}  # type: ignore[arg-type]
    problems += [f"unknown key {where}{key}" for key in data if key not in known]
    for key, item in known.items():
        if key in data:
            values[item.name] = _value(hints[item.name], data[key], f"{where}{key}", problems)
        elif item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            problems.append(f"missing key {where}{key}")
    return None if problems else kind(**values)


def _value(hint: Any, value: object, where: str, problems: list[str]) -> Any:
    origin = get_origin(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, value, f"{where}.", problems)
    if origin is tuple:
        return _items(get_args(hint), value, where, problems)
    if origin is Literal:
        return _one_of(get_args(hint), value, where, problems)
    if origin in (Union, types.UnionType):
        return value
    if type(value) is not hint:
        problems.append(f"{where} must be {hint.__name__}")
    return value


def _items(hints: tuple[Any, ...], value: object, where: str, problems: list[str]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        problems.append(f"{where} must be a list")
        return ()
    if hints[-1] is Ellipsis:
        return tuple(_value(hints[0], item, f"{where}[{at}]", problems) for at, item in enumerate(value))
    if len(value) != len(hints):
        problems.append(f"{where} must have {len(hints)} entries")
        return ()
    return tuple(_value(hint, item, where, problems) for hint, item in zip(hints, value, strict=True))


def _one_of(allowed: tuple[Any, ...], value: object, where: str, problems: list[str]) -> object:
    if value not in allowed:
        problems.append(f"{where} must be one of {', '.join(map(str, allowed))}")
    return value
