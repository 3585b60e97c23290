"""Let the installed program check itself: what must be inside, its processes, a call over TLS, ten practices, screens.

One line a check. Exit codes: 0 everything works; 1 something does not.
"""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.commands import speech
from app.words import entries, text

if TYPE_CHECKING:
    from app.commands.selfcheck.running import Result

AT_ONCE: Final = 3
"""Checks of practice worlds side by side: they wait far more than they work."""


def add_arguments(parser: ArgumentParser) -> None:
    """What may be left out."""
    parser.add_argument("--inside", action="store_true", help="only look at what is inside; nothing is started")
    parser.add_argument("--watched", action="store_true", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    """Check everything; returns the exit code.

    A damaged library can end a process without a word: so a second one does the work, and this one, which loads next
    to nothing, says so if it comes to that.
    """
    return _check(arguments) if arguments.watched else _watch(arguments)


def _watch(arguments: Namespace) -> int:
    import subprocess

    from app.driver.launch import child_command, start_folder

    command = child_command("selftest", "--watched", *(["--inside"] if arguments.inside else []))
    code = subprocess.run(command, cwd=start_folder(), check=False).returncode
    if code in (0, 1):
        return code
    speech.result(text("selftest", "lines", "ended", code=code))
    return 1


def _check(arguments: Namespace) -> int:
    import asyncio

    results = asyncio.run(_all(arguments.inside))
    failed = sum(not result.passed for result in results)
    if results[-1].is_last:
        speech.result(text("selftest", "lines", "not_run"))
    ending = "some_failed" if failed else "all_passed"
    speech.result(text("selftest", "lines", ending, count=len(results), failed=failed))
    return 1 if failed else 0


async def _all(only_inside: bool) -> list[Result]:
    return [_tell(result) async for result in _results(only_inside)]


async def _results(only_inside: bool) -> AsyncIterator[Result]:
    from tempfile import TemporaryDirectory

    from app.commands.selfcheck import alive, inside, running, showing

    for check in inside.checks():
        result = await running.result(check)
        yield result
        if result.is_last:
            return
    if only_inside:
        return
    with TemporaryDirectory(prefix="callmend-", ignore_cleanup_errors=True) as place:
        again: list[running.Check] = []
        async for result in running.results(alive.checks(Path(place)), AT_ONCE):
            if result.passed:
                yield result
            else:
                again += alive.checks_named(result.name, Path(place) / "again")
        async for result in running.results(again, 1):  # a busy computer can make an answer "cannot tell"
            yield result
        async for result in running.results(showing.checks(Path(place)), 1):
            yield result


def _tell(result: Result) -> Result:
    line = "passed" if result.passed else "failed"
    shown = text("selftest", "lines", line, name=result.name, detail=result.detail, seconds=f"{result.took_s:.1f}")
    if not entries("selftest"):  # these words are what is damaged
        shown = f"{line}: {result.name}: {result.detail}"
    speech.result(speech.printable(shown))
    speech.flush()
    return result
