"""Joins the flow, the engine and what is shown. The window paints what this says, and tells it what was pressed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.model.json import JsonObject
from app.model.names import Question
from app.model.profile import Provider
from app.ui import memory
from app.ui.measurement import Measurement
from app.ui.pages import OFFERED
from app.ui.pages.scene import Scene
from app.ui.patience import Patience
from app.ui.places import new_session_folder
from app.ui.say import say
from app.wizard.answers import Answers, Known, Situation
from app.wizard.catalogue import ScreenId, catalogue
from app.wizard.decisions import current_finding
from app.wizard.deeds import deed_of
from app.wizard.flow import FIRST, FIRST_AFTER_A_BREAK
from app.wizard.journey import Journey, Step, advance, back, station
from app.wizard.live import Live, begin
from app.wizard.plan import MEASURES, PATIENCE_S, questions_again
from app.wizard.presses import Presses, presses

if TYPE_CHECKING:
    from app.ui.engine_link import Connect

GUARD_S: Final = 0.7
"""A press that starts something so soon after the screen came up was meant for the screen before."""
DWELL_S: Final = 1.2
"""A measuring screen stays at least this long, so that people see what was done and agents hear the number."""
AGAIN_SHARE: Final = 1.3
"""The second run asks the same questions; a fault that is gone can take longer to prove than one that is there."""
MOST_NOTES: Final = 3000
SAID: Final[dict[tuple[ScreenId, str], tuple[Question, str]]] = {("48p", "never_rang"): ("inbound", "never_rang")}
"""Presses that are answers as well."""
HEARD: Final[frozenset[Question]] = frozenset({"audio_devices", "hear", "speak", "long_call", "inbound"})
"""Questions for which a person listens or speaks, so that the devices matter."""
SECOND: Final[dict[ScreenId, str]] = {"41b": "bar_"}
"""Marks the answer to a second question on the same subject, so that it does not replace the first."""
TOLD_MARKS: Final = frozenset({"slept", "network_changed", "router_restarted", "sound_device_lost"})
MOST_CHANGES: Final = 2
"""A network that changes more often within one measurement needs a person: screen 97."""
REPORTS: Final = frozenset({"71", "71b"})


def connection_notes(answers: Answers) -> list[tuple[Question, str]]:
    """What the person said of the connection, for the session: the engine finds out by itself, and may differ."""
    notes: list[tuple[Question, str]] = []
    if answers.connection:
        notes.append(("internet", f"connected_by_{answers.connection}"))
    if answers.same_router:
        notes.append(("nat", f"phones_on_same_router_{answers.same_router}"))
    return notes


@dataclass(frozen=True, slots=True)
class Pace:
    """The two waits above; tests set them to nothing."""

    guard_s: float = GUARD_S
    dwell_s: float = DWELL_S


class Host(QObject):
    """One sitting at the window."""

    screen_changed = Signal()
    scene_changed = Signal()
    level_changed = Signal()
    closing = Signal()

    def __init__(
        self,
        connect: Connect,
        start: Answers,
        *,
        unavailable: Container[str] = frozenset(),
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """*start* holds what is known before the first screen: practice, or a profile. *unavailable*: presses that
        this computer cannot act on."""
        super().__init__()
        self._start, self._unavailable = start, unavailable
        self._pace, self._clock = pace or Pace(), clock
        unfinished = memory.recall()
        first = FIRST_AFTER_A_BREAK if unfinished else FIRST
        self.journey = Journey(first, unfinished.answers if unfinished else start, draft=start)
        self.known = Known()
        self.live = Live()
        self.notice = ""
        self.folder = unfinished.folder if unfinished else ""
        self.facts: deque[JsonObject] = deque(maxlen=MOST_NOTES)
        self._arrived = self._clock()
        self._saved = False
        self._spent: dict[ScreenId, float] = {}
        self.measurement = Measurement(connect, self)
        self._changes = 0
        self._late = Patience(self)
        self._late.over.connect(lambda: self._interrupt("late"))
        self._dwell = QTimer(self, singleShot=True)
        self._dwell.timeout.connect(lambda: self._follow("measured"))

    # What the window shows

    @property
    def scene(self) -> Scene:
        """A snapshot for the page."""
        return Scene(
            self.journey, self.known, self.live, self._clock(), self.provider, self.folder, self.notice
        )  # fmt: skip

    @property
    def provider(self) -> Provider:
        """Who helps."""
        if self.journey.answers.practice is not None:
            return Provider(say("window", "practice", "provider"), say("window", "practice", "phone"))
        profile = self.journey.answers.profile or self._start.profile
        return profile.provider if profile else self.journey.answers.provider

    @property
    def presses(self) -> Presses:
        """The buttons of the present screen."""
        return presses(catalogue()[self.journey.screen], self._situation(), self._unavailable)

    # What the window tells

    def press(self, event: str, answers: Answers | None = None) -> bool:
        """A button with the page's *answers*; ``False`` when it came too early to be meant for this screen."""
        if event == "stop":
            self._interrupt("stop")
            return True
        before = self.journey
        step = advance(before, event, self.known, self._offered, self._said(event, answers or before.answers))
        early = self._clock() - self._arrived < self._pace.guard_s
        if early and (step.starts or event == "agree"):
            return False
        if event == "start_again":
            step = self._start_again()
        if (said := SAID.get((before.screen, event))) and self.folder:
            self.measurement.answer(*said)
        if (deed := deed_of(before, event, self.known, answers or before.answers)) and self.measurement.is_open:
            self.measurement.did(*deed)
        if before.measuring and step.journey.measuring != before.measuring:
            self.measurement.stop()
        self._take(step, event)
        return True

    def answer(self, value: str) -> None:
        """What the person said to the question on the screen."""
        question = MEASURES.get(f"{self.journey.screen[:2]}p", ("internet",))[0]
        if self.folder:
            self.measurement.answer(question, f"{SECOND.get(self.journey.screen, '')}{value}")
        self.known = replace(self.known, prompt="")
        self.press("answered")

    def go_back(self) -> None:
        """The page before, as it was left. A measurement that runs is stopped; none is started."""
        if not self.journey.can_go_back:
            return
        if self.journey.measuring:
            self.measurement.stop()
        self._take(back(self.journey), "back")

    def remember(self) -> None:
        """Note where the person is, while there are results that were not saved as a report."""
        if self.folder and not self._saved and self.known != Known():
            memory.remember(memory.Unfinished(self.folder, station(self.journey), self.journey.answers))

    @property
    def start(self) -> Answers:
        """What was known before the first screen."""
        return self._start

    def begin_anew(self, start: Answers) -> None:
        """From the first screen, with other settings. What was measured so far stays in the person's documents."""
        self._late.stop()
        self._dwell.stop()
        self.measurement.drop()
        self._start = start
        self.journey, self.live = self._start_again().journey, Live()
        self._arrived, self.notice = self._clock(), ""
        self.measurement.prepare()
        self.screen_changed.emit()

    async def leave(self) -> None:
        """The window is gone: let the engine save, and remember the place."""
        self._late.stop()
        self._dwell.stop()
        self.remember()
        await self.measurement.leave()

    # What the engine tells, by way of the measurement

    def learned(self, event: str, fields: JsonObject) -> None:
        """Any event of the engine."""
        from app.wizard.learning import learn

        self.known = learn(self.known, event, fields)
        self.live.take(event, fields, self._clock())
        if event == "level":
            self.level_changed.emit()
            return
        if event == "observation" and isinstance(fact := fields.get("observation"), dict):
            self.facts.append(fact)
            if self.journey.measuring and fact.get("kind") == "run.mark":
                self._world_changed(str(fact.get("mark")))
        if event == "opened":
            self.remember()
        if event == "closed":
            self._after_saving(fields)
        self.scene_changed.emit()

    def happened(self, flow_event: str) -> None:
        """``measured``, ``asked`` or ``lost``."""
        if flow_event == "measured":
            self._spent[self.live.screen] = self._clock() - self.live.started
            rest = self._pace.dwell_s - (self._clock() - self.live.started)
            if rest > 0:
                self._dwell.start(round(rest * 1000))
                return
        self._follow(flow_event)

    def refused(self, text_id: str, values: JsonObject, *, fatal: bool) -> None:
        """The engine names a problem. One of opening leads back to the page where it can be mended."""
        shown = {key: value for key, value in values.items() if isinstance(value, (str, int))}
        sentence = say("errors", text_id, "text", **shown)
        if fatal and self.journey.measuring:
            self._take(back(self.journey), "back")
        self.notice = sentence
        self.scene_changed.emit()

    # Inside

    def _world_changed(self, mark: str) -> None:
        """The engine asks again what sleep or another network spoiled; the person is told why it takes longer."""
        if mark not in TOLD_MARKS:
            return
        self._changes += mark == "network_changed"
        if self._changes > MOST_CHANGES:
            self._interrupt("changed")
            return
        self.notice = say("window", "world", mark)
        self._late.start(self._patience_s())

    def _situation(self) -> Situation:
        return Situation(self.journey.answers, self.known, self._offered)

    @property
    def _offered(self) -> frozenset[str]:
        """Where the system asks for nothing, its box is not announced; practice shows it to those who learn."""
        asks = "show_box" not in self._unavailable or self.journey.answers.practice is not None
        return OFFERED if asks else OFFERED - {"24"}

    def _said(self, event: str, answers: Answers) -> Answers:
        if event == "agree":
            return replace(answers, agreed_at=datetime.now(UTC).isoformat(timespec="seconds"))
        if event == "cannot_see":
            from app.ui.pages.router_list import with_choice

            if not answers.fixing:
                return replace(answers, walk=None)  # asked for again when it matters
            return with_choice(answers, "generic", self.known)
        if event == "list":
            return replace(answers, walk=None)
        if event == "next_fix" and (tried := current_finding(self.known, answers)):
            return replace(answers, fixes_tried=(*answers.fixes_tried, tried.id))
        return answers

    def _start_again(self) -> Step:
        memory.forget()
        self.folder, self.known, self._saved = "", Known(), False
        self.facts.clear()
        return Step(Journey(FIRST, self._start, draft=self._start))

    def _follow(self, event: str) -> None:
        """An event that no person pressed."""
        self._dwell.stop()
        self._take(advance(self.journey, event, self.known, self._offered, self.journey.answers), event)

    def _interrupt(self, event: str) -> None:
        self.measurement.stop()
        self._follow(event)

    def _take(self, step: Step, event: str) -> None:
        if step.closes:
            self.closing.emit()
            return
        moved = step.journey.screen != self.journey.screen or step.starts or step.journey.past != self.journey.past
        self.journey = step.journey
        if not moved:
            self.scene_changed.emit()
            return
        self.notice = ""
        self._arrived = self._clock()
        self._late.stop()
        self._dwell.stop()
        if step.starts:
            self._begin(step.journey.screen, again=event == "again")
        elif self.journey.measuring and not self.journey.waiting:
            self._late.start(self._patience_s())
        self._arrive()
        self.screen_changed.emit()

    def _begin(self, screen: ScreenId, *, again: bool) -> None:
        self.live = begin(screen, self._clock())
        if screen == "55p" and self._spent:
            self.live.expected_s = sum(self._spent.values()) * AGAIN_SHARE
        self._saved, self._changes = False, 0
        self._open()
        if screen == "55p":
            questions = questions_again(self.known)
            if not again:
                self._next_run()
        else:
            questions = MEASURES[screen]
        if HEARD.intersection(questions):
            self._choose_sound()
        self.measurement.measure(questions, patient=screen == "55p" and self._restarts())
        self._late.start(self._patience_s())

    def _restarts(self) -> bool:
        """Whether the person was just told to restart the router, by the guide that they followed to its end."""
        walk = self.journey.answers.walk
        followed = "53" in [visit.screen for visit in self.journey.past[-2:]]
        return walk is not None and walk.restarts and walk.at_the_end and followed

    def _choose_sound(self) -> None:
        self.measurement.sound(self.journey.answers.speaker, self.journey.answers.microphone)

    def _patience_s(self) -> float:
        return PATIENCE_S[self.journey.measuring]

    def _next_run(self) -> None:
        from app.wizard.learning import new_run

        count = len(self.known.diagnoses)
        label = self.journey.answers.way or ("after" if count < 2 else f"after {count}")
        self.known = new_run(self.known, label)
        self.measurement.run(label)

    def _open(self) -> None:
        if not self.folder:
            self.folder = str(new_session_folder())
        if self.measurement.is_open:
            return
        self.measurement.open(self.folder, self.journey.answers, self.known.label)
        for question, value in connection_notes(self.journey.answers):
            self.measurement.answer(question, value)

    def _arrive(self) -> None:
        """What a screen needs as soon as it is up."""
        answers, screen = self.journey.answers, self.journey.screen
        resumes = bool(self.folder) and self.known == Known() and answers.has_details and answers.agreed_at
        if resumes and screen not in ("96", "22b"):
            self._open()  # the engine tells again what was measured before the break
        if screen == "41":
            self._choose_sound()  # and learn what there is to choose from
        if screen in REPORTS and self.folder and not self._saved:
            self._open()
            self.measurement.save()
        self.remember()

    def _after_saving(self, fields: JsonObject) -> None:
        if self.known.report:
            self._saved = True
            memory.forget()
        else:
            self.notice = say("window", "report", "failed")
