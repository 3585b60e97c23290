"""The journal's format: one JSON object a line, appended as things happen, so that a crash costs at most one line.

Entries: ``session`` (id, program, public profile), ``run`` (label, started), ``observation``, ``finished`` (of the
run, with its timings) and ``closed``. A line that cannot be read, such as one cut in half, is counted and passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from app.model.json import JsonObject, JsonValue

JOURNAL_NAME: Final = "journal.jsonl"
SESSION_NAME: Final = "session.json"
REPORT_NAME: Final = "report.html"

Entry = Literal["session", "run", "observation", "finished", "closed"]


@dataclass(slots=True)
class JournalRun:
    """One run as the journal tells it; observations are still plain JSON, to be read by :mod:`app.model.codec`."""

    label: str = "before"
    started: str = ""
    finished: str | None = None
    timings: JsonObject = field(default_factory=dict)
    observations: list[JsonObject] = field(default_factory=list)


@dataclass(slots=True)
class JournalContent:
    """What a journal holds; ``session`` is ``None`` when its head was lost, ``damaged`` counts unreadable lines."""

    session: JsonObject | None = None
    runs: list[JournalRun] = field(default_factory=list)
    closed: bool = False
    damaged: int = 0

    @property
    def observation_count(self) -> int:
        """How many observations of all runs are safe."""
        return sum(len(run.observations) for run in self.runs)


def entry_line(entry: Entry, **fields: JsonValue) -> bytes:
    """One line of the journal, newline included."""
    return json.dumps({"entry": entry, **fields}, separators=(",", ":")).encode() + b"\n"


def parse_journal(data: bytes) -> JournalContent:
    """Read a journal, whole or cut at any byte; never raises."""
    content = JournalContent()
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        entry = _entry(line)
        if entry is None:
            content.damaged += 1
        else:
            _take(content, entry)
    return content


def highest_number(content: JournalContent) -> int:
    """The number of the last observation id (``o7`` is 7) of any run; 0 when there is none."""
    return max(_numbers(content), default=0)


def _numbers(content: JournalContent) -> Iterator[int]:
    for run in content.runs:
        for observation in run.observations:
            identity = str(observation.get("id", ""))
            if identity[:1] == "o" and identity[1:].isdecimal():
                yield int(identity[1:18])


def _entry(line: bytes) -> JsonObject | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("entry"), str) else None


def _take(content: JournalContent, entry: JsonObject) -> None:
    match entry["entry"]:
        case "session":
            content.session = entry  # the last one: a resumed session may have had its details corrected
        case "run":
            content.runs.append(JournalRun(str(entry.get("label", "before")), str(entry.get("started", ""))))
        case "observation":
            _take_observation(content, entry.get("observation"))
        case "finished":
            _take_finished(content, entry)
        case "closed":
            content.closed = True
            return
        case _:
            content.damaged += 1
    content.closed = False


def _take_observation(content: JournalContent, observation: JsonValue) -> None:
    if not isinstance(observation, dict):
        content.damaged += 1
        return
    run = _last_run(content)
    run.observations.append(observation)
    run.finished = None  # a check that was stopped went on


def _take_finished(content: JournalContent, entry: JsonObject) -> None:
    run = _last_run(content)
    run.finished = str(entry.get("finished", ""))
    timings = entry.get("timings")
    run.timings = timings if isinstance(timings, dict) else {}


def _last_run(content: JournalContent) -> JournalRun:
    if not content.runs:
        content.runs.append(JournalRun())
    return content.runs[-1]
