"""The JSON lines between the engine and whoever drives it: names, required fields, and their one check.

Every line is one object: ``{"v": 1, "cmd": NAME, ...}`` to the engine, ``{"v": 1, "event": NAME, ...}`` from it.
Fields that a reader does not know are ignored; a line it cannot read is answered with a ``problem``.
"""

from __future__ import annotations

import json
from typing import Final, Literal

from app.model.errors import UserError
from app.model.json import JsonObject, JsonValue

PROTOCOL: Final = 1
MAX_LINE: Final = 4 * 1024 * 1024
"""Bytes. A longer line is refused, so that neither side can exhaust the other's memory."""

Direction = Literal["cmd", "event"]

COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "open": ("folder", "profile", "practice", "label"),
    # folder: where the session lives; profile: its TOML sections as an object, or null with practice;
    # practice: scenario id or null; label: of the first run. A folder that holds a journal is resumed.
    # Answered by "opened"; a "problem" before it means that nothing was opened, and another "open" may follow.
    # Optional: interactive (false: nobody is there to answer an "ask"), compare (path of an earlier session.json),
    # go_on (true: go on with the last run even when it was finished, as after Ctrl+C; a "diagnosis" follows).
    "measure": ("questions",),  # list of questions of the design; answered by "measured"
    # Optional: hold_s (seconds for which the long call is held, where the plan wants other than the usual),
    # lifetimes (true: "nat" also measures how long silent ways in are kept, which takes three minutes),
    # patient (true: the router was just told to restart; wait, four minutes at most, until the line is back),
    # devices (object with output and input, as in "sound").
    "answer": ("question", "value"),  # what the person said to an "ask", null for no answer; also unasked, as a note
    "did": ("screen", "pressed"),  # a button pressed on the way to a repair: what was tried, and when
    # Optional: detail (which guide and step, or which finding).
    "sound": (),  # which sound devices there are, and which to use; answered by "sound", also before "open"
    # Optional: output, input (names as "sound" tells them, null for the system's own choice; absent: as before).
    "stop": (),  # end the measurement now, keep what was recorded
    "run": ("label",),  # start the next run, such as "after"
    "close": (),  # diagnose, write session.json, end the process
    # Optional: language (of the report, as BCP 47; English without).
}

EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "hello": ("program", "version"),
    "opened": ("folder", "resumed"),
    "progress": ("question", "step", "fraction", "remaining_s"),  # step: id of the word list "steps"
    # Optional: total_remaining_s (of all that was asked, while remaining_s is that of this question's probe).
    "observation": ("observation",),
    "level": ("direction", "dbfs"),  # direction: inbound or outbound; for live pictures only, never evidence
    # Optional: packets (of sound in that direction so far).
    "sound": ("outcome", "outputs", "inputs", "output", "input"),
    # outcome: found, none or no_sound_system; outputs, inputs: names, the system's own choice first; output, input:
    # those in use, "" where there is none. A chosen device that is not there any more gives way to the system's.
    "ask": ("question", "prompt"),  # prompt: id of the word list "prompts"; the engine waits for an "answer"
    "verdict": ("verdict",),  # as soon as it is known; a later one on the same question replaces it
    "measured": ("questions", "stopped"),
    "diagnosis": ("label", "diagnosis", "code"),  # after each "measured": the whole diagnosis of the run so far
    # Optional: router (which router it is, as in session.json; null when nobody looked or nothing was seen).
    "closed": ("session",),
    # session: path of session.json, empty when the disk refused it; then "document" holds its content instead.
    # report: path of report.html, empty when it could not be written.
    "problem": ("id", "values", "exit_code"),  # a UserError; words in resources/texts/errors.toml
}

_TABLES: Final[dict[Direction, dict[str, tuple[str, ...]]]] = {"cmd": COMMANDS, "event": EVENTS}


def encode(direction: Direction, name: str, /, **fields: JsonValue) -> bytes:
    """One line, newline included; raises ``ValueError`` on an unknown name or a missing field (a bug)."""
    missing = [field for field in _TABLES[direction][name] if field not in fields]
    if missing:
        raise ValueError(f"{name} lacks {missing}")
    return json.dumps({"v": PROTOCOL, direction: name, **fields}, separators=(",", ":")).encode() + b"\n"


def decode(direction: Direction, line: bytes) -> tuple[str, JsonObject]:
    """Name and fields of a line; raises :class:`UserError` with id ``wire_unreadable`` or ``wire_version``."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise UserError("wire_unreadable", line=line[:60].decode("ascii", "replace")) from None
    name = data.get(direction) if isinstance(data, dict) else None
    table = _TABLES[direction]
    if not isinstance(name, str) or name not in table or any(field not in data for field in table[name]):
        raise UserError("wire_unreadable", line=line[:60].decode("ascii", "replace"))
    if data.get("v") != PROTOCOL:
        raise UserError("wire_version", found=str(data.get("v")), expected=PROTOCOL)
    return name, data
