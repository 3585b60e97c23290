"""Signing in: what the provider itself said stays its word; only silence leaves room for the way there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import ids
from app.model.diagnosis import Finding, Verdict
from app.model.facts import Registration, SipExchange
from app.model.names import Confidence, FindingId

BY_REASON: Final[dict[str, tuple[FindingId, Confidence]]] = {
    "answer_to_challenge_refused": ("credentials_refused", "certain"),
    "challenge_not_answered": ("credentials_refused", "possible"),
    "user_unknown": ("credentials_refused", "likely"),
    "challenged_again_and_again": ("registration_loop", "likely"),
    "interval_too_short": ("registration_blocked", "certain"),
    "server_error": ("registration_blocked", "likely"),
    "service_unavailable": ("registration_blocked", "likely"),
    "refused": ("registration_blocked", "likely"),
}


def find(case: Case) -> Iterator[Finding]:
    """At most one finding: why signing in did not work."""
    failed = case.says("registration", "no")
    if failed is None:
        return
    status = failed.details.get("status")
    if failed.reason == "forbidden":
        yield _forbidden(case, failed)
    elif failed.reason in BY_REASON:
        name, confidence = BY_REASON[failed.reason]
        yield finding(name, confidence, [failed], status=status)
    elif failed.reason == "no_answer" and _answers_otherwise(case):
        yield finding("registration_blocked", "likely", [failed], status=status)
    elif failed.reason in {"no_answer", "transport_error"}:
        confidence = "likely" if case.says("internet", "yes") else "possible"
        yield finding("provider_unreachable", confidence, [failed])


def _forbidden(case: Case, failed: Verdict) -> Finding:
    """403 after an answered challenge mostly means the password; before any challenge it is a rule of the provider."""
    last = case.evidence.last(Registration)
    challenged = last is not None and last.fact.challenges > 0
    name: FindingId = "credentials_refused" if challenged else "registration_blocked"
    return finding(name, "likely", [failed], status=403)


def _answers_otherwise(case: Case) -> tuple[str, ...]:
    """Other messages on the very path that was answered: then it is not the whole service that is silent."""
    answered = case.evidence.all(SipExchange, lambda fact: fact.role == "suspected" and fact.outcome == "answered")
    return ids(answered)
