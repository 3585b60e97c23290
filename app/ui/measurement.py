"""Drives the engine for the window: open once, measure, stop within a second, save, and survive its death."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer

from app.model.json import JsonObject, JsonValue
from app.model.names import Question
from app.wizard.answers import Answers
from app.words import spoken

if TYPE_CHECKING:
    from app.ui.engine_link import Connect, Link

ENGINE_LOST: Final = "engine_lost"
"""The driver's own event, named here so that the first screen need not import the driver; a test compares them."""
STOP_PATIENCE_MS: Final = 1500
"""An engine that has not stopped by then is ended; what it measured is in the journal."""


class Listener(Protocol):
    """Who is told."""

    def learned(self, event: str, fields: JsonObject) -> None:
        """Any event of the engine."""

    def happened(self, flow_event: str) -> None:
        """``measured``, ``asked`` or ``lost``."""

    def refused(self, text_id: str, values: JsonObject, *, fatal: bool) -> None:
        """The engine names a problem; *fatal* when it did not even open."""


class Measurement(QObject):
    """At most one engine, at most one measurement."""

    def __init__(self, connect: Connect, listener: Listener) -> None:
        super().__init__()
        self._connect, self._listener = connect, listener
        self._link: Link | None = None
        self._opened = False
        self._waiting: list[tuple[str, JsonObject]] = []
        self._expecting = False
        self._over = False
        self._stopping = False
        self._dropped = 0
        self._impatience = QTimer(self, interval=STOP_PATIENCE_MS, singleShot=True)
        self._impatience.timeout.connect(self._lose_patience)

    @property
    def is_open(self) -> bool:
        """Whether a session is open, or about to be."""
        return self._opened or bool(self._waiting)

    def prepare(self) -> None:
        """Start the engine's process before it is needed."""
        if self._link is None:
            self._opened = False
            try:
                self._link = self._connect(self._ear())
            except OSError:
                self._listener.refused("engine_failed", {}, fatal=True)

    def open(self, folder: str, answers: Answers, label: str) -> None:
        """Open the session in *folder*, or take up the one that is there."""
        if self.is_open:
            return
        from app.ui.setup_file import unsealed

        self.prepare()
        if self._link is None:
            return
        provider = {"provider": sections["provider"]} if "provider" in (sections := unsealed(answers.sections)) else {}
        self._link.send(
            "open",
            folder=folder,
            profile=(provider or None) if answers.practice else sections,
            practice=answers.practice,
            label=label,
            interactive=True,
        )
        self._waiting.append(("", {}))

    def measure(self, questions: Sequence[Question], *, patient: bool = False) -> None:
        """Measure; ``measured`` happens when it is over and judged. *patient*: the router restarts, wait for it."""
        self._expecting, self._over = True, False
        if self._link is not None:
            waits: JsonObject = {"patient": True} if patient else {}
            self._send("measure", questions=list(questions), **waits)

    def sound(self, output: str, microphone: str) -> None:
        """Which devices to use, empty for the system's own; what there is, is learned as ``sound``."""
        if self._link is not None:
            self._link.send("sound", output=output or None, input=microphone or None)

    def run(self, label: str) -> None:
        """Begin the next run."""
        self._send("run", label=label)

    def answer(self, question: Question, value: str) -> None:
        """What the person said."""
        self._send("answer", question=question, value=value)

    def did(self, screen: str, pressed: str, detail: str) -> None:
        """What the person tried."""
        self._send("did", screen=screen, pressed=pressed, detail=detail)

    def save(self) -> None:
        """Finish the session and write the report; ``closed`` is learned at the end."""
        self._send("close", language=spoken().code)

    def stop(self) -> None:
        """End the measurement; nothing that still comes of it moves the window on."""
        if self._expecting and self._opened and not self._stopping:
            self._stopping = True
            self._impatience.start()
            self._send_now("stop", {})
        if not self._opened:
            self._waiting = [item for item in self._waiting if item[0] != "measure"]
        self._expecting = False

    async def leave(self) -> None:
        """The window closes: what was measured stays, and the session stays open for the next start."""
        self._impatience.stop()
        self._expecting = False
        link, self._link = self._link, None
        if link is not None:
            await link.hang_up()

    def _ear(self) -> Callable[[str, JsonObject], None]:
        """Hears one engine: of one that was dropped, nothing that still comes is told."""
        mine = self._dropped
        return lambda event, fields: self._hear(event, fields) if mine == self._dropped else None

    def drop(self) -> None:
        """Other settings count from now on: the engine ends, and what it measured is in its journal."""
        self._impatience.stop()
        self._dropped += 1
        link, self._link = self._link, None
        self._opened = self._expecting = self._over = self._stopping = False
        self._waiting.clear()
        if link is not None:
            link.kill()

    def _send(self, command: str, **fields: JsonValue) -> None:
        if self._opened and not self._stopping:
            self._send_now(command, fields)
        else:
            self._waiting.append((command, fields))

    def _send_now(self, command: str, fields: JsonObject) -> None:
        if self._link is not None:
            self._link.send(command, **fields)

    def _send_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for command, fields in waiting:
            if command:
                self._send_now(command, fields)

    def _hear(self, event: str, fields: JsonObject) -> None:
        if self._link is None:
            return
        self._listener.learned(event, fields)
        react = {
            "opened": self._on_opened,
            "measured": self._on_measured,
            "diagnosis": self._on_diagnosis,
            "ask": self._on_ask,
            "closed": self._on_end,
            ENGINE_LOST: self._on_lost,
        }.get(event)
        if react is not None:
            react()
        elif event == "problem":
            self._on_problem(fields)

    def _on_opened(self) -> None:
        self._opened = True
        self._send_waiting()

    def _on_measured(self) -> None:
        if not self._stopping:
            self._over = self._expecting
            return
        self._stopping = False  # the measurement that was stopped; one that was ordered since comes now
        self._impatience.stop()
        self._send_waiting()

    def _on_diagnosis(self) -> None:
        if self._over:
            self._over = self._expecting = False
            self._listener.happened("measured")

    def _on_ask(self) -> None:
        if self._expecting:
            self._listener.happened("asked")

    def _on_problem(self, fields: JsonObject) -> None:
        fatal = not self._opened
        if fatal:
            self._waiting.clear()
            self._expecting = False
        values = fields.get("values")
        shown = values if isinstance(values, dict) else {}
        self._listener.refused(str(fields.get("id", "")), shown, fatal=fatal)

    def _on_end(self) -> None:
        self._link, self._opened = None, False
        self._waiting.clear()

    def _on_lost(self) -> None:
        mattered = self._expecting or self._stopping or bool(self._waiting)
        expected = self._expecting or bool(self._waiting)
        self._on_end()
        self._impatience.stop()
        self._expecting = self._over = self._stopping = False
        if mattered and expected:
            self._listener.happened("lost")

    def _lose_patience(self) -> None:
        if self._stopping and self._link is not None:
            self._link.kill()
