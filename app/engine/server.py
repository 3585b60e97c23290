"""Takes the driver's commands one after the other, and never dies of one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, cast

from app.driver.lines import TooLong
from app.engine import judgement, sound
from app.engine.comparing import UNMARKED
from app.engine.desk import Desk, Emit
from app.engine.practice import PracticeProcess
from app.engine.reading import read_session
from app.engine.runner import Catalogue
from app.engine.warming import load_common
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.json import JsonObject, JsonValue
from app.model.names import QUESTIONS, Question
from app.model.profile import Profile
from app.model.profile_toml import profile_from_data, public_view
from app.model.stage import Stage
from app.model.wire import MAX_LINE, decode
from app.network.name_servers import ask_instead
from app.softphone.devices import DeviceChoice
from app.version import NAME, VERSION

_MAX_ANSWER: Final = 200
_MAX_NAME: Final = 40
LONGEST_HOLD_S: Final = 2000.0
"""Of a long call; just above the longest plan."""


class World(Protocol):
    """A practice world; see :class:`app.engine.practice.PracticeProcess`."""

    scenario: str
    stage: Stage

    async def profile(self) -> JsonObject: ...

    async def turn(self, label: str) -> None: ...

    async def close(self) -> None: ...


class Server:
    """One conversation with one driver: at most one session. *world_of* opens the practice world of a scenario."""

    def __init__(
        self, emit: Emit, catalogue: Catalogue | None = None, world_of: Callable[[str], World] = PracticeProcess
    ) -> None:
        self._emit = emit
        self._world_of = world_of
        self._catalogue = catalogue
        self._desk: Desk | None = None
        self._world: World | None = None
        self._closed = False
        self._choice = DeviceChoice()
        self._listing: asyncio.Task[None] | None = None

    async def serve(self, lines: asyncio.Queue[bytes | TooLong | None]) -> None:
        """Answer until ``close`` or the end of the lines (``None``); afterwards everything is saved and ended."""
        self._emit("hello", program=NAME, version=VERSION)
        while not self._closed and (line := await lines.get()) is not None:
            await self._take(line)
        if self._desk is not None and not self._closed:
            await self._desk.abandon("the program was closed")
        await self._end_world()

    async def _take(self, line: bytes | TooLong) -> None:
        try:
            if isinstance(line, TooLong):
                raise UserError("wire_too_long", limit=MAX_LINE)
            if line.strip():
                name, fields = decode("cmd", line)
                await self._COMMANDS[name](self, fields)
        except UserError as trouble:
            values: JsonObject = dict(trouble.values)
            self._emit("problem", id=trouble.text_id, values=values, exit_code=trouble.exit_code)
        except Exception as error:  # noqa: BLE001 - the last net: a bug in one command must not end the engine
            self.note_bug(error)

    async def _open(self, fields: JsonObject) -> None:
        if self._desk is not None:
            raise UserError("already_open")
        folder = Path(_text(fields, "folder"))
        if not folder.is_absolute():
            raise UserError("wire_unreadable", line="folder")
        scenario = _text_or_none(fields, "practice")
        world = self._world_of(scenario) if scenario else None
        self._world = world
        try:
            self._desk = await self._prepare(folder, fields, world)
        except BaseException:
            await self._end_world()
            raise

    async def _prepare(self, folder: Path, fields: JsonObject, world: World | None) -> Desk:
        label = _text(fields, "label")[:40]
        earlier = fields.get("compare")
        known = await asyncio.to_thread(read_session, Path(str(earlier))) if earlier else None
        catalogue = self._catalogue or _usual_catalogue()
        profile = profile_from_data(await _sections(fields["profile"], world))
        if world is not None and label != UNMARKED:
            await world.turn(label)
        desk = Desk(folder, self._emit, catalogue, interactive=fields.get("interactive") is not False)
        desk.earlier = known
        desk.begin(
            profile, _public(profile, world), label, world.stage if world else None, go_on=fields.get("go_on") is True
        )
        desk.choose_sound(self._choice)
        return desk

    async def _measure(self, fields: JsonObject) -> None:
        names = fields["questions"]
        if not isinstance(names, list) or not names:
            raise UserError("wire_unreadable", line="questions")
        questions = tuple(dict.fromkeys(_question(name) for name in names))
        hold_s, patient = _hold_s(fields.get("hold_s")), fields.get("patient") is True
        wanted = fields.get("devices")
        self._choose(wanted if isinstance(wanted, dict) else {})
        lifetimes = fields.get("lifetimes") is True
        if hold_s is None and self._world is not None:
            hold_s = self._world.stage.hold_s
        self._open_desk().measure(questions, hold_s, patient=patient, lifetimes=lifetimes)

    async def _answer(self, fields: JsonObject) -> None:
        value = _text_or_none(fields, "value")
        self._open_desk().answer(_question(fields["question"]), value[:_MAX_ANSWER] if value else None)

    async def _did(self, fields: JsonObject) -> None:
        words = (_text(fields, "screen")[:_MAX_NAME], _text(fields, "pressed")[:_MAX_NAME])
        self._open_desk().note_deed(*words, (_text_or_none(fields, "detail") or "")[:_MAX_ANSWER])

    async def _stop(self, fields: JsonObject) -> None:
        await self._open_desk().stop()

    async def _sound(self, fields: JsonObject) -> None:
        self._choose(fields)
        if self._listing is not None:
            self._listing.cancel()
        self._listing = asyncio.create_task(self._tell_sound())  # a sound system that hangs must not delay a Stop

    def _choose(self, wanted: JsonObject) -> None:
        self._choice = sound.choice_of(wanted, self._choice)
        if self._desk is not None:
            self._desk.choose_sound(self._choice)

    async def _tell_sound(self) -> None:
        self._emit("sound", **await sound.told(self._choice))

    async def _run(self, fields: JsonObject) -> None:
        label = _text(fields, "label")[:40]
        await self._open_desk().next_run(label)
        if self._world is not None:
            await self._world.turn(label)

    async def _close(self, fields: JsonObject) -> None:
        if language := fields.get("language"):
            judgement.speak(str(language))
        await self._open_desk().close()
        self._closed = True

    _COMMANDS: Final[Mapping[str, Callable[[Any, JsonObject], Awaitable[None]]]] = {
        "open": _open,
        "measure": _measure,
        "answer": _answer,
        "did": _did,
        "sound": _sound,
        "stop": _stop,
        "run": _run,
        "close": _close,
    }

    def _open_desk(self) -> Desk:
        if self._desk is None:
            raise UserError("not_open")
        return self._desk

    def note_bug(self, error: BaseException) -> None:
        """Tell of an error that nobody expected, and go on."""
        if self._desk is not None:
            self._desk.tell_bug(error)
        else:
            self._emit("problem", id="internal_error_unsaved", values={}, exit_code=NOT_TESTED_EXIT)

    async def _end_world(self) -> None:
        world, self._world = self._world, None
        if world is not None:
            ask_instead(())
            await world.close()


async def _sections(profile: JsonValue, world: World | None) -> JsonObject:
    """The profile's sections. In practice everything leads into *world*; only who helps stays the provider's."""
    given = profile if isinstance(profile, dict) else {}
    if world is None:
        return given
    load_common(stun=True)  # while the world stands up
    sections = await world.profile()
    ask_instead([world.stage.resolver] if world.stage.resolver else ())
    return {**sections, "provider": given["provider"]} if "provider" in given else sections


def _hold_s(value: JsonValue) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= LONGEST_HOLD_S:
        raise UserError("wire_unreadable", line="hold_s")
    return float(value)


def _public(profile: Profile, world: World | None) -> JsonObject:
    view = cast(JsonObject, public_view(profile))
    return {**view, "practice": world.scenario} if world else view


def _usual_catalogue() -> Catalogue:
    from app.probes import catalogue

    return catalogue


def _question(value: JsonValue) -> Question:
    if value not in QUESTIONS:
        raise UserError("plan_unknown", name=str(value)[:60], nearest=", ".join(QUESTIONS))
    return value


def _text(fields: JsonObject, name: str) -> str:
    value = fields[name]
    if not isinstance(value, str) or not value:
        raise UserError("wire_unreadable", line=name)
    return value


def _text_or_none(fields: JsonObject, name: str) -> str | None:
    return None if not fields[name] else _text(fields, name)
