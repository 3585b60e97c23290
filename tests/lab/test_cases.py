"""Scenarios of the catalogue on real kernels, with the distribution's servers: the same finding must come first.

All of them run side by side, because a check mostly waits. ``python3 -m tests.figures.lab`` prints the table.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.commands.rehearsing.outcome import Rehearsed
from tests.lab.cases.case import Case
from tests.lab.cases.running import checked, rows, why_not
from tests.lab.cases.table import CASES, TABLE

pytestmark = pytest.mark.softphone


@pytest.fixture(scope="module")
def all_checked() -> Mapping[str, Rehearsed]:
    return {done.scenario: done for done in checked([case for case in TABLE if not why_not(case)])}


@pytest.mark.parametrize("case", TABLE, ids=lambda case: str(case.id))
def test_the_finding_is_that_of_the_scenario(case: Case, all_checked: Mapping[str, Rehearsed]) -> None:
    reason = why_not(case)
    if reason:
        pytest.skip(reason)
    done = all_checked[case.id]
    different = {row.name: (row.expected, row.got) for row in rows(case, done) if not row.agrees}
    assert different == {}, done.trouble


def test_each_case_has_a_name_of_its_own_and_knows_what_must_come_out() -> None:
    assert len(CASES) == len(TABLE) >= 25
    assert all(case.expected for case in TABLE)
