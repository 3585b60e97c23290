"""Other ways in: a closed one, and one whose certificate does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import Seen, host_of, ids
from app.diagnosis.questions.ways_out import BY_PROBLEM
from app.model.diagnosis import Finding, Verdict
from app.model.facts import Registration, WayOut
from app.model.json import JsonValue
from app.model.names import Confidence, Question

CLOSED: Final = frozenset({"no_answer", "way_refuses_connection", "transport_error"})
WAYS: Final[tuple[Question, ...]] = ("tls_path", "other_port_path")
TIMER_H_S: Final = 32
"""64 times T1: then an answer without ACK is given up (RFC 3261 section 13.3.1.4)."""
NOT_TRUSTED: Final = frozenset(BY_PROBLEM.values())


def find(case: Case) -> Iterator[Finding]:
    """A closed TLS port is told only where the same server answers by another way: else it is the server."""
    for failed in (case.says("tls_path", "no"), case.says("registration", "no")):
        if failed is not None and failed.reason in NOT_TRUSTED:
            yield finding("tls_not_trusted", "certain", [failed], **failed.details)
    for question in WAYS:
        lost = case.says(question, "no")
        if lost is not None and lost.reason == "way_loses_ack":
            yield finding("call_drops_no_ack", "likely", [lost], seconds=TIMER_H_S, works=_works(case))
    failed = case.says("tls_path", "no")
    if failed is not None and failed.reason in CLOSED:
        elsewhere = _answers_elsewhere(case, failed)
        confidence: Confidence = "likely" if failed.reason == "no_answer" else "possible"
        if elsewhere:
            yield finding("tls_blocked", confidence, [failed, ids(elsewhere)], path=failed.details.get("path"))


def _works(case: Case) -> JsonValue:
    """The ways on which nothing is lost."""
    clean = [verdict for question in WAYS if (verdict := case.says(question, "yes"))]
    found = [verdict.details.get("works") for verdict in clean]
    return [path for paths in found if isinstance(paths, list) for path in paths] or None


def _answers_elsewhere(case: Case, failed: Verdict) -> list[Seen[Any]]:
    host = host_of(str(failed.details.get("server", "")))
    other = case.evidence.all(WayOut, lambda fact: fact.transport != "tls" and fact.status is not None)
    usual = case.evidence.all(Registration, lambda fact: fact.transport != "tls" and fact.status is not None)
    seen: tuple[Seen[Any], ...] = (*other, *usual)
    return [one for one in seen if host_of(one.fact.server) == host]
