"""Every lab case runs for real or is skipped with the reason that the lab gives."""

from __future__ import annotations

import pytest

from tests.lab.topology import why_not


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases of this folder."""
    for item in items:
        if "/tests/lab/" in item.path.as_posix():
            item.add_marker(pytest.mark.lab)


@pytest.fixture(autouse=True)
def _possible() -> None:
    reason = why_not()
    if reason:
        pytest.skip(reason)
