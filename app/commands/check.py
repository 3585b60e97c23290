"""Test the line without a window: against a phone service by its profile, or a simulated one with --practice.

Exit codes: 0 no fault found; 1 a fault found; 2 wrong usage or unreadable input; 3 nothing could be proven, the
sign-in details were refused, the result could not be saved, or Ctrl+C.
"""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import speech
from app.driver.client import EngineClient
from app.model.errors import UserError

if TYPE_CHECKING:
    from app.commands.conversation import Order, Outcome
    from app.commands.ctrl_c import FirstPress


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments that the design fixes."""
    parser.add_argument("profile", nargs="?", metavar="PROFILE", help="the provider's and the account's settings, TOML")
    parser.add_argument(
        "--plan",
        metavar="PLAN",
        help="quick (usual; in practice with what the scenario is about), full, or names with commas between: "
        "questions, long_call_16min, long_call_33min; "
        "nat named by itself takes three minutes, to see how long silent ways in are kept",
    )
    parser.add_argument("--json", metavar="FILE", help="write the session there; - writes it alone to standard output")
    parser.add_argument("--out", metavar="DIR", help="the folder for the session and its report")
    parser.add_argument("--resume", action="store_true", help="go on with the check that was stopped in --out DIR")
    parser.add_argument(
        "--label",
        default="before",
        metavar="LABEL",
        help="how this computer is connected now: usual, modem, cable, wifi, hotspot, other_computer",
    )
    parser.add_argument("--compare", metavar="EARLIER.json", help="an earlier session to compare with")
    parser.add_argument("--practice", metavar="SCENARIO", help="a simulated router and the built-in test line")


def run(arguments: Namespace) -> int:
    """Check, print the result, return the exit code."""
    client = EngineClient()  # first of all: it gets ready while we read
    try:
        order = _order(arguments)  # before any event loop, so that Ctrl+C works at the password prompt
    except BaseException:
        client.process.hang_up()
        client.process.join()
        raise
    from app.commands.ctrl_c import FirstPress

    with FirstPress() as press:
        return asyncio.run(_run(client, arguments, order, press))


async def _run(client: EngineClient, arguments: Namespace, order: Order, press: FirstPress) -> int:
    from app.commands import conversation
    from app.commands.live import Live

    try:
        live = Live(order.questions)
        press.stops()
        outcome = await conversation.check(client, order, live)
        press.release()
        live.clear()
        return _tell(arguments, order, outcome)
    finally:
        await client.close()


def _order(arguments: Namespace) -> Order:
    from app.commands.conversation import Order
    from app.commands.profile_file import read_profile
    from app.engine.plan import hold_s_of, lifetimes_of, questions_of

    plan = _usual_plan(arguments.practice) if arguments.plan is None else arguments.plan
    questions = questions_of(plan)
    if not arguments.profile and not arguments.practice:
        raise UserError("profile_not_given")
    profile = None
    if arguments.profile:
        profile = read_profile(Path(arguments.profile), () if arguments.practice else questions)
    _check_target(arguments.json)
    label = _label(arguments.label)
    folder, compare = _places(arguments.out, arguments.compare, resume=arguments.resume)
    return Order(
        folder,
        profile,
        arguments.practice,
        questions,
        compare,
        hold_s_of(plan),
        lifetimes=lifetimes_of(plan),
        label=label,
        resume=arguments.resume,
    )


def _usual_plan(practice: str | None) -> str:
    """``quick``; in practice also what the scenario is about, which a quick check might not ask."""
    if practice is None:
        return "quick"
    from app.commands.scenarios import questions_of
    from app.practice.scenarios import scenario

    return ",".join(("quick", *questions_of(scenario(practice))))


def _label(text: str) -> str:
    """Raises :class:`UserError` for a name that means nothing; ``before`` and ``after`` are those of a fix."""
    from app.model.facts_of_setups import SETUPS

    known = ("before", "after", *SETUPS)
    name = text.replace("-", "_")
    if name not in known:
        from app.model.nearest import nearest

        raise UserError("label_unknown", name=text, nearest=nearest(name, SETUPS))
    return name


def _check_target(json_target: str | None) -> None:
    if json_target not in {None, "-"}:
        from app.engine.files import check_writable

        path = Path(str(json_target)).resolve()
        if path.is_dir():
            raise UserError("file_is_folder", path=str(path))
        check_writable(path.parent)


def _places(out: str | None, compare: str | None, *, resume: bool) -> tuple[Path, Path | None]:
    """The session's folder, empty, and the file to compare with, read once so that a bad one is told at once."""
    from app.driver.folders import new_session_id, sessions_root

    earlier = Path(compare).resolve() if compare else None
    if earlier is not None:
        from app.engine.reading import read_session

        read_session(earlier)
    if resume:
        return _folder_to_resume(out), earlier
    if out is None:
        return (sessions_root() / new_session_id()).resolve(), earlier
    folder = Path(out).resolve()
    aside = _make_room(folder)
    if aside and earlier and earlier.parent == folder:
        return folder, aside / earlier.name
    return folder, earlier


def _folder_to_resume(out: str | None) -> Path:
    from app.engine.journal import Journal
    from app.model.journal import JOURNAL_NAME

    if out is None:
        raise UserError("resume_where")
    folder = Path(out).resolve()
    if not (folder / JOURNAL_NAME).is_file():
        raise UserError("nothing_to_resume", path=str(folder))
    Journal(folder / JOURNAL_NAME).close()  # refused while another check writes it
    return folder


def _make_room(folder: Path) -> Path | None:
    from app.driver.folders import put_aside
    from app.engine.files import check_writable, make_folder, storage_trouble
    from app.engine.journal import Journal
    from app.model.journal import JOURNAL_NAME

    make_folder(folder)
    check_writable(folder)
    if (folder / JOURNAL_NAME).exists():
        Journal(folder / JOURNAL_NAME).close()  # refused while another check writes it
    try:
        return put_aside(folder)
    except OSError as error:
        raise storage_trouble(error, folder) from None


def _tell(arguments: Namespace, order: Order, outcome: Outcome) -> int:
    """Print everything, then say what could not be kept; nothing that was measured depends on a disk."""
    from app.commands import ending

    document = ending.document_of(order, outcome)
    for line in _said(outcome.troubles):
        speech.remark(line)
    if document is None and outcome.stopped:
        speech.remark(speech.sentence("stopped", {}))
    if document is not None:
        ending.print_result(document, outcome, to_stderr=arguments.json == "-")
        ending.deliver(arguments.json, document)
    return ending.exit_code_of(order, outcome, document)


def _said(troubles: Sequence[UserError]) -> list[str]:
    """One line each; of a disk that takes nothing the first only, for the next file meets the same."""
    from app.engine.files import STORAGE_TROUBLES

    storage = [trouble for trouble in troubles if trouble.text_id in STORAGE_TROUBLES]
    told = [trouble for trouble in troubles if trouble not in storage[1:]]
    return list(dict.fromkeys(speech.sentence(trouble.text_id, dict(trouble.values)) for trouble in told))
