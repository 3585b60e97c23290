"""The practice scenarios: what each simulates. With --run, each is checked and compared with what must come out.

Exit codes with --run: 0 every scenario gave what it must; 1 at least one did not.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import speech

if TYPE_CHECKING:
    from app.commands.rehearsing.outcome import Rehearsed
    from app.model.names import Question
    from app.practice.scenarios import Scenario


def add_arguments(parser: ArgumentParser) -> None:
    """Print or run."""
    parser.add_argument("--run", nargs="*", metavar="ID", help="check these scenarios, or all, and compare")
    parser.add_argument("--at-once", type=int, metavar="N", help="how many at a time")
    parser.add_argument("--table", metavar="FILE", help="write scenario, expected, got and evidence there, as Markdown")


def run(arguments: Namespace) -> int:
    """Print the catalogue, or run it."""
    from app.practice.scenarios import catalogue, scenario

    if arguments.run is None:
        _list(catalogue())
        return 0
    chosen = [scenario(name) for name in dict.fromkeys(arguments.run)] or list(catalogue())
    started = time.monotonic()
    done = dict(_rehearsed(chosen, arguments.at_once))
    agreeing = sum(_agrees(one, done[one.id]) for one in chosen)
    if arguments.table:
        from app.engine.files import write_atomically

        write_atomically(Path(arguments.table), _table(chosen, done).encode())
    accused = sum(bool(_accused(one, done[one.id])) for one in chosen)
    took, cpu_s = round(time.monotonic() - started), round(sum(one.cpu_s for one in done.values()))
    speech.result(
        f"{agreeing} of {len(chosen)} gave what they must, {accused} accused an ALG wrongly, in {took} s "
        f"({cpu_s} s of processor time)."
    )
    return 0 if agreeing == len(chosen) else 1


def questions_of(one: Scenario) -> tuple[str, ...]:
    """What a check of *one* asks: what it says itself and what it decides; of calls always both directions."""
    asked = (*one.questions, *one.expected_verdicts)
    both = ("registration", "hear", "speak") if {"hear", "speak", "keypad"} & set(asked) else ()
    return tuple(dict.fromkeys((*both, *asked)))


def _list(scenarios: tuple[Scenario, ...]) -> None:
    width = max(len(one.id) for one in scenarios)
    for one in scenarios:
        speech.result(f"{one.id:<{width}}  {one.title}")


def _rehearsed(chosen: Sequence[Scenario], at_once: int | None) -> Iterator[tuple[str, Rehearsed]]:
    """Check them all, and print each as it is ready."""
    from app.commands.rehearsing.pool import rehearse

    by_id = {one.id: one for one in chosen}
    asked = [(one.id, questions_of(one)) for one in chosen]
    for done in rehearse(asked, at_once, lambda done: _agrees(by_id[done.scenario], done)):
        _show(by_id[done.scenario], done)
        yield done.scenario, done


def _show(one: Scenario, done: Rehearsed) -> None:
    """Print expected beside got."""
    from app.commands.rehearsing.outcome import rows
    from app.commands.rehearsing.pool import LATE_S

    again = f", {done.tries} times" if done.tries > 1 else ""
    speech.result(f"{'as expected' if _agrees(one, done) else 'DIFFERENT  '}  {one.id}  {done.seconds} s{again}")
    for row in rows(one, done):
        speech.result(f"  {'  ' if row.agrees else '! '}{row.name:<18}  expected {row.expected:<26}  got {row.got}")
    if done.trouble:
        speech.result(f"  ! trouble: {done.trouble}")
    if not _agrees(one, done) and done.late_s > LATE_S:
        speech.result(f"  ! this computer was {done.late_s:.2f} s late")
    speech.flush()


def _agrees(one: Scenario, done: Rehearsed) -> bool:
    from app.commands.rehearsing.outcome import agrees

    return agrees(one, done)


def _accused(one: Scenario, done: Rehearsed) -> tuple[str, ...]:
    from app.commands.rehearsing.outcome import wrongly_accused

    return wrongly_accused(one, done)


def _table(chosen: Sequence[Scenario], done: dict[str, Rehearsed]) -> str:
    """A row a scenario, and what they prove together."""
    head = ["| scenario | expected | got | told apart from | evidence | s | tries |", "|---|---|---|---|---|---|---|"]
    right = sum(done[one.id].primary == one.expected_primary for one in chosen)
    accused = sum(bool(_accused(one, done[one.id])) for one in chosen)
    named = (
        f"{right} of {len(chosen)} name the right cause ({100 * right / len(chosen):.0f} %), {accused} accuse an ALG"
    )
    return "\n".join([*head, *(_row(one, done[one.id]) for one in chosen), "", f"{named} wrongly."]) + "\n"


def _row(one: Scenario, done: Rehearsed) -> str:
    """Expected and got with their reasons; the look-alikes that did not come out; what the finding rests on."""
    expected = _because(one.expected_primary, one.expected_reasons)
    got = _because(" ".join(done.findings) or "nothing", {name: done.reason(name) for name in one.expected_reasons})
    apart = " ".join(name for name in one.rules_out if name not in done.findings)
    cells = (one.id, expected, got, apart, done.evidence(), done.seconds, done.tries)
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _because(found: str, reasons: Mapping[Question, str]) -> str:
    return f"{found} ({', '.join(f'{name}: {why}' for name, why in reasons.items())})" if reasons else found
