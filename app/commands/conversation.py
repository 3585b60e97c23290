"""One check, as a conversation with the engine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.commands.live import Live
from app.driver.client import EngineClient
from app.driver.process import ENGINE_LOST, Event
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.json import JsonObject
from app.words import spoken

_SILENCE_LIMIT_S: Final = 600.0
"""No probe is silent for so long; an engine that is, hangs."""
_STOP_LIMIT_S: Final = 30.0
"""Stopping and saving take a second; further presses of Ctrl+C wait for it, so it needs a limit of its own."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to check and where to keep it."""

    folder: Path
    profile: JsonObject | None
    practice: str | None
    questions: tuple[str, ...]
    compare: Path | None
    hold_s: float | None = None
    """How long the long call is held, where the plan wants other than the usual."""
    lifetimes: bool = False
    """Whether ``nat`` may take its three minutes."""
    label: str = "before"
    """Of the run: how this computer is connected, for comparisons."""
    resume: bool = False
    """Go on with the check in that folder: ask only what has no answer yet."""


@dataclass(slots=True)
class Outcome:
    """What came of it. ``document`` is the session where no file could be written."""

    diagnosis: dict[str, Any] = field(default_factory=dict)
    session: str = ""
    report: str = ""
    document: JsonObject | None = None
    stopped: bool = False
    lost: dict[str, Any] | None = None
    troubles: list[UserError] = field(default_factory=list)


async def check(client: EngineClient, order: Order, live: Live) -> Outcome:
    """Hold the conversation to its end; raises :class:`UserError` when the session cannot even be opened.

    Ctrl+C cancels this task once: then it stops the engine, lets it save, and returns all the same.
    """
    talk = _Talk(client, live)
    client.send("open", **_opening(order))
    try:
        await talk.until("opened")
        questions = await _open_questions(talk, order)
        if questions:
            client.send("measure", questions=list(questions), hold_s=order.hold_s, lifetimes=order.lifetimes)
            await talk.until("measured")
    except asyncio.CancelledError:
        talk.outcome.stopped = True
        talk.patience_s = _STOP_LIMIT_S
        client.send("stop")
    if talk.opened or not talk.outcome.stopped:
        client.send("close", language=spoken().code)
        await _until_closed(talk)
    return talk.outcome


async def _open_questions(talk: _Talk, order: Order) -> tuple[str, ...]:
    """What there is to ask: of a check that goes on, only what it has not answered."""
    if not order.resume:
        return order.questions
    await talk.until("diagnosis")
    known = {one["question"]: one["answer"] for one in talk.outcome.diagnosis.get("verdicts", ())}
    return tuple(question for question in order.questions if known.get(question, "cannot_tell") == "cannot_tell")


async def _until_closed(talk: _Talk) -> None:
    try:
        await talk.until("closed")
    except asyncio.CancelledError:  # Ctrl+C while the engine saves: it is about to end anyway
        await talk.until("closed")


def _opening(order: Order) -> JsonObject:
    return {
        "folder": str(order.folder),
        "profile": order.profile,
        "practice": order.practice,
        "label": order.label,
        "interactive": False,
        "compare": str(order.compare) if order.compare else None,
        "go_on": order.resume,
    }


class _Talk:
    """Takes the events in."""

    def __init__(self, client: EngineClient, live: Live) -> None:
        self.outcome = Outcome()
        self.opened = False
        self.patience_s = _SILENCE_LIMIT_S
        self._client = client
        self._live = live

    async def until(self, name: str) -> None:
        """Take events in up to the one called *name*, or up to the engine's end."""
        while self.outcome.lost is None:
            event = await self._next()
            self._take(event)
            if event.name == name:
                return

    async def _next(self) -> Event:
        try:
            return await asyncio.wait_for(self._client.event(), self.patience_s)
        except TimeoutError:
            self._client.process.kill()
            return await self._client.event()

    def _take(self, event: Event) -> None:
        fields: dict[str, Any] = event.fields
        match event.name:
            case "opened":
                self.opened = True
            case "progress":
                self._live.progress(fields)
            case "verdict":
                self._live.verdict(fields["verdict"])
            case "problem":
                self._trouble(fields)
            case "diagnosis":
                self.outcome.diagnosis = fields["diagnosis"]
            case "closed":
                self._closed(fields)
            case name if name == ENGINE_LOST:
                self.outcome.lost = fields

    def _trouble(self, fields: dict[str, Any]) -> None:
        trouble = UserError(fields["id"], exit_code=int(fields["exit_code"]), **dict(fields["values"]))
        if not self.opened:
            raise trouble
        self.outcome.troubles.append(trouble)

    def _closed(self, fields: dict[str, Any]) -> None:
        self.outcome.session = fields["session"]
        self.outcome.report = fields.get("report", "")
        self.outcome.document = fields.get("document")


def engine_lost(fields: dict[str, Any]) -> UserError:
    """The words for an engine that died."""
    place, count = str(fields["folder"]), int(fields["observations"])
    if not place:
        return UserError("engine_failed", exit_code=NOT_TESTED_EXIT)
    return UserError("engine_lost", exit_code=NOT_TESTED_EXIT, count=count, folder=place)
