"""The JSON value type that crosses processes and files."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

if TYPE_CHECKING:
    JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
else:
    JsonValue: TypeAlias = Any  # what was read from JSON is JSON; the reader of sessions has no need to check it again
JsonObject: TypeAlias = "dict[str, JsonValue]"

_LARGEST: Final = 1 << 63


def read_json(data: bytes) -> JsonValue:
    """JSON from anyone. What is no number that can be reckoned with (``NaN``, ``1e999``) is read as unknown, ``None``.

    Raises ``ValueError`` or ``RecursionError``.
    """
    return cast(JsonValue, json.loads(data, parse_constant=lambda _: None, parse_float=_finite, parse_int=_bounded))


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _bounded(text: str) -> int | None:
    value = int(text) if len(text) <= 20 else _LARGEST
    return value if abs(value) < _LARGEST else None
