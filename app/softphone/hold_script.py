"""A call that is only kept: sound each way stretch by stretch, a quiet part, and marks for what happened around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.model.facts import MediaTimeline, RunMark
from app.network.surroundings import Change, Clock, Surroundings, Way
from app.softphone.course import course_of
from app.softphone.face import Conversation
from app.softphone.known_signal import write_wav
from app.softphone.levels import SILENCE_DBFS
from app.softphone.scripts import SIGNAL
from app.softphone.stream_look import StreamLook
from app.softphone.waiting import now

SIGNAL_PERIODS: Final = 20
SHORTEST_STRETCH_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class HoldPlan:
    """How long to hold, in seconds of a real call.

    From ``quiet_from_s`` to ``quiet_to_s`` we send no sound, as a muted phone does: some routers forget a call then.
    ``pace``: in practice so many of these seconds pass in one.
    """

    seconds: float = 150.0
    quiet_from_s: float | None = 60.0
    quiet_to_s: float | None = 105.0
    pace: float = 1.0

    @property
    def lasts_s(self) -> float:
        """How long it takes by the clock."""
        return self.seconds / self.pace

    @property
    def stretch_s(self) -> float:
        """One second of a real call, as far as it can be measured."""
        return max(SHORTEST_STRETCH_S, 1 / self.pace)


@dataclass(slots=True)
class _Counts:
    received: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    jitter: list[float | None] = field(default_factory=list)
    last: tuple[int, int, int] = (0, 0, 0)

    def add(self, look: StreamLook | None, level: float | None, stretches: int) -> None:
        """Share what came since the last time among the stretches that passed; a new stream counts from nought."""
        new = (look.packets, look.sent.packets if look.sent else 0, look.lost) if look else (0, 0, 0)
        gained = [now - before if now >= before else now for now, before in zip(new, self.last, strict=True)]
        self.last = new
        for part in range(stretches):
            for row, count in zip((self.received, self.sent, self.lost), gained, strict=True):
                row.append(_share(count, part, stretches))
            self.heard.append(SILENCE_DBFS if level is None else level)
            self.jitter.append(look.jitter_ms if look else None)


def _share(count: int, part: int, parts: int) -> int:
    return count * (part + 1) // parts - count * part // parts


class HoldScript:
    """Keeps one call. *way* tells by which address of ours the far end is reached, to notice a change of network.

    *around* begins to watch what happens to this computer, by the clock it is given.
    """

    def __init__(
        self,
        folder: Path,
        purpose: str,
        plan: HoldPlan,
        way: Way,
        around: Callable[[Way, Clock], Surroundings] = Surroundings,
    ) -> None:
        self.purpose, self.pace = purpose, plan.pace
        self._plan, self._way, self._around = plan, way, around
        self._counts = _Counts()
        self._quiet: list[float | None] = [None, None]
        self._file = folder / "held.wav"
        write_wav(self._file, SIGNAL.samples(), SIGNAL_PERIODS)

    async def talk(self, call: Conversation) -> bool:
        call.hold_sound(self._file)
        whole = False
        try:
            await self._keep(call)
            whole = True
        finally:
            call.drop_held_sound()
            self._record_timeline(call)
            if not whole:  # stopped: nobody will ask us after the goodbye
                self._record_course(call)
        return not call.ended.is_set()

    def after(self, call: Conversation) -> None:
        """The goodbye belongs to the course."""
        self._record_course(call)

    async def _keep(self, call: Conversation) -> None:
        plan = self._plan
        start, around = now(), self._around(self._way, now)
        done = 0
        while not call.ended.is_set() and now() - start < plan.lasts_s:
            await call.pause(max(0.0, start + (done + 1) * plan.stretch_s - now()))
            passed = max(1, int((now() - start) / plan.stretch_s) - done)
            changes = around.look()
            skipped_s = self._note(call, changes, now() - start)
            if any(change.mark == "network_changed" for change in changes) and await call.follow():
                call.hold_sound(self._file)
            if skipped_s:
                start += skipped_s
                passed = 1
            done += passed
            self._counts.add(call.stream_look(), call.heard_dbfs(), passed)
            await self._turn(call, now() - start)

    def _note(self, call: Conversation, changes: tuple[Change, ...], passed_s: float) -> float:
        """Record what happened around us; returns the seconds of the loop's clock that were slept away."""
        for change in changes:
            call.record(RunMark(change.mark, change.detail, round(passed_s * self.pace, 1)))
        return sum(change.lost_s for change in changes)

    async def _turn(self, call: Conversation, passed_s: float) -> None:
        """Begin or end the quiet part when its time has come."""
        plan = self._plan
        if plan.quiet_from_s is None or plan.quiet_to_s is None or call.ended.is_set():
            return
        if self._quiet[0] is None and passed_s >= plan.quiet_from_s / plan.pace:
            self._quiet[0] = round(passed_s, 3)
            if await call.send_sound(False):
                call.hold_sound(self._file)
            else:
                self._quiet = [None, None]
                self._plan = HoldPlan(plan.seconds, None, None, plan.pace)
        elif self._quiet[0] is not None and self._quiet[1] is None and passed_s >= plan.quiet_to_s / plan.pace:
            self._quiet[1] = round(passed_s, 3)
            await call.send_sound(True)
            call.hold_sound(self._file)

    def _record_timeline(self, call: Conversation) -> None:
        counts, plan = self._counts, self._plan
        call.record(
            MediaTimeline(
                self.purpose,
                plan.stretch_s,
                tuple(counts.received),
                tuple(counts.sent),
                tuple(counts.heard),
                self._quiet[0],
                self._quiet[1],
                plan.pace,
                tuple(counts.lost),
                tuple(counts.jitter),
            )
        )

    def _record_course(self, call: Conversation) -> None:
        course = course_of(call.ladder(), self.purpose, self._plan.seconds, self._plan.pace)
        if course is not None:
            call.record(course)
