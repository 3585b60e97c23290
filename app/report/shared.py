"""The session as it may leave this computer: the same schema, every text through the gate."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import Final, cast

from app.model.codec import run_to_json, session_to_json, to_json
from app.model.facts import IcmpQuote, Observation, SipExchange, SipMessage, Unknown
from app.model.figures import Figures
from app.model.json import JsonObject, JsonValue
from app.model.session import Run, Session
from app.report.allowed import allowed, shown_value
from app.report.redaction import Redactor
from app.report.visible import visible

PROFILE: Final = (
    *("provider", "support_phone", "email", "ticket_subject", "ticket", "domain", "username", "proxy", "port"),
    *("transport", "numbers", "testline", "stun", "alternatives", "practice"),
)
"""What of the profile's public view goes along."""
PROVIDERS_OWN: Final = frozenset({"provider", "support_phone", "email", "ticket_subject", "ticket", "numbers"})
"""Public as they stand: shortened they would be of no use to the provider itself."""


def shared_session(session: Session) -> JsonObject:
    """The document; ``redacted`` counts what the gate took out."""
    redactor = Redactor()
    document = {name: _harmless(value) for name, value in session_to_json(replace(session, runs=())).items()}
    document["profile"] = _profile(session.profile, redactor)
    document["runs"] = [_run(run, redactor) for run in session.runs]
    document["router"] = shown_value(session.router, redactor)
    document["redacted"] = cast(JsonValue, dict(redactor.hidden))
    return document


def shared_text(session: Session) -> str:
    """The document as text."""
    return json.dumps(shared_session(session), indent=1, ensure_ascii=False) + "\n"


def _profile(profile: JsonObject, redactor: Redactor) -> JsonObject:
    return {
        name: _harmless(value) if name in PROVIDERS_OWN else shown_value(value, redactor)
        for name, value in profile.items()
        if name in PROFILE
    }


def _harmless(value: JsonValue) -> JsonValue:
    """Texts of bounded length that can be written and do nothing; numbers and structure as they are."""
    if isinstance(value, str):
        return visible(value, 200)
    if isinstance(value, dict):
        return {visible(name, 60): _harmless(item) for name, item in list(value.items())[:200]}
    if isinstance(value, list):
        return [_harmless(item) for item in value[:200]]
    return value


def _run(run: Run, redactor: Redactor) -> JsonObject:
    document = run_to_json(replace(run, observations=()))
    document |= {name: _harmless(document[name]) for name in ("started", "finished", "timings")}
    document["observations"] = list(_observations(run.observations, redactor))
    document["label"] = redactor.text(run.label, 60)
    document["figures"] = _figures(run.figures, redactor)
    diagnosis = document["diagnosis"]
    assert isinstance(diagnosis, dict)
    for part in ("verdicts", "findings"):
        rows = diagnosis[part]
        assert isinstance(rows, list)
        for row in rows:
            assert isinstance(row, dict)
            row["details"] = shown_value(row["details"], redactor)
            row["because"] = [redactor.text(str(one), 20) for one in cast(list[JsonValue], row["because"])]
    return document


def _figures(figures: Figures | None, redactor: Redactor) -> JsonValue:
    """Numbers as they are; names of calls and observations through the gate."""
    if figures is None:
        return None
    return to_json(
        replace(
            figures,
            sound=tuple(replace(one, call=redactor.text(one.call, 60)) for one in figures.sound),
            scores=tuple(
                replace(one, call=redactor.text(one.call, 60), observation=redactor.text(one.observation, 20))
                for one in figures.scores
            ),
            bursts=tuple(replace(one, observation=redactor.text(one.observation, 20)) for one in figures.bursts),
            repeats=tuple(
                replace(one, observations=tuple(redactor.text(name, 20) for name in one.observations))
                for one in figures.repeats
            ),
        )
    )


def _observations(observations: Iterable[Observation], redactor: Redactor) -> Iterable[JsonObject]:
    for one in observations:
        fields = allowed(one.fact, redactor)
        if not isinstance(one.fact, Unknown):
            fields = {field.name: fields.get(field.name) for field in dataclass_fields(one.fact)}
        if isinstance(one.fact, (SipMessage, SipExchange, IcmpQuote)):
            _join_messages(fields)
        kind = getattr(one.fact, "original_kind", one.fact.kind)
        yield {"id": redactor.text(one.id, 20), "kind": redactor.text(kind, 60), "at_s": round(one.at_s, 4), **fields}


def _join_messages(fields: dict[str, JsonValue]) -> None:
    """Lines as one message again, as the schema has it."""
    for name in ("raw", "sent", "quoted"):
        if isinstance(fields.get(name), list):
            fields[name] = _joined(fields[name])
    replies = fields.get("replies")
    for reply in replies if isinstance(replies, list) else ():
        if isinstance(reply, dict):
            reply["raw"] = _joined(reply["raw"])


def _joined(lines: JsonValue) -> str:
    assert isinstance(lines, list)
    text = "\r\n".join(str(line) for line in lines)
    return text if "\r\n\r\n" in text else f"{text}\r\n\r\n"
