"""Signing in: what the provider itself said stays its word; only silence leaves room for the way there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, answers_are_forged, finding, shut_out, was_led_astray
from app.diagnosis.evidence import Seen, ids
from app.diagnosis.findings.network import is_closed, told_as_closed
from app.model.diagnosis import Finding, Verdict
from app.model.facts import Registration, SipExchange, WayOut
from app.model.json import JsonValue
from app.model.names import Confidence, FindingId

BY_REASON: Final[dict[str, tuple[FindingId, Confidence]]] = {
    "answer_to_challenge_refused": ("credentials_refused", "certain"),
    "challenge_not_answered": ("credentials_refused", "possible"),
    "user_unknown": ("credentials_refused", "likely"),
    "challenged_again_and_again": ("registration_loop", "likely"),
    "source_changes": ("registration_loop", "likely"),
    "nonce_always_stale": ("registration_loop", "likely"),
    "server_timed_out": ("registration_blocked", "likely"),
    "interval_too_short": ("registration_blocked", "certain"),
    "server_error": ("registration_blocked", "likely"),
    "service_unavailable": ("registration_blocked", "likely"),
    "refused": ("registration_blocked", "likely"),
}
UNHEARD: Final = frozenset({"no_answer", "transport_error"})


def find(case: Case) -> Iterator[Finding]:
    """At most one finding: why signing in did not work."""
    failed = case.says("registration", "no")
    if failed is None:
        return
    if failed.reason == "forbidden":
        yield _forbidden(case, failed)
    elif failed.reason in BY_REASON:
        yield _refused(case, failed)
    elif failed.reason in UNHEARD and not _is_told_elsewhere(case, failed):
        yield _unheard(case, failed)


def _refused(case: Case, failed: Verdict) -> Finding:
    name, confidence = BY_REASON[failed.reason]
    status, works = failed.details.get("status"), _signs_in_by(case)
    if name == "credentials_refused" and answers_are_forged(case):
        name, confidence = "registration_blocked", "likely"
    if name == "credentials_refused" and works:  # the same password is right there
        return finding("registration_loop", "likely", [failed, ids(works)], status=status, works=_paths(works))
    return finding(name, confidence, [failed], status=status)


def _unheard(case: Case, failed: Verdict) -> Finding:
    """Only signing in was not answered, or nothing of ours at all, or nothing any more."""
    works, silent = _signs_in_by(case), failed.reason == "no_answer"
    if silent and not works and (deaf := shut_out(case.evidence)):
        return finding("provider_unreachable", "likely", [failed, deaf], answered_at_first=True)
    if silent and (works or _answers_otherwise(case)):
        return finding("registration_blocked", "likely", [failed, ids(works)], works=_paths(works) or None)
    return finding("provider_unreachable", "likely" if case.says("internet", "yes") else "possible", [failed])


def _is_told_elsewhere(case: Case, failed: Verdict) -> bool:
    """Whether a wrong name, no internet or a closed way explains it; what stops datagrams stops no connection."""
    by_datagrams = case.evidence.transport_of_account() == "udp" and told_as_closed(case)
    closed = failed.reason == "no_answer" and (by_datagrams or is_closed(case))
    return closed or was_led_astray(case) or case.says("internet", "no") is not None


def _forbidden(case: Case, failed: Verdict) -> Finding:
    """403 after an answered challenge mostly means the password; before any challenge it is a rule of the provider."""
    last = case.evidence.last(Registration)
    challenged = last is not None and last.fact.challenges > 0
    works = _signs_in_by(case)
    by_provider = challenged and not works and not answers_are_forged(case)
    name: FindingId = "credentials_refused" if by_provider else "registration_blocked"
    return finding(name, "likely", [failed, ids(works)], status=403, works=_paths(works) or None)


def _signs_in_by(case: Case) -> tuple[Seen[WayOut], ...]:
    """Other ways by which the same account signed in."""
    return case.evidence.all(WayOut, lambda fact: fact.outcome == "registered")


def _paths(ways: tuple[Seen[WayOut], ...]) -> list[JsonValue]:
    return [*dict.fromkeys(way.fact.path for way in ways)]


def _answers_otherwise(case: Case) -> tuple[str, ...]:
    """Other messages by the account's transport that were answered: then it is not the whole service that is silent."""
    own = case.evidence.transport_of_account()
    return ids(case.evidence.all(SipExchange, lambda fact: (fact.transport, fact.outcome) == (own, "answered")))
