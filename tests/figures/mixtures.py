"""Two faults at a time: ``python3 -m tests.figures.mixtures [--most N] [--seed N] [--alone] [--full]``.

Draws pairs of scenarios, lets both hold in one world, and counts what may never happen: an ALG accused where neither
has one, an ALG denied where one has, nothing found at all, and a first finding that is neither one's. ``--alone`` takes
every scenario by itself, ``--full`` asks everything: more questions must not hide what few of them find.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from app.commands.rehearsing.outcome import ACCUSING, Rehearsed
from app.commands.rehearsing.pool import Job, in_time
from app.commands.scenarios import questions_of
from app.model.names import QUESTIONS
from app.practice.behaviour import Lifetimes
from app.practice.scenarios import Scenario, catalogue, scenario
from tests.figures.mixed import JOINT, ContradictionError, MixedWorld, mixed

FULL_AT_ONCE = 5 * (os.cpu_count() or 1)
"""A full check makes many calls of its own."""
SOUND = frozenset({"no_fault_found", "nat_normal"})
TOGETHER = (
    (frozenset({"no_sound_inbound", "no_sound_outbound"}), "no_sound_both"),
    (frozenset({"call_drops_media_timeout"}), "no_sound_outbound"),  # why the far end heard nothing, where it is asked
)
ALG_AS_CAUSE = frozenset({"sip_alg_rewrites", "sip_alg_drops_messages", "sip_alg_breaks_registration"})
"""What rewriting explains is laid at its door, where no clean way shows otherwise."""


def main() -> int:
    """Run, and print a table of what is worth a look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=200, help="pairs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="each scenario by itself")
    parser.add_argument("--full", action="store_true", help="ask all that a full check asks")
    parser.add_argument("names", nargs="*", help="pairs by name, with ' + ' between the two")
    chosen = parser.parse_args()
    names = chosen.names or (_alone() if chosen.alone else _drawn(chosen.most, chosen.seed))
    jobs = [job(name, full=chosen.full) for name in names]
    began, counts = time.monotonic(), Counter[str]()
    for done in in_time(jobs, FULL_AT_ONCE if chosen.full else None, lambda done: not wrong(done)):
        said = wrong(done)
        counts[said.partition(":")[0] or "as it must"] += 1
        if said:
            sys.stdout.write(f"{done.scenario}\n    {said}\n    {' '.join(done.findings)}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{dict(counts)} of {len(names)} in {time.monotonic() - began:.0f} s\n")
    return 0


def _drawn(most: int, seed: int) -> list[str]:
    pairs = list(_pairs())
    random.Random(seed).shuffle(pairs)
    return pairs[:most]


def _alone() -> list[str]:
    return [JOINT.join(("healthy", one.id)) for one in catalogue() if _is_mixed(one)]


def _is_mixed(one: Scenario) -> bool:
    """Not what takes minutes by itself, nor what becomes another world in a second run."""
    return one.router.lifetimes == Lifetimes() and one.hold_s is None and not one.otherwise


def _pairs() -> Iterator[str]:
    for one, other in combinations(filter(_is_mixed, catalogue()), 2):
        name = JOINT.join((one.id, other.id))
        try:
            mixed(name)
        except ContradictionError:
            continue
        yield name


def job(name: str, *, full: bool = False) -> Job:
    """Check both of *name* in one world; *full* asks all questions."""
    one, other = _sides(name)
    asked = dict.fromkeys((*questions_of(one), *questions_of(other), "sip_alg", *(QUESTIONS if full else ())))
    return Job(name, MixedWorld(name), tuple(asked))


def _sides(name: str) -> tuple[Scenario, Scenario]:
    one, other = name.split(JOINT)
    return scenario(one), scenario(other)


def wrong(done: Rehearsed) -> str:
    """What may not be, or is worth a look; empty when all is well."""
    pair = _sides(done.scenario)
    guilty = any(map(_has_alg, pair))
    expected = {str(one.expected_primary) for one in pair} - SOUND
    expected |= {joint for parts, joint in TOGETHER if parts <= expected} | (ALG_AS_CAUSE if guilty else frozenset())
    accused = [name for name in done.findings if name in ACCUSING]
    if done.trouble:
        return f"trouble: {done.trouble}"
    if accused and not guilty:
        return f"accused: {accused[0]}"
    if guilty and done.answer("sip_alg") == "no":
        return f"denied: {done.reason('sip_alg')}"
    if expected and done.primary not in expected:
        return f"other: {done.primary}, not {' or '.join(sorted(expected))}"
    return ""


def _has_alg(one: Scenario) -> bool:
    return one.expected_primary.startswith("sip_alg") or one.expected_verdicts.get("sip_alg") == "yes"


if __name__ == "__main__":
    sys.exit(main())
