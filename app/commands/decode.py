"""Read the code that the owner says on the phone: four words, or the same as ten digits."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from app.commands import speech


def add_arguments(parser: ArgumentParser) -> None:
    """Words, in any grouping."""
    parser.add_argument("code", nargs="+", metavar="WORD", help="four words, or ten digits with or without blanks")


def run(arguments: Namespace) -> int:
    """Print the state of each of the twelve tests."""
    from app.report.code import decode
    from app.words import text

    states = decode(" ".join(arguments.code))
    names = {question: text("questions", question, "name") for question in states}
    width = max(map(len, names.values()))
    for question, state in states.items():
        speech.result(f"{names[question]:<{width}}  {text('states', state, 'word')}")
    return 0
