"""The figures of SIP ALG: ``python3 -m tests.figures.alg`` runs every world and prints the table.

``--quick`` takes a part of them, ``--all`` lists also the runs that went well. Exit code 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.practice.behaviour import LineRules
from tests.figures.alg_cases import Case, clean, families, shortened, silent, with_test_line
from tests.figures.alg_runs import Run, run_all

MOST_DATAGRAMS = 60
YES_S, NO_S = 2.0, 6.0
FAR = LineRules(delay_ms=20.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.figures.alg", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of the worlds")
    parser.add_argument("--all", action="store_true", help="list every run")
    wanted = parser.parse_args(arguments)
    return asyncio.run(_show(quick=wanted.quick, everything=wanted.all))


async def _show(*, quick: bool, everything: bool) -> int:
    start = time.monotonic()
    cases = shortened() if quick else every()
    runs = await _progress(cases)
    timed = [one async for one in run_all(far_cases(quick=quick), at_once=1, in_turn=True)]
    for line in (*family_table(runs), "", *signal_table(runs), "", *limits(runs, timed), "", *wrongs([*runs, *timed])):
        _say(line)
    if everything:
        for one in sorted(runs, key=lambda run: (run.case.group, run.case.row, run.case.variation)):
            _say(_line(one))
    _say(f"\n{len(runs) + len(timed)} runs in {time.monotonic() - start:.0f} s")
    return int(bool(broken(runs, timed)))


def every() -> list[Case]:
    """All worlds, and each family and every tenth innocent world once more with a test line to ask."""
    plain = [*families(), *clean(), *silent()]
    return [*plain, *with_test_line(families()), *with_test_line(list(clean())[::10]), *with_test_line(silent())]


async def _progress(cases: Sequence[Case]) -> list[Run]:
    runs: list[Run] = []
    async for one in run_all(cases):
        runs.append(one)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(runs)} of {len(cases)} ")
    return runs


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def far_cases(*, quick: bool) -> list[Case]:
    """A provider 20 ms away each way: every family once, and the plainest innocent worlds; one after the other.

    It says what it is: where a guard against floods must be expected, more time is taken.
    """
    found = [one for one in families() if one.variation.startswith("udp, all") or "REGISTER forged" in one.variation]
    found += [one for one in clean() if one.variation.startswith("plain server, still line")]
    return [_far(one) for one in (found[::5] if quick else found)]


def _far(case: Case) -> Case:
    manners = (*case.far_end.manners, "introduces-itself")
    return replace(case, router=replace(case.router, line=FAR), far_end=replace(case.far_end, manners=manners))


def family_table(runs: Iterable[Run]) -> list[str]:
    """A row a family: how often found, the signals that saw it, what it was called."""
    rows: dict[str, list[Run]] = defaultdict(list)
    for one in runs:
        if one.case.group == "family":
            rows[one.case.row].append(one)
    lines = [f"{'family':<22}{'found':>8}  {'named':<44}signals"]
    for row, some in sorted(rows.items()):
        found = [one for one in some if one.answer == "yes"]
        named = ", ".join(f"{name} {sum(one.family == name for one in found)}" for name in _order(found))
        signals = sorted({signal for one in found for signal in one.signals})
        lines.append(f"{row:<22}{len(found):>3} of {len(some):<2}  {named:<44}{' '.join(signals)}")
    return lines


def signal_table(runs: Iterable[Run]) -> list[str]:
    """A row a signal, a column a family: in how many of its runs the signal saw the device; with and without a test
    line together, as each signal needs the one or the other."""
    of_family: dict[str, list[Run]] = defaultdict(list)
    for one in runs:
        if one.case.group == "family":
            of_family[one.case.row.removesuffix(" +").removeprefix("alg-")].append(one)
    names = sorted(of_family)
    lines = [f"{'signal':<18}" + "".join(f"{name[:12]:>14}" for name in names)]
    for signal in sorted({signal for some in of_family.values() for one in some for signal in one.signals}):
        cells = (f"{sum(signal in one.signals for one in of_family[name])}/{len(of_family[name])}" for name in names)
        lines.append(f"{signal:<18}" + "".join(f"{cell:>14}" for cell in cells))
    return lines


def _order(runs: Iterable[Run]) -> list[str]:
    return sorted({one.family for one in runs})


def limits(runs: Sequence[Run], timed: Sequence[Run]) -> list[str]:
    """The promises of the issue with their figures."""
    return [f"{name:<66}{value:>10}  {'' if held else 'BROKEN'}" for name, value, held in _promises(runs, timed)]


def broken(runs: Sequence[Run], timed: Sequence[Run]) -> list[str]:
    """The promises that were not kept."""
    return [name for name, _, held in _promises(runs, timed) if not held]


def _promises(runs: Sequence[Run], timed: Sequence[Run]) -> list[tuple[str, str, bool]]:
    family, innocent = _of("family", runs), _of("clean", runs)
    mute = [*_of("silent", runs), *_of("one way silent", runs)]
    missed = sum(bool(one.wrong) for one in family)
    accused = sum(bool(one.wrong) for one in innocent)
    blocked = sum(bool(one.wrong) for one in mute)
    most = max((one.sent for one in runs if not one.case.test_line), default=0)
    yes = max((one.told_s for one in timed if one.answer == "yes"), default=0.0)
    no = max((one.told_s for one in timed if one.answer != "yes"), default=0.0)
    told = sum(one.answer == "no" for one in innocent)
    return [
        ("runs in which messages are rewritten or forged, not found", f"{missed} of {len(family)}", not missed),
        ("clean runs, accused", f"{accused} of {len(innocent)}", not accused),
        ("clean runs, told that no ALG was found (the rest: cannot tell)", f"{told} of {len(innocent)}", True),
        ('runs in which nothing came back, told "blocked" or "no ALG"', f"{blocked} of {len(mute)}", not blocked),
        ("most packets to the provider in one run", str(most), most <= MOST_DATAGRAMS),
        ("slowest yes, provider 40 ms away there and back", f"{yes:.2f} s", yes < YES_S),
        ("slowest no, the same", f"{no:.2f} s", no < NO_S),
    ]


def _of(group: str, runs: Iterable[Run]) -> list[Run]:
    return [one for one in runs if one.case.group == group]


def wrongs(runs: Iterable[Run]) -> list[str]:
    """Every run that went against a promise."""
    return [_line(one) for one in runs if one.wrong]


def _line(one: Run) -> str:
    name = f"{one.case.row}: {one.case.variation}"
    return f"{name:<58}{one.wrong or one.answer:<40}{one.reason:<30}{one.sent:>3}  {one.told_s:.2f} s"


if __name__ == "__main__":
    sys.exit(main())
