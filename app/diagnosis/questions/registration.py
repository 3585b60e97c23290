"""``registration``: whether the account could sign in (RFC 3261 section 10)."""

from __future__ import annotations

from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.questions.ways_out import BY_PROBLEM
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import Registration, SignInCourse
from app.model.json import JsonValue

LOOP_CHALLENGES: Final = 4
"""One challenge is normal and a second one says "wrong" or "stale nonce"; this many are a circle."""

REFUSED: Final[dict[int, Reason]] = {
    401: "answer_to_challenge_refused",
    403: "forbidden",
    404: "user_unknown",
    407: "answer_to_challenge_refused",
    408: "server_timed_out",
    423: "interval_too_short",
    500: "server_error",
    503: "service_unavailable",
}
"""Final answers and what they mean for signing in (RFC 3261 section 21)."""


def judge(evidence: Evidence) -> Verdict | None:
    """The newest attempt decides. A refusal is the provider's word and never says anything about the router."""
    seen = evidence.last(Registration)
    if seen is None:
        return not_run("registration", evidence)
    match seen.fact.outcome:
        case "registered":
            return answer("registration", "yes", "registered", [seen], elapsed_s=round(seen.fact.elapsed_s, 2))
        case "refused":
            return _refused(seen, evidence.last(SignInCourse, lambda fact: fact.server == seen.fact.server))
        case "silent":
            return answer("registration", "no", "no_answer", [seen], "likely")
        case "unresolved":
            return answer("registration", "no", "name_has_no_address", [seen])
        case "transport_error":
            reason = BY_PROBLEM.get(seen.fact.phrase, "transport_error") if seen.fact.transport == "tls" else None
            return answer(
                "registration", "no", reason or "transport_error", [seen], "likely", status=seen.fact.status
            )  # fmt: skip
    return cannot_tell("registration", "stopped", [seen])


def _refused(seen: Seen[Registration], course: Seen[SignInCourse] | None) -> Verdict:
    status = seen.fact.status
    reason: Reason = REFUSED.get(status or 0, "refused")
    circle = _circle(course.fact) if course else None
    if reason == "answer_to_challenge_refused":
        if circle is not None:
            reason = circle
        elif seen.fact.challenges >= LOOP_CHALLENGES:
            reason = "challenged_again_and_again"
        elif seen.fact.challenges < 2:
            # the challenge was never answered: there was no password, or the answer got lost
            reason = "challenge_not_answered"
    because: list[Seen[Any]] = [seen, course] if course else [seen]
    details: dict[str, JsonValue] = {"status": status, "phrase": seen.fact.phrase[:80] or None}
    if course is not None:
        details["min_expires_s"] = course.fact.min_expires_s if status == 423 else None
        details["retry_after_s"] = course.fact.retry_after_s if status == 503 else None
        details["seen_from"] = _sources(course.fact) if reason == "source_changes" else None
    return answer("registration", "no", reason, because, "certain", **details)


def _circle(course: SignInCourse) -> Reason | None:
    """Challenges that no password can end: bound to an address that changes, or too old at once."""
    told = [step for step in course.steps if step.answered and step.stale is not None]
    again = [step for step in told if step.new_nonce] or told  # a repeated challenge answers a repeated request
    if not again:
        return None
    if len(_sources(course)) > 1:
        return "source_changes"
    return "nonce_always_stale" if all(step.stale for step in again) else None


def _sources(course: SignInCourse) -> list[JsonValue]:
    """From where the server saw us, each once; one flow of ours has one place unless something moves it."""
    return [*dict.fromkeys(step.seen_from for step in course.steps if step.seen_from)]
