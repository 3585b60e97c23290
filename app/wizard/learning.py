"""What the engine's events add to what is known. Pure; a malformed event adds nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, cast, get_args

from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.json import JsonObject, JsonValue
from app.model.names import CODED_QUESTIONS, FINDING_IDS, QUESTIONS, Answer, Confidence, Question, Severity
from app.model.session import SpokenCode
from app.wizard.answers import Box, Known

MOST_ROUTERS: Final = 6
MOST_LETTERS: Final = 60
OUTER_TTL: Final = 2
HOMES: Final = "192.168."
"""Where home routers live; what a carrier numbers its own with is no box of the owner's."""


def learn(known: Known, event: str, fields: JsonObject) -> Known:
    """*known* with the news of one event of :mod:`app.model.wire`."""
    teach = _TEACHERS.get(event)
    return teach(known, fields) if teach else known


def new_run(known: Known, label: str) -> Known:
    """The next run begins: its verdicts are open, the earlier diagnoses stay."""
    return replace(known, label=label, verdicts={}, digits=None, prompt="", asked=frozenset())


def _observation(known: Known, fields: JsonObject) -> Known:
    fact = fields.get("observation")
    if not isinstance(fact, dict):
        return known
    if fact.get("kind") == "network.interface" and _is_address(fact.get("gateway")):
        gateway = str(fact["gateway"])
        return replace(known, gateway=gateway, inner=replace(known.inner, address=gateway))
    if fact.get("kind") == "network.hop" and fact.get("ttl") == OUTER_TTL and _is_home(fact.get("address"), known):
        return replace(known, outer=replace(known.outer, address=str(fact["address"])))
    if fact.get("kind") == "audio.devices":
        return _sound(known, fact)
    if fact.get("kind") == "keypad.digits" and isinstance(fact.get("sent"), str):
        heard = fact.get("heard")
        return replace(known, digits=(str(fact["sent"]), heard if isinstance(heard, str) else None))
    return known


def _is_home(address: JsonValue, known: Known) -> bool:
    return _is_address(address) and str(address).startswith(HOMES) and address != known.gateway


def _sound(known: Known, fields: JsonObject) -> Known:
    if fields.get("outcome") not in ("found", "none", "no_sound_system"):
        return known
    outputs, inputs = _texts(fields.get("outputs")), _texts(fields.get("inputs"))
    return replace(known, devices=cast(Any, fields["outcome"]), outputs=outputs, inputs=inputs)


def _verdict(known: Known, fields: JsonObject) -> Known:
    verdict = verdict_from(fields.get("verdict"))
    return known if verdict is None else replace(known, verdicts={**known.verdicts, verdict.question: verdict})


def _diagnosis(known: Known, fields: JsonObject) -> Known:
    data = fields.get("diagnosis")
    if not isinstance(data, dict):
        return known
    verdicts = tuple(verdict for item in _list(data.get("verdicts")) if (verdict := verdict_from(item)))
    findings = tuple(finding for item in _list(data.get("findings")) if (finding := finding_from(item)))
    primary = data.get("primary")
    diagnosis = Diagnosis(verdicts, findings, cast(Any, primary) if primary in FINDING_IDS else None)
    label = str(fields.get("label") or known.label)
    code = code_from(fields.get("code")) or known.code
    latest = {verdict.question: verdict for verdict in verdicts}
    known = replace(known, diagnoses={**known.diagnoses, label: diagnosis}, label=label, verdicts=latest, code=code)
    return _router(known, fields.get("router"))


def _router(known: Known, router: JsonValue) -> Known:
    if not isinstance(router, dict):
        return known
    inner = _box(router, known.inner)
    outer = _box(router.get("outer"), known.outer)
    return replace(known, routers=inner.guides, router_sure=inner.sure, inner=inner, outer=outer)


def _box(data: JsonValue, before: Box) -> Box:
    if not isinstance(data, dict):
        return before
    candidates = [item for item in _list(data.get("candidates")) if isinstance(item, dict)]
    ids = tuple(str(item["id"]) for item in candidates[:MOST_ROUTERS] if isinstance(item.get("id"), str))
    address = str(data["address"]) if _is_address(data.get("address")) else before.address
    maker, model = (str(data.get(name) or "")[:MOST_LETTERS] for name in ("maker", "model"))
    return Box(address, maker, model, ids, sure=data.get("confidence") == "likely" and bool(ids))


def _ask(known: Known, fields: JsonObject) -> Known:
    prompt = str(fields.get("prompt", ""))
    return replace(known, prompt=prompt, asked=known.asked | {prompt})


def _closed(known: Known, fields: JsonObject) -> Known:
    return replace(known, report=str(fields.get("report") or ""))


_TEACHERS: Final[Mapping[str, Callable[[Known, JsonObject], Known]]] = {
    "observation": _observation,
    "sound": _sound,
    "verdict": _verdict,
    "diagnosis": _diagnosis,
    "ask": _ask,
    "closed": _closed,
}


def verdict_from(data: JsonValue) -> Verdict | None:
    """A verdict as the JSON lines carry it."""
    if (
        not isinstance(data, dict)
        or data.get("question") not in QUESTIONS
        or data.get("answer") not in get_args(Answer)
    ):
        return None
    return Verdict(
        cast(Question, data["question"]),
        cast(Answer, data["answer"]),
        _confidence(data),
        str(data.get("reason", "")),
        _texts(data.get("because")),
        _details(data),
    )


def finding_from(data: JsonValue) -> Finding | None:
    """A finding as the JSON lines carry it."""
    if not isinstance(data, dict) or data.get("id") not in FINDING_IDS:
        return None
    severity = data.get("severity") if data.get("severity") in get_args(Severity) else "minor"
    return Finding(
        cast(Any, data["id"]), cast(Severity, severity), _confidence(data), _texts(data.get("because")), _details(data)
    )


def code_from(data: JsonValue) -> SpokenCode | None:
    """The spoken code as the JSON lines carry it."""
    if not isinstance(data, dict):
        return None
    words = _texts(data.get("words"))
    if len(words) != 4 or not isinstance(data.get("digits"), str):
        return None
    return SpokenCode((words[0], words[1], words[2], words[3]), str(data["digits"]))


def coded(known: Known) -> tuple[tuple[Question, Verdict | None], ...]:
    """The twelve tests of the code and what is known of each, in their order."""
    return tuple((question, known.verdicts.get(question)) for question in CODED_QUESTIONS)


def _is_address(value: JsonValue) -> bool:
    try:
        return isinstance(value, str) and "%" not in value and bool(ipaddress.ip_address(value))
    except ValueError:
        return False


def _confidence(data: JsonObject) -> Confidence:
    value = data.get("confidence")
    return cast(Confidence, value) if value in get_args(Confidence) else "possible"


def _details(data: JsonObject) -> dict[str, JsonValue]:
    details = data.get("details")
    return details if isinstance(details, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(value))
