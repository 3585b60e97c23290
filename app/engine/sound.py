"""The person's sound devices, told and chosen over the JSON lines."""

from __future__ import annotations

from app.model.errors import UserError
from app.model.json import JsonObject
from app.softphone.devices import LONGEST_NAME, DeviceChoice, list_devices


def choice_of(fields: JsonObject, before: DeviceChoice) -> DeviceChoice:
    """The choice that a ``sound`` command makes; raises :class:`UserError` when a name is no text."""
    return DeviceChoice(_name(fields, "output", before.output), _name(fields, "input", before.input))


def _name(fields: JsonObject, which: str, before: str) -> str:
    value = fields.get(which, before)
    if value is not None and not isinstance(value, str):
        raise UserError("wire_unreadable", line=which)
    return (value or "")[:LONGEST_NAME]


async def told(choice: DeviceChoice) -> JsonObject:
    """The fields of a ``sound`` event."""
    fact = (await list_devices()).fact(choice)
    return {
        "outcome": fact.outcome,
        "outputs": [*fact.outputs],
        "inputs": [*fact.inputs],
        "output": fact.output,
        "input": fact.input,
    }
