"""The practice scenarios: what each simulates. With --run, each is checked and compared with what must come out.

Exit codes with --run: 0 every scenario gave what it must; 1 at least one did not.
"""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.commands import speech

if TYPE_CHECKING:
    from app.practice.scenarios import Scenario


def add_arguments(parser: ArgumentParser) -> None:
    """Print or run."""
    parser.add_argument("--run", nargs="*", metavar="ID", help="check these scenarios, or all, and compare")


def run(arguments: Namespace) -> int:
    """Print the catalogue, or run it."""
    from app.practice.scenarios import catalogue, scenario

    if arguments.run is None:
        _list(catalogue())
        return 0
    chosen = [scenario(name) for name in arguments.run] or catalogue()
    results = [_show(one, asyncio.run(_diagnosis(one))) for one in chosen]
    speech.result(f"{sum(results)} of {len(results)} gave what they must.")
    return 0 if all(results) else 1


def questions_of(one: Scenario) -> tuple[str, ...]:
    """What a check of *one* asks: the quick questions, or just its own where it decides others."""
    from app.engine.plan import QUICK

    return QUICK if set(one.expected_verdicts) <= set(QUICK) else tuple(one.expected_verdicts)


def _list(scenarios: tuple[Scenario, ...]) -> None:
    width = max(len(one.id) for one in scenarios)
    for one in scenarios:
        speech.result(f"{one.id:<{width}}  {one.title}")


async def _diagnosis(one: Scenario) -> Mapping[str, Any]:
    """Check *one* in a folder that is thrown away."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from app.commands.conversation import Order, check, engine_lost
    from app.commands.live import Live
    from app.driver.client import EngineClient

    questions = questions_of(one)
    client = EngineClient()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            outcome = await check(client, Order(Path(folder), None, one.id, questions, None), Live(questions))
        finally:
            await client.close()
    if outcome.stopped:
        raise KeyboardInterrupt
    if outcome.lost is not None:
        raise engine_lost(outcome.lost)
    return outcome.diagnosis


def _show(one: Scenario, diagnosis: Mapping[str, Any]) -> bool:
    """Print expected beside got; returns whether they agree."""
    got = {verdict["question"]: verdict["answer"] for verdict in diagnosis.get("verdicts", ())}
    rows: list[tuple[str, str, str]] = [("primary", one.expected_primary, str(diagnosis.get("primary")))]
    rows += [(question, answer, got.get(question, "not asked")) for question, answer in one.expected_verdicts.items()]
    agrees = all(expected == found for _, expected, found in rows)
    speech.result(f"{'as expected' if agrees else 'DIFFERENT  '}  {one.id}")
    for name, expected, found in rows:
        speech.result(f"  {'  ' if expected == found else '! '}{name:<12}  expected {expected:<20}  got {found}")
    speech.flush()
    return agrees
