"""The allow-list: every field of every kind of fact, and how it may appear in a report. What is not here is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from app.model.codec import to_json
from app.model.facts import Fact, SipReply, Unknown
from app.model.header_rows import pack_rows, unpack_rows
from app.model.json import JsonValue
from app.report.allowed_networks import NETWORK_FIELDS, Treatment
from app.report.redaction import Redactor
from app.report.sip_text import sip_lines

_CALL: Final[dict[str, Treatment]] = {"purpose": "value"}
_EXCHANGE: Final[dict[str, Treatment]] = dict.fromkeys(
    ("signal", "role", "path", "local", "remote", "outcome"), "value"
)

FIELDS: Final[Mapping[str, Mapping[str, Treatment]]] = {
    "run.mark": {"mark": "value", "detail": "text", "call_s": "value"},
    "computer": dict.fromkeys(("system", "release", "python", "program"), "text"),
    "network.interface": {"name": "text", "address": "value", "gateway": "value", "medium": "value"},
    "dns.lookup": {
        "name": "text",
        "record_type": "value",
        "outcome": "value",
        "answers": "text",
        "elapsed_ms": "value",
        "asked": "value",
    },
    "stun.binding": dict.fromkeys(("server", "local", "mapped", "outcome", "rtt_ms"), "value"),
    "tcp.reach": dict.fromkeys(("remote", "outcome", "elapsed_ms"), "value"),
    "sip.exchange": {
        **_EXCHANGE,
        "transport": "value",
        "method": "value",
        "sent": "sip",
        "replies": "replies",
        "attempts": "value",
        "rtt_ms": "value",
        "waited_ms": "value",
    },
    "icmp.quote": {**_EXCHANGE, "ttl": "value", "sent": "sip", "quoted": "sip", "reporter": "value"},
    "sip.message": {"direction": "value", "peer": "value", "transport": "value", "raw": "sip"},
    "registration": {
        **dict.fromkeys(("server", "transport", "outcome", "status", "challenges", "elapsed_s"), "value"),
        "phrase": "text",
    },
    "audio.devices": {
        **dict.fromkeys(("outputs", "inputs", "output", "input"), "text"),
        "outcome": "value",
    },
    "audio.microphone": {"device": "text", "peak_dbfs": "value", "all_zero": "value", "seconds": "value"},
    "call.result": {
        **_CALL,
        **dict.fromkeys(("outcome", "status", "setup_s", "duration_s", "ended_by"), "value"),
        "phrase": "text",
        "reason_header": "text",
    },
    "call.course": {
        **_CALL,
        **dict.fromkeys(("direction", "planned_s", "steps", "session_expires_s", "refresher", "pace"), "value"),
    },
    "media.timeline": {
        **_CALL,
        **dict.fromkeys(("interval_s", "received", "sent", "heard_dbfs", "quiet_from_s", "quiet_to_s"), "value"),
        **dict.fromkeys(("pace", "lost", "jitter_ms"), "value"),
    },
    "rtp.headers": {
        **_CALL,
        **dict.fromkeys(("direction", "source", "target", "ssrc", "payload_type", "seen", "packets", "age_s"), "value"),
        "rows": "headers",
    },
    "media.flow": {
        **_CALL,
        **dict.fromkeys(("direction", "counted_by", "packets", "lost", "discarded", "jitter_ms", "rtt_ms"), "value"),
        **dict.fromkeys(("sdp_address", "source_address"), "value"),
    },
    "media.loop": {
        **_CALL,
        **dict.fromkeys(("played_hz", "heard_hz", "windows", "windows_heard", "level_dbfs", "round_trip_ms"), "value"),
    },
    "media.heard": {
        **_CALL,
        **dict.fromkeys(("windows", "windows_with_sound", "level_dbfs", "all_zero", "windows_noisy"), "value"),
    },
    "media.far_end_heard": {
        **_CALL,
        **dict.fromkeys(("windows", "windows_with_sound", "level_dbfs", "tone_hz", "tone_share"), "value"),
        **dict.fromkeys(("all_zero", "sources"), "value"),
    },
    "keypad.digits": dict.fromkeys(("method", "sent", "heard", "negotiated", "phase", "status"), "value"),
    "keypad.heard": {**_CALL, **dict.fromkeys(("presses", "strange", "strange_payload"), "value")},
    "media.agreed": {
        **_CALL,
        **dict.fromkeys(("announced", "told", "early", "direction", "offered", "payload_type", "events"), "value"),
        **dict.fromkeys(("codec", "profile"), "text"),
    },
    "media.watch": {
        **_CALL,
        **dict.fromkeys(("watched_s", "first_s", "last_s", "gaps", "sources", "reports_from"), "value"),
        **dict.fromkeys(("wrong_payload", "keep_alives", "pace"), "value"),
    },
    "media.far_end_path": {**_CALL, **dict.fromkeys(("seen", "offered"), "value")},
    "person.said": dict.fromkeys(("question", "answer"), "value"),
    "person.did": dict.fromkeys(("screen", "pressed", "detail"), "text"),
    "not_run": dict.fromkeys(("question", "reason"), "value"),
    "gateway.hardware": dict.fromkeys(("address", "block"), "value"),
    "gateway.page": {
        **dict.fromkeys(("address", "scheme", "path", "outcome", "status", "digest", "size"), "value"),
        **dict.fromkeys(("title", "realm", "server", "names", "certificate", "words"), "text"),
    },
    "gateway.upnp": {
        **dict.fromkeys(("address", "outcome"), "value"),
        **dict.fromkeys(("maker", "model", "model_number", "description", "server"), "text"),
    },
    "gateway.names": {"names": "text"},
    "tls.look": {
        **dict.fromkeys(("server", "outcome", "problem", "protocol", "cipher", "valid_until", "elapsed_ms"), "value"),
        **dict.fromkeys(("name", "made_out_to"), "text"),
    },
    "setup.mark": {"setup": "value"},
    "setup.answer": dict.fromkeys(("setup", "question", "answer", "reason"), "value"),
    "registration.course": {
        **dict.fromkeys(("server", "steps", "min_expires_s", "retry_after_s"), "value"),
        "reason_header": "text",
    },
    "inbound.trial": dict.fromkeys(
        (
            *("plan", "quiet_s", "keep_alive_s", "local", "by_testline", "signed_in", "asked", "status"),
            *("rang_after_s", "invites", "answers", "invites_after_answer", "confirmed", "cancelled", "hung_up"),
            *("packets", "still_registered", "pace", "far_end_called"),
        ),
        "value",
    ),
    "extension.call": {
        **dict.fromkeys(
            ("same_media_port", "by_testline", "caller", "called", "signed_in", "arrived", "status"), "value"
        ),
        **dict.fromkeys(("confirmed", "packets_to_called", "packets_to_caller", "packets_sent"), "value"),
        **dict.fromkeys(("address_told", "heard_from"), "value"),
        **dict.fromkeys(("dialled", "phrase"), "text"),
    },
    "presence.trial": dict.fromkeys(
        (
            *("package", "local", "wanted_bytes", "outcome", "status", "notices", "largest_bytes"),
            *("first_after_s", "versions", "strange", "waited_s"),
        ),
        "value",
    ),
    "way.out": {
        **dict.fromkeys(("path", "transport", "server", "named", "outcome", "status", "challenges"), "value"),
        **dict.fromkeys(("elapsed_s", "secure_media"), "value"),
        "phrase": "text",
    },
    **NETWORK_FIELDS,
}


MOST_NUMBERS: Final = 20_000
"""Of one row: a row of numbers is a drawing, not text."""


def allowed(fact: Fact, redactor: Redactor) -> dict[str, JsonValue]:
    """The fields of *fact* that may be shown, in a form that may be shown."""
    if isinstance(fact, Unknown):
        return {"hidden": redactor.hide("field", len(fact.fields))}
    treatments = FIELDS[fact.kind]
    shown: dict[str, JsonValue] = {}
    for name in (field.name for field in fields(fact)):
        value = getattr(fact, name)
        treatment = treatments.get(name)
        if treatment is None:
            redactor.hidden["field"] += 1
        elif value is not None:
            shown[name] = _shown(value, treatment, redactor)
    return shown


def shown_value(value: Any, redactor: Redactor) -> JsonValue:
    """A detail of a verdict or finding: numbers as they are, every text through the gate."""
    if isinstance(value, str):
        return redactor.text(value)
    if isinstance(value, dict):
        return {redactor.text(str(key), 60): shown_value(item, redactor) for key, item in list(value.items())[:60]}
    if isinstance(value, (list, tuple)) and all(isinstance(item, (int, float, type(None))) for item in value):
        return to_json(list(value)[:MOST_NUMBERS])
    if isinstance(value, (list, tuple)):
        return [shown_value(item, redactor) for item in list(value)[:60]]
    return to_json(value)


def _shown(value: Any, treatment: Treatment, redactor: Redactor) -> JsonValue:
    if treatment == "sip":
        return list(sip_lines(str(value), redactor))
    if treatment == "replies":
        return [_reply(reply, redactor) for reply in value]
    if treatment == "headers":
        return _headers(str(value))
    return shown_value(value, redactor)


def _headers(rows: str) -> str:
    """Packed anew: what cannot be read as headers does not pass."""
    return pack_rows(unpack_rows(rows))


def _reply(reply: SipReply, redactor: Redactor) -> JsonValue:
    return {
        "at_ms": reply.at_ms,
        "source": redactor.text(reply.source, 80),
        "arrived_at": redactor.text(reply.arrived_at, 80),
        "raw": list(sip_lines(reply.raw, redactor)),
    }
