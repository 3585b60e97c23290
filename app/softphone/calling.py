"""One call from dialling to its goodbye."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

import pjsua2 as pj

from app.model.facts import CallResult, Fact
from app.softphone import goodbye
from app.softphone.agreement import agreement_of, announced_ssrc
from app.softphone.call import CallEvents, SipCall
from app.softphone.conversation import ActiveCall
from app.softphone.dialogue import Dialogue
from app.softphone.face import CallReport, OnLevel, PhoneSettings, Script
from app.softphone.ladder import Ladder, LadderEntry
from app.softphone.waiting import now, wait_for_sign
from app.softphone.watcher import Watcher

Outcome = Literal["connected", "refused", "silent", "dropped", "transport_error", "stopped", "no_media"]
_RINGING_CLASS: Final = 1  # 1xx


class Calling:
    """Dials, lets the script talk, hangs up, and records every fact in order. For one call only."""

    def __init__(
        self,
        script: Script,
        settings: PhoneSettings,
        folder: Path,
        record: Callable[[Fact], None],
        on_level: OnLevel | None,
        follow: Callable[[], bool] = lambda: False,
    ) -> None:
        self._script, self._settings, self._on_level = script, settings, on_level
        self._watcher: Watcher | None = None
        self._hand_out = record
        self._facts: list[Fact] = []
        self._events = CallEvents(script.purpose)
        self._dialogue = Dialogue("INVITE", now)
        self._call = ActiveCall(self._events, self._dialogue.entries, script.purpose, folder, self._record, follow)
        self._dialled = now()
        self._answered: float | None = None
        self._ended: float | None = None
        self._ended_before_us = False

    async def run(
        self, account: Any, uri: str, ladder: Ladder, goes_here: Callable[[LadderEntry], bool] = lambda entry: True
    ) -> CallReport:
        """Make the call. When cancelled, it hangs up, records the stopped call, and raises on.

        *goes_here* tells the call's own INVITE from those of calls that are made at the same time.
        """
        self._dialogue.only(goes_here)
        self._tap = ladder.tap
        outcome: Outcome = "stopped"
        stop_listening = ladder.listen(self._dialogue.take)
        self._call.take(SipCall(account, self._events))
        self._dialled = now()
        patience = self._settings.stop_wait_s
        try:
            outcome = await self._converse(uri)
            patience = self._settings.hang_up_wait_s + self._call.round_trip_s
        finally:
            await self._hang_up(patience)
            self._call.release()
            stop_listening()
            result = self._conclude(outcome)
        return CallReport(result, tuple(self._facts))

    def abandon(self) -> None:
        """Let the native call go at once; the stack says goodbye by itself. The run ends as if the call had dropped."""
        self._call.release()
        self._events.settled.set()
        self._events.over.set()

    def _record(self, fact: Fact) -> None:
        self._facts.append(fact)
        self._hand_out(fact)

    async def _converse(self, uri: str) -> Outcome:
        if not await self._call.dial(uri):
            return "transport_error"
        self._dialled = now()
        if not await wait_for_sign(self._events.settled, self._answer_deadline):
            return "no_media" if self._dialogue.was_accepted else "silent"
        if not self._events.answered.is_set():
            return self._not_answered()
        self._answered = now()
        media_deadline = self._answered + self._settings.media_wait_s
        if not await wait_for_sign(self._events.media, lambda: media_deadline):
            return "no_media"
        return "connected" if await self._talk() else "dropped"

    def _answer_deadline(self) -> float:
        """Silence is short; a far end that rings has longer."""
        status = self._dialogue.last_status
        if status is not None and status[0] // 100 == _RINGING_CLASS:
            return self._dialled + self._settings.answer_wait_s
        return (self._dialogue.last_sign or self._dialled) + self._settings.silence_wait_s

    def _not_answered(self) -> Outcome:
        status = self._events.status
        if self._dialogue.was_accepted:  # pjsip hung up: their answer agreed on no sound
            return "no_media"
        if self._dialogue.answered_with(status):
            return "refused"
        return "silent" if status == pj.PJSIP_SC_REQUEST_TIMEOUT else "transport_error"

    async def _talk(self) -> bool:
        self._watcher = Watcher(self._call.stream_look, self._tap)
        beside = [asyncio.create_task(self._watcher.run())]
        if self._on_level is not None:
            beside.append(asyncio.create_task(self._call.meter(self._on_level)))
        try:
            return await self._script.talk(self._call)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _hang_up(self, patience: float) -> None:
        """Say goodbye and wait a moment for the answer to it: it may carry the far end's statistics."""
        self._ended = now()
        self._ended_before_us = self._events.over.is_set()
        if self._ended_before_us:
            return
        if not self._call.bye():
            return
        deadline = self._ended + patience
        with contextlib.suppress(asyncio.CancelledError):  # a second Stop must not skip the clean-up
            await wait_for_sign(self._events.over, lambda: deadline)
            if self._dialogue.last_sign is not None:
                await wait_for_sign(self._dialogue.parted, lambda: deadline)

    def _conclude(self, outcome: Outcome) -> CallResult:
        purpose, ladder = self._script.purpose, self._dialogue.entries
        agreed = agreement_of(ladder, purpose)
        if agreed is not None:
            self._record(agreed)
        if self._watcher is not None:
            self._record(self._watcher.fact(purpose, getattr(self._script, "pace", 1.0)))
            for headers in self._watcher.headers(purpose, agreed, announced_ssrc(ladder)):
                self._record(headers)
        for fact in (*self._events.flows, *goodbye.far_end_flows(ladder, purpose)):
            self._record(fact)
        heard = goodbye.far_end_heard(ladder, purpose)
        if heard is not None:
            self._record(heard)
        for told in (goodbye.far_end_path(ladder, purpose), goodbye.keys_heard(ladder, purpose)):
            if told is not None:
                self._record(told)
        if self._answered is not None and outcome in {"connected", "dropped"}:
            self._script.after(self._call)
        result = self._result(outcome)
        self._record(result)
        return result

    def _result(self, outcome: Outcome) -> CallResult:
        ladder = self._dialogue.entries
        status, phrase = self._dialogue.last_status or (
            None,
            self._events.phrase if outcome == "transport_error" else "",
        )
        answered, ended = self._answered, self._ended
        return CallResult(
            purpose=self._script.purpose,
            outcome=outcome,
            status=status,
            phrase=phrase[:200],
            setup_s=None if answered is None else round(answered - self._dialled, 4),
            duration_s=None if answered is None or ended is None else round(ended - answered, 3),
            ended_by=None if answered is None else goodbye.ended_by(ladder) or self._ended_without_bye(),
            reason_header=goodbye.reason_header(ladder),
        )

    def _ended_without_bye(self) -> Literal["us", "local_timeout"]:
        return "local_timeout" if self._ended_before_us else "us"
