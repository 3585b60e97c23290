"""Every lab case runs for real or is skipped with the reason that the lab gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.network import route_linux
from tests.lab.topology import why_not


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases of this folder."""
    for item in items:
        if "/tests/lab/" in item.path.as_posix():
            item.add_marker(pytest.mark.lab)


@pytest.fixture(autouse=True, scope="session")
def _possible() -> None:
    """Before everything that a whole file shares."""
    reason = why_not()
    if reason:
        pytest.skip(reason)


@pytest.fixture(autouse=True)
def _own_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each namespace has routes of its own, and the thread that stands in it is the one to ask."""
    monkeypatch.setattr(route_linux, "PROC", Path("/proc/thread-self/net/route"))
