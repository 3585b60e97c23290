"""Signing in, and what came of it (RFC 3261 section 10)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Final, Literal

import pjsua2 as pj

from app.model.endpoint import Endpoint
from app.model.facts import Registration, SignInCourse
from app.model.names import Transport
from app.softphone.account import SipAccount
from app.softphone.dialogue import Dialogue
from app.softphone.face import PhoneSettings
from app.softphone.ladder import Ladder, LadderEntry
from app.softphone.sign_in_course import sign_in_course
from app.softphone.waiting import now, wait_for_sign

_LONGEST: Final = 3  # in multiples of the silence wait: a server that only ever says "trying" ends too
Outcome = Literal["registered", "refused", "silent", "transport_error"]


class SigningIn:
    """One account and the state of its registration."""

    def __init__(self, server: Endpoint, transport: Transport, settings: PhoneSettings, ladder: Ladder) -> None:
        self._server, self._transport, self._settings, self._ladder = server, transport, settings, ladder
        self._state = asyncio.Event()
        self._code, self._phrase, self._expires = 0, "", 0
        self.course: SignInCourse | None = None
        """The answers to the last attempt."""
        self.account: Any = SipAccount(self._on_state)

    def goes_here(self, entry: LadderEntry) -> bool:
        """Whether a message of ours is on this way: several accounts may send at the same time."""
        return entry.fact.peer == str(self._server) and entry.fact.transport == self._transport

    def create(self, config: Any) -> None:
        """Make the account known to pjsip; raises ``pj.Error``."""
        self.account.create(config)

    def move(self, config: Any, transport: int) -> None:
        """Go on as *config* says, over *transport*; signs in from there. Raises ``pj.Error``."""
        self.account.modify(config)
        self.account.setTransport(transport)

    def _on_state(self, code: int, phrase: str, expires: int) -> None:
        self._code, self._phrase, self._expires = code, phrase, expires
        self._state.set()

    async def attempt(self) -> Registration:
        """Send REGISTER and wait for the outcome; a cancelled wait raises as usual."""
        dialogue = Dialogue("REGISTER", now, self.goes_here)
        started = now()
        self._state.clear()
        stop_listening = self._ladder.listen(dialogue.take)
        self.course = None
        try:
            self.account.setRegistration(True)
            done = await wait_for_sign(self._state, lambda: self._deadline(dialogue, started))
        except pj.Error as error:
            return self._registration("transport_error", None, str(error.reason), dialogue, started)
        finally:
            stop_listening()
            self.course = sign_in_course(str(self._server), dialogue.entries)
        if not done:
            return self._registration("silent", None, "", dialogue, started)
        status = self._code if dialogue.answered_with(self._code) else None
        phrase = dialogue.last_status[1] if status and dialogue.last_status else self._phrase
        return self._registration(self._outcome(dialogue), status, phrase, dialogue, started)

    def _deadline(self, dialogue: Dialogue, started: float) -> float:
        wait = self._settings.silence_wait_s
        return min((dialogue.last_sign or started) + wait, started + _LONGEST * wait)

    def _outcome(self, dialogue: Dialogue) -> Outcome:
        if self._code // 100 == 2:
            return "registered"
        if dialogue.answered_with(self._code):
            return "refused"
        return "silent" if self._code == pj.PJSIP_SC_REQUEST_TIMEOUT else "transport_error"

    def _registration(
        self, outcome: Outcome, status: int | None, phrase: str, dialogue: Dialogue, started: float
    ) -> Registration:
        elapsed = round(now() - started, 4)
        phrase = phrase[:200]
        return Registration(
            str(self._server), self._transport, outcome, status, phrase, dialogue.challenges, elapsed
        )  # fmt: skip

    async def end(self) -> None:
        """Sign out where we are signed in, and let the account go; waits a moment for the answer, no longer."""
        account, self.account = self.account, None
        if account is None:
            return
        if self._code // 100 == 2 and self._expires:
            self._state.clear()
            if account.sign_out():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._settings.sign_out_wait_s):
                        await self._state.wait()
        with contextlib.suppress(pj.Error):
            account.shutdown()
