"""Session files to records and back. The file format is fixed by the design, section 9.

Writing needs only the standard library, because the engine writes while it measures. Reading validates with
pydantic, imported on first use, because a file may come from anyone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

from app.model.diagnosis import Diagnosis
from app.model.errors import UserError
from app.model.facts import FACTS_BY_KIND, Observation, Unknown
from app.model.figures import Figures
from app.model.json import JsonObject, JsonValue
from app.model.session import SCHEMA, NotTested, Run, Session, SpokenCode, Timings

_Record = TypeVar("_Record")
_OWN = {"id", "kind", "at_s"}


def to_json(value: object) -> JsonValue:
    """Turn a record, or any nesting of records, tuples and dicts, into plain JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: to_json(item) for key, item in asdict(value).items()}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    return cast(JsonValue, value)


def observation_to_json(observation: Observation) -> JsonObject:
    """Flatten an observation: its own three fields beside those of its fact."""
    fact = observation.fact
    if isinstance(fact, Unknown):
        fields = cast(JsonObject, json.loads(fact.fields))
        kind = fact.original_kind
    else:
        fields = cast(JsonObject, to_json(fact))
        kind = fact.kind
    return {"id": observation.id, "kind": kind, "at_s": round(observation.at_s, 4), **fields}


def observation_from_json(data: object) -> Observation:
    """Read one observation; an unknown kind is kept whole. Raises :class:`UserError` when it is malformed."""
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        raise UserError("session_malformed", where="observation")
    kind = data["kind"]
    place = f"{str(data.get('id'))[:20]}, {kind[:40]}"
    rest = {key: value for key, value in data.items() if key not in _OWN}
    known = FACTS_BY_KIND.get(kind)
    if known is None or known is Unknown:
        fact: Any = Unknown(kind, json.dumps(rest))
    else:
        fact = _validated(known, rest, f"{place}:")
    identity = data.get("id")
    at_s = data.get("at_s")
    if not isinstance(identity, str) or not isinstance(at_s, (int, float)) or isinstance(at_s, bool):
        raise UserError("session_malformed", where=f"{place}: {'at_s' if isinstance(identity, str) else 'id'}")
    return Observation(identity, float(at_s), fact)


def run_to_json(run: Run) -> JsonObject:
    """One element of the file's ``runs``."""
    return {
        "label": run.label,
        "started": run.started,
        "finished": run.finished,
        "timings": to_json(run.timings),
        "observations": [observation_to_json(item) for item in run.observations],
        "diagnosis": to_json(run.diagnosis),
        "figures": to_json(run.figures),
    }


def session_to_json(session: Session) -> JsonObject:
    """The whole file."""
    return {
        "schema": SCHEMA,
        "program": {"name": session.program_name, "version": session.program_version},
        "id": session.id,
        "profile": session.profile,
        "runs": [run_to_json(run) for run in session.runs],
        "comparison": session.comparison,
        "router": session.router,
        "code": to_json(session.code),
        "not_tested": to_json(session.not_tested),
    }


def session_from_json(data: object) -> Session:
    """Read a session file's content; raises :class:`UserError` that names the first malformed place."""
    if not isinstance(data, dict):
        raise UserError("session_malformed", where="file")
    schema = data.get("schema")
    if schema != SCHEMA:
        raise UserError("session_schema", found=str(schema)[:60], expected=SCHEMA)
    program = data.get("program")
    runs = data.get("runs")
    if not isinstance(program, dict) or not isinstance(runs, list):
        raise UserError("session_malformed", where="program" if isinstance(runs, list) else "runs")
    code = data.get("code")
    return Session(
        id=str(data.get("id", "")),
        program_name=str(program.get("name", "")),
        program_version=str(program.get("version", "")),
        profile=_object(data.get("profile"), "profile") or {},
        runs=tuple(_run_from_json(run) for run in runs),
        comparison=_object(data.get("comparison"), "comparison"),
        router=_object(data.get("router"), "router"),
        code=None if code is None else _validated(SpokenCode, code),
        not_tested=tuple(_validated(NotTested, item) for item in _list(data.get("not_tested"), "not_tested")),
    )


def _run_from_json(data: object) -> Run:
    if not isinstance(data, dict) or not isinstance(data.get("observations"), list):
        raise UserError("session_malformed", where="runs")
    return Run(
        label=str(data.get("label", "")),
        started=str(data.get("started", "")),
        finished=None if data.get("finished") is None else str(data["finished"]),
        timings=_validated(Timings, data.get("timings") or {}),
        observations=tuple(observation_from_json(item) for item in data["observations"]),
        diagnosis=_validated(Diagnosis, data.get("diagnosis") or {}),
        figures=None if data.get("figures") is None else _validated(Figures, data["figures"]),
    )


def _list(value: object, where: str) -> list[object]:
    if isinstance(value, list):
        return value
    if value is None:
        return []
    raise UserError("session_malformed", where=where)


def _object(value: object, where: str) -> JsonObject | None:
    if value is None or isinstance(value, dict):
        return value
    raise UserError("session_malformed", where=where)


@cache
def _adapter(record: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(record)


def _validated(record: type[_Record], data: object, where: str = "") -> _Record:
    from pydantic import ValidationError

    try:
        return cast(_Record, _adapter(cast(Any, record)).validate_python(data))
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UserError("session_malformed", where=f"{where or record.__name__} {place}".strip()) from None
