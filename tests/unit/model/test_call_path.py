"""The picture of the path marks one place, and shows as working only what was shown to work."""

from __future__ import annotations

import pytest

from app.model.call_path import NOT_THE_ROUTER, place_of, places
from app.model.diagnosis import Finding
from app.model.names import FINDING_IDS, Question


def _answers(**known: str) -> dict[str, str]:
    return known


@pytest.mark.parametrize(
    ("answers", "marked", "expected"),
    [
        (_answers(), None, ("ok", "unknown", "unknown", "unknown")),
        (_answers(internet="yes"), None, ("ok", "ok", "ok", "unknown")),
        (_answers(registration="yes"), None, ("ok", "ok", "ok", "ok")),
        (_answers(sip_alg="no", registration="no"), None, ("ok", "ok", "ok", "ok")),
        (_answers(sip_alg="cannot_tell", nat="yes"), None, ("ok", "ok", "unknown", "unknown")),
        (_answers(registration="yes"), Finding("sip_alg_rewrites", "critical", "likely"), ("ok", "broken", "ok", "ok")),
        (_answers(registration="yes"), Finding("vpn_active", "info", "likely"), ("look", "ok", "ok", "ok")),
        (_answers(), Finding("no_internet", "critical", "likely"), ("ok", "unknown", "broken", "unknown")),
        (_answers(registration="yes"), Finding("no_fault_found", "info", "likely"), ("ok", "ok", "ok", "ok")),
    ],
)
def test_places(answers: dict[str, str], marked: Finding | None, expected: tuple[str, ...]) -> None:
    def answer_to(question: Question) -> str | None:
        return answers.get(question)

    assert places(answer_to, marked) == expected


def test_every_finding_has_a_place() -> None:
    assert set(NOT_THE_ROUTER) <= set(FINDING_IDS)
    assert place_of("sip_alg_rewrites") == "router"
    assert place_of("credentials_refused") == "service"
