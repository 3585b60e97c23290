"""A part of the figures on every run of the suite: no accusation, nothing told from silence, no flood."""

from __future__ import annotations

import asyncio

import pytest

from tests.figures import alg
from tests.figures.alg_cases import METHODS, clean, families, shortened, silent
from tests.figures.alg_runs import Run, run, run_all
from tests.virtual_time import virtual_loop, virtual_time


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    async def measured() -> list[Run]:
        return [one async for one in run_all(shortened())]

    with asyncio.Runner(loop_factory=virtual_loop) as runner:  # a busy computer must not lose an answer
        return runner.run(measured())


def test_the_worlds_are_many_and_each_is_another() -> None:
    innocent = list(clean())
    assert len(innocent) >= 300
    for group in (innocent, list(families()), list(silent())):
        assert len({(one.row, one.variation) for one in group}) == len(group)
    assert len({one.row for one in families()}) >= 10
    assert {one.variation for one in families()} >= {f"udp, {method}" for method in METHODS}


def test_no_innocent_world_is_accused_and_silence_tells_nothing(runs: list[Run]) -> None:
    assert [alg._line(one) for one in runs if one.wrong and one.case.group != "family"] == []


def test_nobody_is_flooded(runs: list[Run]) -> None:
    assert max(one.questions for one in runs if not one.case.test_line) <= alg.MOST_DATAGRAMS


def test_a_test_line_sees_every_family(runs: list[Run]) -> None:
    asked = [one for one in runs if one.case.test_line and one.case.group == "family"]
    assert len({one.case.row for one in asked}) >= 10
    assert [alg._line(one) for one in asked if one.wrong] == []


def test_every_family_is_found_without_a_test_line_too(runs: list[Run]) -> None:
    alone = [one for one in runs if not one.case.test_line and one.case.group == "family"]
    assert len({one.case.row for one in alone}) >= 10
    assert [alg._line(one) for one in alone if one.wrong] == []


def test_the_table_names_every_signal_once(runs: list[Run]) -> None:
    lines = alg.signal_table(runs)
    assert len({line.split()[0] for line in lines}) == len(lines) > 10


@virtual_time
async def test_a_kernel_of_today_is_found_by_each_method_that_its_helper_looks_at() -> None:
    wanted = [one for one in families() if one.row == "alg-linux-both"]
    told = {one.case.variation: one.answer async for one in run_all(wanted)}
    assert told == dict.fromkeys((one.variation for one in wanted), "yes")


def test_a_broken_promise_is_told() -> None:
    (first, *_) = clean()
    accused = Run(first, "yes", "because", "", ("one",), frozenset(), 1, 61, 0.0, 0.0)
    assert "accused" in accused.wrong
    assert len(alg.broken([accused], [])) == 2
    assert any("BROKEN" in line for line in alg.limits([accused], []))


@virtual_time
async def test_what_comes_back_from_a_world_is_judged() -> None:
    plain = next(one for one in clean() if one.variation == "plain server, still line")
    judged = await run(plain)
    assert (judged.answer, judged.wrong) == ("no", "")
