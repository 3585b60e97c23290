"""From the words of a command line to the module that does it, and the one net below everything."""

from __future__ import annotations

import os
from importlib import import_module

from app.commands import language, opening, speech, table
from app.model.errors import NOT_TESTED_EXIT, UserError


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit code. Whatever happens, a person sees one calm line and no traceback."""
    speech.prepare_streams()
    try:
        code = dispatch(language.take(arguments))
        speech.flush()
    except UserError as error:
        return speech.complain(error)
    except KeyboardInterrupt:
        return speech.complain(UserError("stopped", exit_code=NOT_TESTED_EXIT))
    except BrokenPipeError:
        return _reader_gone()
    except Exception as error:  # noqa: BLE001 - the net
        return _bug(error)
    return code


def dispatch(arguments: list[str]) -> int:
    """Find the command; without one, the wizard opens."""
    if not arguments or arguments[0].startswith("-"):
        return import_module("app.commands.wizard").run_from(arguments)  # type: ignore[no-any-return]
    name, rest = arguments[0], arguments[1:]
    if opening.is_ours(name):
        return opening.open_file(arguments)
    if name in table.HIDDEN:
        return import_module(table.module_name(name)).run_hidden(rest)  # type: ignore[no-any-return]
    if name not in table.SUMMARIES or not table.exists(name):
        raise _unknown(name)
    return _run(name, rest)


def _run(name: str, rest: list[str]) -> int:
    module = import_module(table.module_name(name))
    from app.commands.parsing import parser_for

    parser = parser_for(name, module.__doc__ or "")
    module.add_arguments(parser)
    return module.run(parser.parse_args(rest))  # type: ignore[no-any-return]


def _unknown(name: str) -> UserError:
    from app.model.nearest import nearest

    return UserError("command_unknown", name=name, nearest=nearest(name, table.listed()))


def _reader_gone() -> int:
    """Whoever read our output has left, as ``head`` does: nothing is wrong, and nothing more can be said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _bug(error: Exception) -> int:
    from app.driver.folders import sessions_root
    from app.engine.crash_note import calm, describe, write_note

    return speech.complain(calm(write_note(sessions_root(), "in the command line", describe(error))))
