"""The published JSON Schema of session files: made from the records that read them, so that it cannot drift.

``python -m build.schema`` writes ``docs/schema/callmend.session-1.json``; a test compares it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from app.model.diagnosis import Diagnosis
from app.model.facts import FACT_TYPES, Unknown
from app.model.figures import Figures
from app.model.session import SCHEMA, NotTested, SpokenCode, Timings

PLACE: Final = Path(__file__).resolve().parents[1] / "docs" / "schema" / f"{SCHEMA.replace('/', '-')}.json"
_ANY_OBJECT: Final = {"type": ["object", "null"]}


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the whole file. An observation of an unknown kind is allowed: later versions add kinds."""
    defs: dict[str, Any] = {}
    kinds = [_fact(kind, defs) for kind in FACT_TYPES if kind is not Unknown]
    known = [one["properties"]["kind"]["const"] for one in kinds]
    other = {"type": "object", "properties": {"kind": {"type": "string", "not": {"enum": known}}}}
    observation = {"required": ["id", "kind", "at_s"], "oneOf": [*kinds, other]}
    run = _object(
        label={"type": "string"},
        started={"type": "string"},
        finished={"type": ["string", "null"]},
        timings=_record(Timings, defs),
        observations={"type": "array", "items": {"$ref": "#/$defs/observation"}},
        diagnosis=_record(Diagnosis, defs),
    )
    run["properties"]["figures"] = {"oneOf": [{"type": "null"}, _record(Figures, defs)]}
    defs |= {"observation": observation, "run": run}
    text = {"type": "string"}
    whole = _object(
        schema={"const": SCHEMA},
        program=_object(name=text, version=text),
        id=text,
        profile={"type": "object", "description": "The public view of the profile; it never holds a secret."},
        runs={"type": "array", "items": {"$ref": "#/$defs/run"}},
        comparison=_ANY_OBJECT,
        router=_ANY_OBJECT,
        code={"oneOf": [{"type": "null"}, _record(SpokenCode, defs)]},
        not_tested={"type": "array", "items": _record(NotTested, defs)},
    )
    whole["properties"]["redacted"] = {
        "type": "object",
        "description": "In a shared file only: what the gate took out, counted by kind.",
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **whole, "$defs": defs}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _record(record: Any, defs: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = TypeAdapter(record).json_schema(ref_template="#/$defs/{model}")
    defs |= made.pop("$defs", {})
    return made


def _fact(kind: Any, defs: dict[str, Any]) -> dict[str, Any]:
    made = _record(kind, defs)
    own = {"id": {"type": "string"}, "kind": {"const": kind.kind}, "at_s": {"type": "number"}}
    return {**made, "properties": {**own, **made.get("properties", {})}, "required": [*own, *made.get("required", [])]}


def text() -> str:
    """The file's content."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_text(text(), encoding="utf-8")
