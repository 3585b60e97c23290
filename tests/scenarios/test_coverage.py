"""No row of what must be told apart loses its scenario, and no scenario is without a row."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.model.names import FINDING_IDS
from app.practice.scenarios import catalogue, scenario

HERE: Final = Path(__file__).parent
ROWS: Final[dict[str, dict[str, dict[str, list[str]]]]] = tomllib.loads((HERE / "coverage.toml").read_text("utf-8"))
FEWEST: Final = 100
NEVER_FIRST: Final = frozenset({"same_in_comparison"})
"""What says only that something else is still so."""
ROOT: Final = HERE.parents[1]


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for group, entries in ROWS.items():
        for what, row in entries.items():
            yield f"{group}: {what}", row


def test_every_row_is_shown_by_a_scenario_or_a_test_that_exists() -> None:
    for what, row in rows():
        shown = [scenario(name).id for name in row["by"]]
        tests = row.get("also", [])
        assert shown or tests, what
        assert all((ROOT / test).is_file() for test in tests), what


def test_every_scenario_is_in_a_row() -> None:
    named = {name for _, row in rows() for name in row["by"]}
    assert {one.id for one in catalogue()} == named
    assert len(named) >= FEWEST


def test_every_finding_comes_first_somewhere() -> None:
    first = {one.expected_primary for one in catalogue()} - {"nothing"}
    beside = {found for one in catalogue() for found in one.expected_also}
    assert first | (beside & NEVER_FIRST) == set(FINDING_IDS)


def test_every_fault_has_a_look_alike_that_must_not_come_out() -> None:
    without = [one.id for one in catalogue() if one.expected_primary != "no_fault_found" and not one.rules_out]
    assert without == []


def test_every_cause_is_told_by_its_reason() -> None:
    """Where a question is answered with no, the scenario says why: the same answer may have many causes."""
    silent = [
        (one.id, question)
        for one in catalogue()
        for question, answer in one.expected_verdicts.items()
        if answer == "no" and question not in {"sip_alg", *one.expected_reasons}
    ]
    assert silent == []
