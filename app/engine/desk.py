"""One open session: measures what the driver orders, and tells what comes of it."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

from app.engine import judgement, saving
from app.engine.asking import Asking
from app.engine.board import VerdictBoard
from app.engine.book import Book
from app.engine.comparing import setup_facts
from app.engine.crash_note import calm, describe, write_note
from app.engine.record import RunRecord
from app.engine.rehearsed_computer import RehearsedComputer
from app.engine.rounds import Rounds
from app.engine.runner import Catalogue, Listener
from app.model.codec import observation_to_json, session_to_json, to_json
from app.model.diagnosis import Verdict
from app.model.errors import UserError
from app.model.facts import Computer, Direction, Fact, Observation, PersonDid, PersonSaid, RunMark, SetupMark
from app.model.json import JsonObject, JsonValue
from app.model.names import Question
from app.model.profile import Profile
from app.model.session import Session, SpokenCode
from app.model.stage import Stage
from app.model.wire import MAX_LINE
from app.network.access_point import access_point_of
from app.network.happenings import Happenings
from app.network.route import local_address_towards, target_of
from app.network.surroundings import Surroundings
from app.probes.alg.turns import Turns
from app.probes.context import ProbeContext
from app.probes.gateway_outside import OutsideDoors
from app.softphone.devices import DeviceChoice
from app.version import VERSION

_BURST_S: Final = 0.01
"""Answers to questions asked side by side come in bursts, which are judged once."""
_Result = TypeVar("_Result")


class Emit(Protocol):
    """Sends one event to the driver."""

    def __call__(self, name: str, **fields: JsonValue) -> None: ...


class Desk:
    """Everything that exists while one session is open."""

    def __init__(self, folder: Path, emit: Emit, catalogue: Catalogue, *, interactive: bool) -> None:
        """Open the journal in *folder*; raises ``session_in_use``."""
        self.earlier: Session | None = None
        """A session of another day to compare with."""
        self.rehearsed = RehearsedComputer(())
        """In practice: what is observed of this computer in place of what it is."""
        self._emit = emit
        self._catalogue = catalogue
        self._interactive = interactive
        self._asking = Asking(self._tell_question, interactive=interactive)
        self._opened = False
        self._early_troubles: list[UserError] = []
        self._board = VerdictBoard(judgement.judge, self._tell_verdict)
        self._book = Book(folder, self._tell_observation, self.tell_trouble)
        self._measuring: asyncio.Task[None] | None = None
        self._context: ProbeContext | None = None
        self._in_life = True
        self._pending: dict[Question, None] = {}
        self._soon: asyncio.TimerHandle | None = None

    def begin(
        self,
        profile: Profile,
        public: JsonObject,
        label: str,
        stage: Stage | None = None,
        *,
        go_on: bool = False,
    ) -> None:
        """Start or resume the session; *public* is what may be written down of *profile*.

        *stage* is what a practice world sets up. *go_on*: go on with its last run even when that was finished.
        """
        self._in_life, stage = stage is None, stage or Stage()
        self.rehearsed = RehearsedComputer(stage.computer)
        self._book.begin(public, label, go_on=go_on)
        self._context = ProbeContext(
            profile,
            self._interactive,
            pace=stage.pace,
            level=self._tell_level,
            ask=self._asking.ask,
            clues=judgement.clues,
            gateway=OutsideDoors(stage.gateway) if stage.gateway is not None else None,
            happenings=Happenings(stage.happens, stage.pace),
            forgets=stage.forgets,
            nobody=stage.nobody,
        )
        self._emit("opened", folder=str(self._book.folder), resumed=self._book.resumed)
        self._opened = True
        for trouble in self._early_troubles:
            self.tell_trouble(trouble)
        self._book.record(_this_computer())
        self._note_setup()
        if self._book.resumed:
            self._judge_again()

    def measure(
        self,
        questions: Sequence[Question],
        hold_s: float | None = None,
        *,
        patient: bool = False,
        lifetimes: bool = False,
    ) -> None:
        """Start measuring; raises ``engine_busy`` while an earlier measurement goes on. *hold_s*: of the long call.

        *patient*: the router was just told to restart; wait for it first. *lifetimes*: ``nat`` may take its minutes.
        """
        if self._measuring is not None:
            raise UserError("engine_busy")
        if self._context is not None:
            self._context.hold_s, self._context.lifetimes = hold_s, lifetimes
            self._context.earlier = self._facts_before()
            self._context.turns = Turns() if self._in_life else None
        self._measuring = asyncio.create_task(self._measure(questions, patient=patient))

    async def stop(self) -> None:
        """End the measurement, within a second or so; what was recorded stays."""
        if self._measuring is not None:
            self._measuring.cancel()
            await asyncio.wait({self._measuring})

    def answer(self, question: Question, value: str | None) -> None:
        """What the person said, to a probe's question or unasked."""
        if value:
            self._book.record(PersonSaid(question, value))
        self._asking.answer(question, value)

    def note_deed(self, screen: str, pressed: str, detail: str) -> None:
        """What the person tried."""
        self._book.record(PersonDid(screen, pressed, detail))

    def choose_sound(self, choice: DeviceChoice) -> None:
        """Use these devices from the next measurement on."""
        if self._context is not None:
            self._context.sound = choice

    async def next_run(self, label: str) -> None:
        """Finish this run and start the next."""
        await self._end_run()
        self._book.start_run(label)
        self._board.clear()
        self._book.record(_this_computer())
        self._note_setup()

    async def close(self) -> None:
        """The person is done: finish, save, and tell where the files are."""
        await self._end_run()
        self._book.finish_run()
        self._judge()
        session = self._session()
        path = self._guarded(lambda: saving.write_session(self._book.folder, session))
        report = self._guarded(lambda: saving.write_report(self._book.folder, session))
        await self._book.close(complete=True)
        self._emit("closed", session=str(path or ""), report=str(report or ""), **_document(session, path))

    async def abandon(self, why: str) -> None:
        """The driver is gone: save, and leave the session open for the next start."""
        await self._end_run()
        self._book.record(RunMark("stopped", why))
        self._judge()
        self._guarded(lambda: saving.write_session(self._book.folder, self._session()))
        await self._book.close(complete=False)

    async def _end_run(self) -> None:
        await self.stop()
        if self._context is not None:
            try:
                await asyncio.wait_for(self._context.close(), 3.0)
            except Exception as error:  # noqa: BLE001 - a softphone that will not go must not cost the session
                self.tell_bug(error)

    async def _measure(self, questions: Sequence[Question], *, patient: bool) -> None:
        assert self._context is not None
        listener = Listener(
            self._record, self._tell_progress, self._measured, self.tell_trouble, self.tell_bug
        )  # fmt: skip
        self._pending = dict.fromkeys(questions)
        stopped = False
        for fact in self.rehearsed.news():
            self._book.record(fact)
        try:
            rounds = Rounds(self._catalogue, self._context, listener, self._around())
            await rounds.measure(questions, self._again, patient=patient)
        except asyncio.CancelledError:
            stopped = True
            for fact in self._context.leftovers():
                self._book.record(fact)
            self._book.record(RunMark("stopped"))
        finally:
            self._measuring = None
        self._tell_measured(questions, stopped=stopped)

    def _again(self, questions: Sequence[Question]) -> None:
        """These are asked once more: what they told before stays untold until then."""
        self._pending.update(dict.fromkeys(questions))
        self._board.forget(questions)

    def _around(self) -> Surroundings:
        """What to watch: our address on the way to the server where that is an address, else to the Internet."""
        assert self._context is not None
        way = partial(local_address_towards, target_of(self._context.profile.account.server_host))
        return self._context.happenings.around_run(way, lambda: access_point_of(way()))

    def _tell_measured(self, questions: Sequence[Question], *, stopped: bool) -> None:
        self._pending.clear()
        self._judge()
        self._emit("measured", questions=list(questions), stopped=stopped)
        self._tell_diagnosis()
        self._guarded(lambda: saving.write_session(self._book.folder, self._session()))

    def _record(self, fact: Fact) -> None:
        if self.rehearsed.replaces(fact):
            return
        self._book.record(fact)
        if self._soon is None and self._board.awaits_early(self._pending):
            self._soon = asyncio.get_running_loop().call_later(_BURST_S, self._judge_early)

    def _judge_early(self) -> None:
        self._soon = None
        self._guarded(lambda: self._board.update_early(self._run, tuple(self._pending)))

    def _measured(self, questions: tuple[Question, ...]) -> None:
        for question in questions:
            self._pending.pop(question, None)
        self._judge()

    def _judge_again(self) -> None:
        """Judge what an earlier engine recorded, by today's rules."""
        for run in self._book.session.runs[:-1]:
            run.diagnosis = self._guarded(partial(judgement.judge, run.observations)) or run.diagnosis
        self._judge()
        self._tell_diagnosis()

    def _judge(self) -> None:
        self._guarded(lambda: self._board.update(self._run, tuple(self._pending)))

    @property
    def _run(self) -> RunRecord:
        return self._book.session.run

    def _session(self) -> Session:
        session = self._book.session
        for run in session.runs:
            run.figures = self._guarded(partial(judgement.figures_of, run.observations, run.diagnosis))
        session.comparison = self._guarded(lambda: judgement.comparison_of(session.frozen(None), self.earlier))
        session.router = self._guarded(lambda: judgement.router_of(session.runs))
        return session.frozen(self._code())

    def _code(self) -> SpokenCode | None:
        return self._guarded(lambda: judgement.code_of(self._run.diagnosis))

    def _guarded(self, work: Callable[[], _Result]) -> _Result | None:
        """The result of *work*; a bug in a rule or a page must not cost what was measured."""
        try:
            return work()
        except UserError as trouble:
            self.tell_trouble(trouble)
        except Exception as error:  # noqa: BLE001 - see above
            self.tell_bug(error)
        return None

    def tell_trouble(self, trouble: UserError) -> None:
        """Send a ``problem`` that a person can mend; one of opening follows ``opened``, for the session is open."""
        if not self._opened:
            self._early_troubles.append(trouble)
            return
        values: JsonObject = dict(trouble.values)
        self._emit("problem", id=trouble.text_id, values=values, exit_code=trouble.exit_code)

    def tell_bug(self, error: BaseException) -> None:
        """Leave a crash note in the session's folder, and say calmly that something failed."""
        self.tell_trouble(calm(write_note(self._book.folder, "in the engine", describe(error))))

    def _tell_observation(self, observation: Observation) -> None:
        self._emit("observation", observation=observation_to_json(observation))

    def _tell_verdict(self, verdict: Verdict) -> None:
        self._emit("verdict", verdict=to_json(verdict))

    def _tell_progress(
        self, question: Question, step: str, fraction: float, remaining_s: float | None, total_s: float
    ) -> None:
        self._emit(
            "progress",
            question=question,
            step=step,
            fraction=fraction,
            remaining_s=remaining_s,
            total_remaining_s=round(total_s, 1),
        )

    def _tell_level(self, direction: Direction, dbfs: float, packets: int | None) -> None:
        self._emit("level", direction=direction, dbfs=dbfs, **({} if packets is None else {"packets": packets}))

    def _tell_question(self, question: Question, prompt: str) -> None:
        self._emit("ask", question=question, prompt=prompt)

    def _facts_before(self) -> tuple[Fact, ...]:
        """What was recorded before this run: in this session, or in the one to compare with."""
        *before, _ = self._book.session.runs
        if before:
            return tuple(item.fact for item in before[-1].observations)
        compared = self.earlier.runs[-1:] if self.earlier else ()
        return tuple(item.fact for run in compared for item in run.observations)

    def _note_setup(self) -> None:
        """Record how this computer is connected now, and what was found when it was connected otherwise."""
        known = {fact.kind for fact in (item.fact for item in self._run.observations)}
        if SetupMark.kind in known:  # the run goes on, and has it already
            return
        earlier = (*self._book.session.frozen(None).runs[:-1], *(self.earlier.runs if self.earlier else ()))
        for fact in setup_facts(self._run.label, earlier):
            self._book.record(fact)

    def _tell_diagnosis(self) -> None:
        run = self._run
        router = self._guarded(lambda: judgement.router_of(self._book.session.runs))
        self._emit(
            "diagnosis",
            label=run.label,
            diagnosis=to_json(run.diagnosis),
            code=to_json(self._code()),
            router=router,
        )


def _document(session: Session, path: Path | None) -> JsonObject:
    """The session itself for a ``closed`` event whose file could not be written, unless no line can hold it."""
    if path is not None:
        return {}
    document = session_to_json(session)
    return {"document": document} if len(saving.session_text(document)) < MAX_LINE // 2 else {}


def _this_computer() -> Fact:
    return Computer(platform.system(), platform.release(), platform.python_version(), VERSION)
