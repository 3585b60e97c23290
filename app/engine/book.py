"""The session's book-keeper: whatever is recorded goes into memory, into the journal and out as an event, at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from app.driver.folders import is_session_id, new_session_id
from app.engine.files import make_folder
from app.engine.journal import Journal
from app.engine.record import RunRecord, SessionRecord, recovered_runs
from app.model.codec import observation_to_json, to_json
from app.model.errors import UserError
from app.model.facts import Fact, Observation, RunMark
from app.model.journal import JOURNAL_NAME, Entry, JournalContent, entry_line, highest_number
from app.model.json import JsonObject, JsonValue
from app.version import NAME, VERSION


class Book:
    """Records one session in *folder*. When the disk refuses, it says so once and goes on in memory."""

    def __init__(
        self,
        folder: Path,
        on_observation: Callable[[Observation], None],
        on_trouble: Callable[[UserError], None],
    ) -> None:
        """Open the folder, or go on where an earlier engine stopped; raises ``session_in_use`` only."""
        self.folder = folder
        self.resumed = False
        self._on_observation = on_observation
        self._on_trouble = on_trouble
        self._troubled = False
        self._syncing: asyncio.Task[None] | None = None
        self._journal = self._open_journal()
        self._number = 0
        self.session = SessionRecord(folder.name, {}, [])

    def begin(self, profile: JsonObject, label: str, *, go_on: bool = False) -> None:
        """Write the head, and go on with the unfinished run (*go_on*: with a finished one too) or start run *label*."""
        content = self._journal.earlier() if self._journal else JournalContent()
        self._number = highest_number(content)
        self.session = SessionRecord(_identity(content, self.folder), profile, recovered_runs(content))
        self.resumed = bool(self.session.runs)
        program: JsonObject = {"name": NAME, "version": VERSION}
        self._write("session", id=self.session.id, program=program, profile=profile)
        if self.session.runs and (go_on or self.session.run.finished is None):
            self.session.run.finished = None
            self._note_interruption()
        else:
            self.start_run(label)

    def _note_interruption(self) -> None:
        last = self.session.run.observations[-1:]
        if not any(isinstance(item.fact, RunMark) and item.fact.mark in ("stopped", "finished") for item in last):
            self.record(RunMark("engine_lost"))
        self.record(RunMark("resumed"))

    def start_run(self, label: str) -> None:
        """Finish the run that is going on, if any, and start the next."""
        if self.session.runs:
            self.finish_run()
        run = RunRecord(label)
        self.session.runs.append(run)
        self._write("run", label=label, started=run.started)
        self.record(RunMark("started"))

    def finish_run(self) -> None:
        """Close the books of the run; a second call changes nothing."""
        run = self.session.run
        if run.finished is None:
            self.record(RunMark("finished"))
            run.finish()
            self._write("finished", finished=run.finished, timings=to_json(run.timings))

    def record(self, fact: Fact) -> Observation:
        """Keep one fact."""
        self._number += 1
        run = self.session.run
        observation = Observation(f"o{self._number}", round(run.clock.seconds(), 4), fact)
        run.observations.append(observation)
        self._write("observation", observation=observation_to_json(observation))
        self._on_observation(observation)
        self._sync_soon()
        return observation

    async def close(self, *, complete: bool) -> None:
        """Let go of the journal; a *complete* session is one that nobody needs to go on with."""
        if complete:
            self._write("closed")
        journal, self._journal = self._journal, None
        if self._syncing is not None:
            await self._syncing
        if journal is not None:
            await asyncio.to_thread(journal.close)

    def _sync_soon(self) -> None:
        """See to it that the disk itself has everything, in a thread: a disk may take longer than a packet's time."""
        if self._journal is not None and (self._syncing is None or self._syncing.done()):
            self._syncing = asyncio.create_task(_sync(self._journal))

    def _open_journal(self) -> Journal | None:
        try:
            make_folder(self.folder)
            return Journal(self.folder / JOURNAL_NAME)
        except UserError as trouble:
            if trouble.text_id == "session_in_use":
                raise
            self._complain(trouble)
            return None

    def _write(self, entry: Entry, **fields: JsonValue) -> None:
        if self._journal is None:
            return
        try:
            self._journal.append(entry_line(entry, **fields))
        except UserError as trouble:
            self._complain(trouble)

    def _complain(self, trouble: UserError) -> None:
        if not self._troubled:
            self._troubled = True
            self._on_trouble(trouble)


async def _sync(journal: Journal) -> None:
    while journal.unsynced:
        await asyncio.to_thread(journal.sync)


def _identity(content: JournalContent, folder: Path) -> str:
    known = content.session.get("id") if content.session else None
    if isinstance(known, str) and known:
        return known
    return folder.name if is_session_id(folder.name) else new_session_id()
