"""For every test: a busy computer is slow, and that is no fault of what is tested."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


@pytest.fixture(autouse=True)
def _one_kind_of_application(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper makes do with less of Qt than the window needs; where one process tests both, the lesser may come first."""

    def whole() -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        request.getfixturevalue("qapp")

    monkeypatch.setattr("app.paper.pdf._application", whole)
