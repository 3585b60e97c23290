"""Coverage-guided fuzzing of what reads other people's bytes: the comparison of messages, and capture files.

    python -m tests.fuzz.target explain|capture [libFuzzer options] tests/fuzz/corpus/explain

New inputs land in the first corpus folder. Run it for hours by hand; the suite runs a short part (test_fuzz.py).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

SEPARATOR: Final = b"\n%%%%\n"
"""Between the two messages of one input of ``explain``."""


def explain_pair(data: bytes) -> None:
    """Two messages: no exception, always one of three answers, and no accusation of a copy without differences."""
    explanation: Any = import_module("app.diagnosis.comparison.explanation")
    explained: Any = import_module("app.commands.capture.explained")
    sides: Any = import_module("app.diagnosis.comparison.sides")
    sent, _, received = data.partition(SEPARATOR)
    told = explanation.explain(sent, received)
    assert told.answer in {"yes", "no", "cannot_tell"}
    assert (told.answer == "yes") == (told.family is not None)
    assert explanation.explain(sent, sent).answer != "yes"
    explained.as_json(told)
    assert all(line.isprintable() for line in explained.as_lines(sides.SidesExplanation(told, 1, 1)))


def read_capture(data: bytes) -> None:
    """A file of any kind: no exception, and only messages that begin as such."""
    side: Any = import_module("app.commands.capture.side")
    for captured in side.messages_of(data):
        assert b"SIP/2.0" in captured.raw


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {"explain": explain_pair, "capture": read_capture}


def main(arguments: list[str]) -> None:
    """Fuzz one target until libFuzzer's options say stop."""
    atheris: Any = import_module("atheris")
    name, *options = arguments[1:]
    with atheris.instrument_imports(include=["app"]):
        TARGETS[name](b"")
    atheris.Setup([arguments[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
