"""The report in real mail programs: ``python3 -m tests.figures.mail [--out FOLDER] [PROGRAM ...]``.

Each that is installed gets an account on a virtual screen, the product opens its window, its own keys send, and the
mail is compared where it arrives, on loopback. One line a program and way; exit code 1 when a mail lacks something.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from tests.mailers.posting import Posted, post
from tests.mailers.programs import PROGRAMS, MailProgram

RECORDED = Path(__file__).parents[1] / "recorded" / "practice-linux-alg.json"


def tried(program: MailProgram, pictures: Path | None) -> Iterator[tuple[str, str, bool]]:
    """The deed, what came of it, and whether that is what we promise."""
    for way in ("mail", "draft"):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            posted = post(program, Path(home) / "home", RECORDED, way=way, pictures=pictures)
            yield way, *(_of_window(posted) if way == "mail" else _of_draft(program, posted))


def _of_window(posted: Posted) -> tuple[str, bool]:
    lacks = posted.lacks()
    return ", ".join(
        lacks
    ) or f"whole, window after {posted.seconds:.1f} s, {sum(map(len, posted.wanted.values()))} bytes", not lacks


def _of_draft(program: MailProgram, posted: Posted) -> tuple[str, bool]:
    if program.draft == "draft":
        return _of_window(posted)
    shown = any(str(posted.told["subject"]) in title for title in posted.windows)
    return "opens like a mail that came in" if shown else "does not open", shown == (program.draft == "received")


def main() -> int:
    """Try all, or those that were named."""
    parser = ArgumentParser(prog="python3 -m tests.figures.mail", description=__doc__)
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help="all that are installed, if none is named")
    parser.add_argument("--out", type=Path, help="folder for pictures of the screen")
    arguments = parser.parse_args()
    well = True
    for program in PROGRAMS:
        if arguments.programs and program.name not in arguments.programs:
            continue
        if not program.installed:
            sys.stdout.write(f"{program.name:<12} skipped: it is not installed\n")
            continue
        for way, words, right in tried(program, arguments.out):
            well = well and right
            sys.stdout.write(f"{program.name:<12} {way:<6} {'ok ' if right else 'BAD'} {words}\n")
            sys.stdout.flush()
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main())
