"""The JSON value type that crosses processes and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
else:
    JsonValue: TypeAlias = Any  # what was read from JSON is JSON; the reader of sessions has no need to check it again
JsonObject: TypeAlias = "dict[str, JsonValue]"
