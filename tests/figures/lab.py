"""``python3 -m tests.figures.lab [ID ...] [--table FILE]``: scenarios again with real kernels and servers, as root."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app.commands.rehearsing.outcome import Rehearsed
from tests.lab.cases.case import Case
from tests.lab.cases.running import AT_ONCE, checked, rows, why_not
from tests.lab.cases.table import CASES
from tests.lab.topology import why_not as no_lab

HEAD = ("| scenario | set-up | expected | got | evidence | s |", "|---|---|---|---|---|---|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the named cases, or all; 1 when one gave something else, 3 where there can be no lab."""
    parser = argparse.ArgumentParser(prog="tests.figures.lab", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ID")
    parser.add_argument("--table", metavar="FILE", type=Path)
    parser.add_argument("--at-once", metavar="N", type=int, default=AT_ONCE)
    given = parser.parse_args(arguments)
    reason = no_lab()
    if reason:
        sys.stderr.write(f"{reason}\n")
        return 3
    chosen = [CASES[name] for name in given.names] or list(CASES.values())
    started, lines, bad = time.monotonic(), list(HEAD), 0
    for case in chosen:
        if why_not(case):
            sys.stdout.write(f"not run      {case.id}: {why_not(case)}\n")
    for done in checked([case for case in chosen if not why_not(case)], given.at_once):
        bad += not _show(CASES[done.scenario], done)
        lines.append(_line(CASES[done.scenario], done))
    if given.table:
        given.table.write_text("\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{len(lines) - 2} cases, {bad} different, in {time.monotonic() - started:.0f} s\n")
    return 1 if bad else 0


def _show(case: Case, done: Rehearsed) -> bool:
    different = [row for row in rows(case, done) if not row.agrees]
    sys.stdout.write(f"{'DIFFERENT  ' if different else 'as expected'}  {case.id}  {done.primary}  {done.seconds} s\n")
    for row in different:
        sys.stdout.write(f"  ! {row.name:<14}  expected {row.expected:<26}  got {row.got}\n")
    if done.trouble:
        sys.stdout.write(f"  ! trouble: {done.trouble}\n")
    sys.stdout.flush()
    return not different


def _line(case: Case, done: Rehearsed) -> str:
    found = " ".join(done.findings) or "nothing"
    set_up = case.set_up.replace("|", "/")
    return f"| {case.id} | {set_up} | {case.expected} | {found} | {done.evidence()} | {done.seconds} |"


if __name__ == "__main__":
    sys.exit(main())
