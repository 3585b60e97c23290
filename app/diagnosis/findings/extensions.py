"""Phones of one office: calls between them, and their lamps."""

from __future__ import annotations

from collections.abc import Iterator

from app.diagnosis.case import Case, finding
from app.model.diagnosis import Finding


def find(case: Case) -> Iterator[Finding]:
    """Calls that do not even arrive from outside explain those from phone to phone, which then are not told beside."""
    failed = case.says("extension_call", "no")
    same_cause = case.says("inbound", "no")
    if failed is not None and not (same_cause and failed.reason in {"other_phone_never_rang", same_cause.reason}):
        yield finding("extension_call_fails", failed.confidence, [failed], **failed.details)
    lost = case.says("presence", "no")
    if lost is not None:
        yield finding("presence_lost", lost.confidence, [lost], **lost.details)
        if lost.reason == "large_news_never_came":
            yield finding("large_messages_lost", "likely", [lost], **lost.details)
