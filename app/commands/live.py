"""The live progress of a check on standard error: a moving bar on a terminal, else one line a step."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from typing import Any, TextIO

from app.commands.speech import printable
from app.words import text

_BAR_WIDTH = 20
_LAST_STEP = "done"
"""Moves the bar; as a line it would say nothing, for the answer follows."""


class Live:
    """Shows what is being done, in the owner's words."""

    def __init__(self, questions: Sequence[str], stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._moving = self._stream is not None and self._stream.isatty()
        self._done = dict.fromkeys(questions, 0.0)
        self._said: set[str] = set()
        self._started = time.monotonic()
        self._share = 0.0

    def progress(self, fields: dict[str, Any]) -> None:
        """A ``progress`` event."""
        question = str(fields["question"])
        if question in self._done:
            self._done[question] = max(self._done[question], float(fields["fraction"]))
        what = f"{text('questions', question, 'name')}: {text('steps', str(fields['step']), 'text')}"
        if self._moving:
            total_s = fields.get("total_remaining_s")
            self._paint(f"{self._bar(total_s)} {what}{_left(total_s or fields.get('remaining_s'))}")
        elif fields["step"] != _LAST_STEP:
            self._once(what)

    def verdict(self, verdict: dict[str, Any]) -> None:
        """A ``verdict`` event."""
        question = str(verdict["question"])
        if question in self._done:
            self._done[question] = 1.0
        answer = text("questions", question, str(verdict["answer"]))
        self._once(f"{text('questions', question, 'name')}: {answer}")

    def _once(self, line: str) -> None:
        """A line that stays; the same one again tells nothing new."""
        if line not in self._said:
            self._said.add(line)
            self.clear()
            self._write(f"{printable(line)}\n")

    def clear(self) -> None:
        """Take the bar away."""
        if self._moving:
            self._write("\r\x1b[K")

    def _bar(self, left_s: object) -> str:
        """By time where it is known how long all of it takes, else by what is done; it never goes back."""
        share = sum(self._done.values()) / max(len(self._done), 1)
        if isinstance(left_s, (int, float)) and left_s > 0:
            gone_s = time.monotonic() - self._started
            share = gone_s / (gone_s + left_s)
        self._share = max(self._share, min(share, 1.0))
        full = round(self._share * _BAR_WIDTH)
        return f"[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {round(self._share * 100):3d} %"

    def _paint(self, line: str) -> None:
        width = max(shutil.get_terminal_size().columns - 1, 20)
        self._write(f"\r\x1b[K{printable(line)[:width]}")

    def _write(self, content: str) -> None:
        if self._stream is not None:
            self._stream.write(content)
            self._stream.flush()


def _left(remaining_s: object) -> str:
    if not isinstance(remaining_s, (int, float)) or remaining_s < 0.5:
        return ""
    minutes, seconds = divmod(round(remaining_s), 60)
    return f", {minutes} min {seconds:02d} s left" if minutes else f", {seconds} s left"
