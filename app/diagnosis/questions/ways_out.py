"""``tls_path`` and ``other_port_path``: whether signing in and calling work by another way than the account's own.

A way is clean when it signed in, was answered, carried sound both ways, and the far end had our ACK and our BYE. The
provider's own refusal says nothing about a way, nor does silence on a port that nobody said was there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.questions import hear, speak
from app.diagnosis.questions.calls import Call, newest_calls
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import CallCourse, CallStep, TlsLook, WayOut
from app.model.facts_of_calls import SIDE_CALL
from app.model.json import JsonValue
from app.model.names import Question

MOST_REPEATS: Final = 2
"""An answer may be repeated once because the ACK was lost; more often means that the ACK does not arrive."""
LOSES: Final = frozenset({"way_loses_ack", "way_loses_bye"})
"""A call that showed what is lost tells more than one that never began: where two ways fail, it speaks for both."""
BY_PROBLEM: Final[dict[str, Reason]] = {
    "self_signed": "certificate_self_signed",
    "unknown_issuer": "certificate_of_unknown_issuer",
    "wrong_name": "certificate_for_another_name",
    "expired": "certificate_expired",
    "not_yet_valid": "certificate_not_yet_valid",
    "old_protocol": "only_old_tls",
}


def judge_tls(evidence: Evidence) -> Verdict | None:
    """Over TLS."""
    return _judge("tls_path", evidence, [seen for seen in _newest(evidence) if seen.fact.transport == "tls"])


def judge_other(evidence: Evidence) -> Verdict | None:
    """Over TCP and other ports of UDP."""
    return _judge("other_port_path", evidence, [seen for seen in _newest(evidence) if seen.fact.transport != "tls"])


def _newest(evidence: Evidence) -> list[Seen[WayOut]]:
    return list({seen.fact.path: seen for seen in evidence.all(WayOut)}.values())


def _judge(question: Question, evidence: Evidence, ways: list[Seen[WayOut]]) -> Verdict | None:
    """One clean way is enough; without one, a way that fails counts more than one that says nothing."""
    judged = [(way.fact.path, _way(question, evidence, way)) for way in ways]
    if not judged:
        return not_run(question, evidence)
    by_answer = {reply: [one for one in judged if one[1].answer == reply] for reply in ("yes", "no", "cannot_tell")}
    best = sorted(next(found for found in by_answer.values() if found), key=lambda one: one[1].reason not in LOSES)
    details: dict[str, JsonValue] = dict(best[0][1].details)
    details["works"] = [path for path, _ in by_answer["yes"]]
    details["fails"] = [path for path, _ in by_answer["no"]]
    because = tuple(dict.fromkeys(chain.from_iterable(verdict.because for _, verdict in judged)))
    return replace(best[0][1], because=because, details=details)


def _way(question: Question, evidence: Evidence, way: Seen[WayOut]) -> Verdict:
    fact = way.fact
    match fact.outcome:
        case "registered":
            calls = newest_calls(evidence, SIDE_CALL + fact.path)
            return _call(question, evidence, way, calls[0]) if calls else _without_call(question, way)
        case "refused":
            return cannot_tell(question, "refused", [way], path=fact.path, status=fact.status)
        case "silent" | "transport_error":
            return _not_reached(question, evidence, way)
        case "unresolved":
            return cannot_tell(question, "name_has_no_address", [way], path=fact.path)
    return cannot_tell(question, "stopped", [way], path=fact.path)


def _without_call(question: Question, way: Seen[WayOut]) -> Verdict:
    return answer(question, "yes", "way_signs_in", [way], "possible", path=way.fact.path)


def _not_reached(question: Question, evidence: Evidence, way: Seen[WayOut]) -> Verdict:
    fact = way.fact
    look = evidence.last(TlsLook, lambda seen: seen.server == fact.server) if fact.transport == "tls" else None
    problem = look.fact.problem if look else None
    if look is not None and problem in BY_PROBLEM:
        until, names = look.fact.valid_until, list(look.fact.made_out_to)
        return answer(
            question, "no", BY_PROBLEM[problem], [way, look], path=fact.path, protocol=look.fact.protocol,
            valid_until=until, made_out_to=[*names], server=fact.server,
        )  # fmt: skip
    if not fact.named:
        return cannot_tell(question, "way_not_offered", [way], path=fact.path)
    because: list[Seen[Any]] = [way, look] if look else [way]
    if fact.outcome == "silent" or (look is not None and look.fact.outcome == "silent"):
        return answer(question, "no", "no_answer", because, "likely", path=fact.path, server=fact.server)
    refused = look is not None and look.fact.outcome == "refused"
    reason: Reason = "way_refuses_connection" if refused or fact.transport == "tcp" else "transport_error"
    return answer(question, "no", reason, because, "likely", path=fact.path, server=fact.server)


def _call(question: Question, evidence: Evidence, way: Seen[WayOut], call: Call) -> Verdict:
    path, result = way.fact.path, call.result.fact
    because: list[Seen[Any]] = [way, *call.because()]
    if result.outcome == "silent":
        return answer(question, "no", "way_swallows_calls", because, "likely", path=path)
    if result.duration_s is None or result.outcome not in {"connected", "dropped", "no_media"}:
        return cannot_tell(question, "call_not_answered", because, path=path, status=result.status)
    course = evidence.last(CallCourse, lambda fact: fact.purpose == SIDE_CALL + path)
    if course is not None:
        because.append(course)
        lost = _lost(course.fact, result.setup_s or 0.0, by_us=result.ended_by == "us")
        if lost is not None:
            return answer(question, "no", lost, because, "likely", path=path)
    return _sound(question, way, call, because)


def _lost(course: CallCourse, setup_s: float, *, by_us: bool) -> Reason | None:
    """Which of our messages the far end shows no sign of having.

    What it repeats sooner than our ACK can have been there, it repeats rightly: no way takes longer than the setup.
    """
    first = next((step.cseq for step in course.steps if step.method == "INVITE"), None)
    acked_s = next((step.at_s for step in course.steps if step.method == "ACK" and step.direction == "outbound"), 0.0)
    repeats = sum(
        _is_success(step, "INVITE") and step.cseq == first and step.at_s > acked_s + setup_s for step in course.steps
    )
    if repeats >= MOST_REPEATS:
        return "way_loses_ack"
    return "way_loses_bye" if by_us and not any(_is_success(step, "BYE") for step in course.steps) else None


def _is_success(step: CallStep, method: str) -> bool:
    return step.method == method and step.direction == "inbound" and step.status is not None and step.status // 100 == 2


def _sound(question: Question, way: Seen[WayOut], call: Call, because: list[Seen[Any]]) -> Verdict:
    """Both ways, as far as the far end lets us know."""
    heard, spoke = hear.of_call(call), speak.of_call(call)
    details: dict[str, JsonValue] = {"path": way.fact.path, "seconds": round(call.result.fact.duration_s or 0.0, 1)}
    if "no" in (heard.answer, spoke.answer):
        silent: list[JsonValue] = [one.question for one in (heard, spoke) if one.answer == "no"]
        return answer(question, "no", "way_without_sound", because, "likely", **details, silent=silent)
    if heard.answer == "yes" and spoke.answer == "yes":
        return answer(question, "yes", "way_is_clean", because, "certain", **details)
    if heard.answer == "yes":
        return answer(question, "yes", "way_carries_sound_in", because, "likely", **details)
    return cannot_tell(question, heard.reason, because, **details)  # type: ignore[arg-type]
