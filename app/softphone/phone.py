"""The softphone: a plain asyncio face over pjsua2, everything in the thread of the event loop.

A timer lets pjsip work every 20 ms (about 2 % of a core); callbacks set events that coroutines wait for. Everything
measured comes out as facts, in order, through :meth:`Softphone.take_facts`.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.facts import Fact, Registration
from app.model.profile import Account
from app.softphone.face import CallReport, OnLevel, PhoneSettings, Script
from app.softphone.ladder import Ladder, LadderEntry
from app.softphone.punctual import Punctual

if TYPE_CHECKING:
    from app.softphone.endpoint import Stack
    from app.softphone.line import Line

LOOK_EVERY: Final = 10
"""Turns of the pump, from one look at the clock of calls to the next."""
MAX_WAITING: Final = 5000
"""Facts that nobody has taken yet; a server that floods us cannot fill the memory."""


class Softphone:
    """One run's telephone: fresh ports, one account. Use it as ``async with``, or start and close it."""

    def __init__(
        self, settings: PhoneSettings | None = None, on_level: OnLevel | None = None, authorities: str = ""
    ) -> None:
        self.settings = settings or PhoneSettings()
        self.registration: Registration | None = None
        """The outcome of the last sign-in of this run."""
        self.reports: list[CallReport] = []
        """The calls of this run."""
        self.fresh_echo: CallReport | None = None
        """The echo call that one probe made and another may use instead of making its own."""
        self.authorities = authorities
        """Signers of servers' certificates to trust besides the system's, as PEM text."""
        self.facts_waiting = asyncio.Event()
        self._on_level = on_level
        self.ladder = Ladder()
        self.ladder.listen(self._message)
        self._facts: list[Fact] = []
        self._stack: Stack | None = None
        self._line: Line | None = None
        self._lines: set[Line] = set()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._turns, self._punctual = 0, Punctual()

    async def __aenter__(self) -> Softphone:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def registered(self) -> bool:
        """Whether the last sign-in of this run worked."""
        return self.registration is not None and self.registration.outcome == "registered"

    @property
    def is_elsewhere(self) -> bool:
        """Whether this computer has another address by now than when it last signed in."""
        return self._line is not None and self._line.is_elsewhere

    @property
    def folder(self) -> Path:
        """Where recordings lie until they are measured; deleted with the phone."""
        assert self._folder is not None
        return Path(self._folder.name)

    async def start(self) -> None:
        """Start the stack; raises :class:`UserError` when pjsip or the temporary folder cannot be had."""
        from app.softphone.endpoint import Stack

        try:
            self._folder = tempfile.TemporaryDirectory(prefix="callmend-", ignore_cleanup_errors=True)
        except OSError as error:
            raise UserError("no_temporary_folder", exit_code=NOT_TESTED_EXIT, reason=error.strerror or "") from None
        self._stack = Stack(self.settings, self.ladder.tap.line)
        self._stack.open()
        self._pump()

    def _pump(self) -> None:
        if self._stack is not None:
            self._stack.pump()
            self._turns += 1
            if self._turns % LOOK_EVERY == 0:
                self._punctual.look()
            self._timer = asyncio.get_running_loop().call_later(self.settings.pump_interval_s, self._pump)

    def _message(self, entry: LadderEntry) -> None:
        self.record(entry.fact)

    def record(self, fact: Fact) -> None:
        """Hand a fact out in its place among those that the phone measures."""
        if len(self._facts) < MAX_WAITING:
            self._facts.append(fact)
        self.facts_waiting.set()

    def take_facts(self) -> list[Fact]:
        """All facts since the last time, in order; SIP messages among them."""
        taken, self._facts = self._facts, []
        self.facts_waiting.clear()
        return taken

    async def register(self, account: Account) -> Registration:
        """Sign in and say what came of it; a second account replaces the first. Records the same fact.

        Raises :class:`UserError` ``softphone_ipv6`` when the server has no IPv4 address: the wheels lack IPv6.
        """
        line, self._line = self._line, None
        if line is not None:
            await self.close_line(line)
        self._line = self.open_line(account, live=True)
        self.registration = await self._line.sign_in()
        self.record(self.registration)
        return self.registration

    async def call(self, number: str, script: Script) -> CallReport:
        """Dial *number* in the account's domain and follow *script*; every fact is recorded as it comes.

        Needs a :meth:`register` before, whatever came of it. Cancelling hangs up within the hang-up wait.
        """
        if self._line is None:
            raise RuntimeError("register before calling")
        report = await self._line.call(number, script)
        self.reports.append(report)
        return report

    def open_line(self, account: Account, *, secure_media: bool = False, live: bool = False) -> Line:
        """One more way in, beside the one of :meth:`register`; give it back with :meth:`close_line`.

        *live*: the levels of its calls are told while they last.
        """
        from app.softphone.line import Line

        if self._stack is None:
            raise RuntimeError("start before opening a line")
        line = Line(
            self._stack, self.ladder, self.settings, self.folder, self.record, account,
            authorities=self.authorities, secure_media=secure_media, on_level=self._on_level if live else None,
        )  # fmt: skip
        self._lines.add(line)
        return line

    async def close_line(self, line: Line) -> None:
        """Sign out there, and let it go."""
        self._lines.discard(line)
        line.abandon()
        try:
            await line.leave()
        finally:
            await line.close_relay()

    async def close(self) -> None:
        """Sign out, end everything, give ports and files back. Safe to call twice, and in the middle of a call."""
        for line in tuple(self._lines):
            line.abandon()
        try:
            await asyncio.gather(*(line.leave() for line in self._lines))
        finally:
            if self._timer is not None:
                self._timer.cancel()
            stack, self._stack = self._stack, None
            if stack is not None:
                stack.close()
            for line in tuple(self._lines):
                await line.close_relay()
            self._lines.clear()
            if self._folder is not None:
                self._folder.cleanup()
