"""The manual page, made from the command table and the modules' own words, so that it cannot fall behind."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

from app.commands.parsing import parser_for
from app.commands.table import listed, module_name
from app.version import NAME, VERSION
from build.package.identity import SUMMARY


def page(seconds: int) -> str:
    """The page in roff; *seconds* since 1970 date it."""
    day = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    lines = [f'.TH CALLMEND 1 "{day}" "{NAME} {VERSION}" "User Commands"', ".SH NAME"]
    lines += [rf"callmend \- {SUMMARY[0].lower()}{SUMMARY[1:]}", ".SH SYNOPSIS"]
    lines += [
        r".B callmend",
        r"[\-\-practice [SCENARIO]] [PROFILE.callmend]",
        ".br",
        ".B callmend",
        "COMMAND [ARGUMENT]...",
    ]
    lines += [".SH DESCRIPTION", "Without a command a window opens and leads through the check.", ".SH COMMANDS"]
    for name, summary in listed().items():
        lines += [".TP", rf".B {_safe(name)}", _safe(f"{summary[0].upper()}{summary[1:]}."), _usage(name)]
    lines += [".SH EXIT STATUS", ".TP", ".B 0", "Done, no fault found.", ".TP", ".B 1", "At least one fault found."]
    lines += [".TP", ".B 2", "Wrong usage or unreadable input.", ".TP", ".B 3", "Could not test, nothing proven."]
    lines += [".SH ENVIRONMENT", ".TP", ".B CALLMEND_HOME", "Another folder for all that the program writes."]
    return "\n".join(lines) + "\n"


def _usage(name: str) -> str:
    module = import_module(module_name(name))
    parser = parser_for(name, module.__doc__ or "")
    module.add_arguments(parser)
    return ".br\n" + _safe(" ".join(parser.format_usage().split()).removeprefix("usage: "))


def _safe(words: str) -> str:
    escaped = words.replace("\\", r"\\").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
