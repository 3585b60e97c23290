"""The softphone: a plain asyncio face over pjsua2, everything in the thread of the event loop.

A timer lets pjsip work every 20 ms (about 2 % of a core); callbacks set events that coroutines wait for. Everything
measured comes out as facts, in order, through :meth:`Softphone.take_facts`.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.model.endpoint import Endpoint
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.facts import Fact, Registration
from app.model.profile import Account
from app.network.resolve import resolve
from app.network.route import local_address_towards
from app.softphone.face import CallReport, OnLevel, PhoneSettings, Script
from app.softphone.ladder import Ladder, LadderEntry

if TYPE_CHECKING:
    from app.softphone.calling import Calling
    from app.softphone.endpoint import Stack
    from app.softphone.signing_in import SigningIn

MAX_WAITING: Final = 5000
"""Facts that nobody has taken yet; a server that floods us cannot fill the memory."""


class Softphone:
    """One run's telephone: fresh ports, one account. Use it as ``async with``, or start and close it."""

    def __init__(self, settings: PhoneSettings | None = None, on_level: OnLevel | None = None) -> None:
        self.settings = settings or PhoneSettings()
        self.registration: Registration | None = None
        """The outcome of the last sign-in of this run."""
        self.reports: list[CallReport] = []
        """The calls of this run."""
        self.fresh_echo: CallReport | None = None
        """The echo call that one probe made and another may use instead of making its own."""
        self.facts_waiting = asyncio.Event()
        self._on_level = on_level
        self.ladder = Ladder()
        self.ladder.listen(self._message)
        self._facts: list[Fact] = []
        self._stack: Stack | None = None
        self._account: Account | None = None
        self._signing_in: SigningIn | None = None
        self._calls: set[Calling] = set()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._timer: asyncio.TimerHandle | None = None

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
        self._stack = Stack(self.settings, self.ladder.take)
        self._stack.open()
        self._pump()

    def _pump(self) -> None:
        if self._stack is not None:
            self._stack.pump()
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
        await self._leave()
        self._account = account
        self.registration = await self._sign_in(account)
        self.record(self.registration)
        return self.registration

    async def _sign_in(self, account: Account) -> Registration:
        found = await resolve(account.server_host, _written_port(account), account.transport)
        for lookup in found.lookups:
            self.record(lookup)
        if not found.endpoints:
            host = f"{account.server_host}:{account.server_port}"
            return Registration(host, account.transport, "unresolved", None, "", 0, 0.0)
        server = next((endpoint for endpoint in found.endpoints if ":" not in endpoint.host), None)
        if server is None:
            raise UserError("softphone_ipv6", exit_code=NOT_TESTED_EXIT, host=account.server_host)
        try:
            self._signing_in = self._open_account(account, server)
        except OSError as error:
            return Registration(str(server), account.transport, "transport_error", None, str(error), 0, 0.0)
        return await self._signing_in.attempt()

    def _open_account(self, account: Account, server: Endpoint) -> SigningIn:
        import pjsua2 as pj

        from app.softphone.account import account_config
        from app.softphone.endpoint import error_text
        from app.softphone.signing_in import SigningIn

        local = local_address_towards(server.host)
        if local is None or self._stack is None:
            raise OSError("no route to the server")
        signing_in = SigningIn(server, account.transport, self.settings, self.ladder)
        try:
            transport = self._stack.open_transport(account.transport, local)
            signing_in.create(account_config(account, server, local, transport, self.settings))
        except pj.Error as error:
            raise OSError(error_text(error)) from None
        return signing_in

    async def call(self, number: str, script: Script) -> CallReport:
        """Dial *number* in the account's domain and follow *script*; every fact is recorded as it comes.

        Needs a :meth:`register` before, whatever came of it. Cancelling hangs up within the hang-up wait.
        """
        from app.softphone.account import number_uri
        from app.softphone.calling import Calling

        if self._signing_in is None or self._account is None:
            raise RuntimeError("register before calling")
        uri = number_uri(number, self._account.domain)
        calling = Calling(script, self.settings, self.folder, self.record, self._on_level)
        self._calls.add(calling)
        try:
            report = await calling.run(self._signing_in.account, uri, self.ladder)
        finally:
            self._calls.discard(calling)
        self.reports.append(report)
        return report

    async def _leave(self) -> None:
        signing_in, self._signing_in = self._signing_in, None
        if signing_in is not None:
            await signing_in.end()

    async def close(self) -> None:
        """Sign out, end everything, give ports and files back. Safe to call twice, and in the middle of a call."""
        for calling in tuple(self._calls):
            calling.abandon()
        try:
            await self._leave()
        finally:
            if self._timer is not None:
                self._timer.cancel()
            stack, self._stack = self._stack, None
            if stack is not None:
                stack.close()
            if self._folder is not None:
                self._folder.cleanup()


def _written_port(account: Account) -> int:
    """The port that the profile names, 0 for none: then DNS may say (RFC 3263 section 4.2)."""
    return Endpoint.parse(account.proxy or account.domain).port or account.port
