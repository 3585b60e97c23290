"""Which fields a kind of step needs and knows. A field that a kind does not know is a mistake in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.routers.guide import StepKind

COMMON: Final = frozenset({"kind", "words", "warn", "sure", "expert", "look", "page", "nav"})


@dataclass(frozen=True, slots=True)
class StepFields:
    needs: frozenset[str]
    knows: frozenset[str]


def _fields(needs: str, knows: str = "") -> StepFields:
    needed = frozenset(needs.split())
    return StepFields(needed, needed | frozenset(knows.split()) | COMMON)


_CONTROL = "also beside save path inverted"

FIELDS: Final[dict[StepKind, StepFields]] = {
    "login": _fields("", "address label save"),
    "menu": _fields("path"),
    "tick": _fields("label to", _CONTROL),
    "switch": _fields("label to", _CONTROL),
    "choice": _fields("label to options", "beside save path inverted"),
    "field": _fields("label to", "beside save path"),
    "table": _fields("row press", "columns rows save path inverted"),
    "press": _fields("label", "path beside"),
    "command": _fields("commands", "prompt fill expect inverted"),
    "look": _fields("", "label path to options"),
    "ask": _fields("who say"),
    "boxes": _fields("boxes mark"),
    "sticker": _fields("label", "beside"),
    "restart": _fields("", "path"),
}
