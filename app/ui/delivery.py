"""Delivery of the report for the window: one deed at a time, in a process of its own, so that nothing here waits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QProcess, QTimer
from shiboken6 import isValid

from app.model.json import JsonObject
from app.ui.child import begin, new_child, take_away
from app.ui.places import state_folder
from app.ui.say import say

PATIENCE_MS: Final = 90_000
"""An upload with all its retries; a mail window is given less, because only the person can say whether it came."""
MAIL_PATIENCE_MS: Final = 6_000
Done = Callable[[JsonObject], None]
"""Takes the answer of :mod:`app.delivery.sending`; ``{"error": id}`` when there is none."""


_running: Final[set[Delivery]] = set()
"""Those whose process lives: kept here, so that closing the window can end them while Qt still can."""


def stop_all() -> None:
    """The window closes: nothing waits for an answer any more."""
    for delivery in tuple(_running):
        delivery.cancel()


class Delivery:
    """At most one deed; a new one takes the place of one that still runs."""

    def __init__(self) -> None:
        self._process: QProcess | None = None
        self._patience: QTimer | None = None
        self._done: Done | None = None

    @property
    def busy(self) -> bool:
        """Whether a deed runs that was not answered yet."""
        return self._done is not None

    def start(self, request: JsonObject, done: Done) -> None:
        """Do *request*; *done* is called once, later."""
        self.cancel()
        self._done = done
        mail = request.get("do") == "mail"
        self._process = new_child(self._finished)
        self._wait(
            {"opened": "perhaps"} if mail else {"error": "took_too_long"}, MAIL_PATIENCE_MS if mail else PATIENCE_MS
        )
        _running.add(self)
        begin(self._process, "post", request)

    def _wait(self, answer: JsonObject, limit_ms: int) -> None:
        """Answer after *limit_ms* in place of the process. A mail window may stay open: its process stays too."""
        self._patience = QTimer(singleShot=True)
        self._patience.timeout.connect(lambda: self._tell(answer))
        self._patience.start(limit_ms)

    def cancel(self) -> None:
        """End what runs; nothing that still comes of it is told."""
        self._done = None
        self._tidy_timer()
        process, self._process = self._process, None
        _running.discard(self)
        take_away(process)

    def _finished(self, *_: object) -> None:
        process, self._process = self._process, None
        _running.discard(self)
        if process is not None and isValid(process):  # Qt takes its processes down with itself
            output = bytes(process.readAllStandardOutput().data())
            process.deleteLater()
            self._tell(_answer(output))

    def _tidy_timer(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None

    def _tell(self, answer: JsonObject) -> None:
        self._tidy_timer()
        done, self._done = self._done, None
        if done is not None:
            done(answer)


def _answer(output: bytes) -> JsonObject:
    try:
        told: Any = json.loads(output)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {"error": "delivery_failed"}


def sentence_of(answer: JsonObject) -> str:
    """What went wrong, in the person's words; empty when nothing did."""
    error = answer.get("error")
    if not error:
        return ""
    if error in ("took_too_long", "delivery_failed"):
        return say("window", "sending", str(error))
    values = answer.get("values")
    return say("errors", str(error), "text", **(values if isinstance(values, dict) else {}))


def outbox() -> str:
    """Where uploads wait that found no way out."""
    return str(state_folder() / "outbox")


def send_waiting(tell: Callable[[str], None]) -> None:
    """Try again, in the background, what the person sent when there was no way out; *tell* them what arrived."""
    if any(Path(outbox()).glob("*/parcel.json")):
        Delivery().start({"do": "waiting", "outbox": outbox()}, lambda answer: _arrived(answer, tell))


def _arrived(answer: JsonObject, tell: Callable[[str], None]) -> None:
    """The number of the last that arrived: the one the person is asked for now."""
    results = answer.get("results")
    rows = [one for one in results if isinstance(one, dict)] if isinstance(results, list) else []
    for one in [row for row in rows if row.get("outcome") == "received"][-1:]:
        receipt = str(one.get("receipt") or "")
        tell(say("window", "sending", "sent_since" if receipt else "received", receipt=receipt))
