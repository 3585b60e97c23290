"""All calls of a test line: who may call what, and which call a request belongs to."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Final
from urllib.parse import unquote

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.network.route import local_address_towards
from app.protocols.sip import SipMessage, parse_uri
from app.testline.answers import Answers
from app.testline.call import Call, CallRecord
from app.testline.channel import Channel
from app.testline.client_transactions import ClientTransactions
from app.testline.config import TestLineConfig
from app.testline.conversation import converse
from app.testline.dialog import Dialog, DialogKey, dialog_key, dialog_of_invite
from app.testline.media import MediaSession, open_media
from app.testline.registrar import Binding
from app.testline.scripts import SCRIPTS
from app.testline.server_transactions import ServerTransaction, ServerTransactions
from app.testline.sounds import frames
from app.testline.statistics import end_headers

_DIALLED: Final = re.compile(r"(.+?)(?:\*([0-9]{1,5}))?\Z", re.DOTALL)
RECORDS_KEPT: Final = 200


class Switchboard:
    """Takes the requests that make, change and end calls."""

    def __init__(self, config: TestLineConfig, answers: Answers, transactions: ServerTransactions) -> None:
        self.config = config
        self.clients = ClientTransactions(config.timers)
        self.calls: dict[DialogKey, Call] = {}
        self.records: deque[CallRecord] = deque(maxlen=RECORDS_KEPT)
        self.after_call: Callable[[CallRecord, float | None, Channel], None] | None = None
        self.extension: Callable[[SipMessage, Channel, str], Binding | None] | None = None
        """The other phone of the caller's own account that a request dials."""
        self.connect: Callable[[ServerTransaction, str, Binding], Coroutine[None, None, None]] | None = None
        self._answers, self._transactions = answers, transactions
        self._users: dict[asyncio.Task[None], str] = {}
        self._numbers = {getattr(config.numbers, name): name for name in SCRIPTS if getattr(config.numbers, name, "")}

    def invite(self, request: SipMessage, channel: Channel, user: str) -> None:
        """Take the INVITE of a new call from *user*."""
        transaction = self._transactions.open(request, channel)
        if transaction is None:
            return
        other = self.extension(request, channel, user) if self.extension is not None else None
        if other is not None and self.connect is not None:
            transaction.cancelled = self.begin(self.connect(transaction, user, other), user).cancel
            return
        dialled = self._dialled(request)
        refusal = self._refusal(dialled, user)
        if refusal is not None or dialled is None:
            status, phrase = refusal or (404, "Not Found")
            transaction.respond(status, self._answers.build(request, channel, status, phrase))
            return
        task = self.begin(self._answer(transaction, user, *dialled), user)
        transaction.cancelled = task.cancel

    def begin(self, work: Coroutine[None, None, None], user: str) -> asyncio.Task[None]:
        """Run a call as a task that counts against *user*."""
        task = asyncio.get_running_loop().create_task(work)
        self._users[task] = user
        task.add_done_callback(self._users.pop)
        return task

    def in_dialog(self, request: SipMessage, channel: Channel) -> None:
        """Take any request with a To tag."""
        key = dialog_key(request)
        call = self.calls.get(key) if key else None
        sender = request.from_.tag if request.from_ else None
        if call is None or (sender or "") != call.dialog.remote_tag:
            self._answers.send(request, channel, 481, "Call/Transaction Does Not Exist")
        elif request.method == "ACK":
            call.acknowledge(request)
        else:
            self._continue(call, request, channel)

    def cancel(self, request: SipMessage, channel: Channel) -> None:
        """Take a CANCEL (RFC 3261 section 9.2)."""
        invite = self._transactions.invite_of(request)
        if invite is None:
            self._answers.send(request, channel, 481, "Call/Transaction Does Not Exist")
            return
        self._answers.send(request, channel, 200, "OK")
        if not invite.answered and invite.cancelled is not None:
            invite.cancelled()
            terminated = self._answers.build(invite.request, invite.channel, 487, "Request Terminated")
            invite.respond(487, terminated)

    async def close(self) -> None:
        """End all calls; BYE is sent, its answer not awaited."""
        for call in list(self.calls.values()):
            call.end("stopped")
        talking = [call.task for call in self.calls.values()]
        for task in set(self._users) - set(talking):
            task.cancel()
        await asyncio.gather(*self._users, return_exceptions=True)

    @asynccontextmanager
    async def media(self) -> AsyncIterator[MediaSession]:
        """A pair of media ports for the time of a call."""
        config = self.config
        session = await open_media(config.listen, config.rtp_ports, config.limits.media_packets_per_second)
        try:
            yield session
        finally:
            await session.close()

    def call(self, dialog: Dialog, media: MediaSession, number: str, user: str, seconds: float | None) -> Call:
        """A call in the making."""
        host = own_host(dialog.channel)
        return Call(self.config, self.clients, dialog, media, number=number, user=user, seconds=seconds, host=host)

    async def carry(self, call: Call) -> None:
        """Keep an answered call until it is over."""
        clock = asyncio.get_running_loop().time
        start = clock()
        self.calls[call.dialog.key] = call
        try:
            await converse(call, SCRIPTS[call.number])
        finally:
            del self.calls[call.dialog.key]
            record = call.record(clock() - start)
            self.records.append(record)
        if self.after_call is not None:
            self.after_call(record, call.seconds, call.dialog.channel)

    def own(self, channel: Channel) -> Endpoint:
        """Our address on *channel* as the far end is told."""
        return self.config.view.announced(Endpoint(own_host(channel), channel.local.port))

    async def _answer(self, transaction: ServerTransaction, user: str, number: str, seconds: float | None) -> None:
        request, channel = transaction.request, transaction.channel
        dialog = dialog_of_invite(request, channel, self._answers.tag(request), self.own(channel))
        if dialog is None:
            transaction.respond(400, self._answers.build(request, channel, 400, "Contact Missing"))
            return
        try:
            async with self.media() as media:
                call = self.call(dialog, media, number, user, seconds)
                call.takes_messages = any("MESSAGE" in value.upper() for value in request.all("allow"))
                if self.config.ring_s:
                    call.respond(transaction, 180, "Ringing")
                    await asyncio.sleep(self.config.ring_s)
                if self.config.announces_s:
                    await self._announce(call, transaction)
                call.describe(transaction)
                if transaction.status == 200:
                    await self.carry(call)
        except UserError:
            transaction.respond(503, self._answers.build(request, channel, 503, "No Media Port Free"))

    async def _announce(self, call: Call, transaction: ServerTransaction) -> None:
        """Speak for a while before the call is taken, from a port of its own (RFC 3960 section 3)."""
        async with self.media() as early:
            call.describe_early(transaction, early)
            early.start()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.config.announces_s):
                    await early.play(cycle(frames("hold", call.law)))

    def _dialled(self, request: SipMessage) -> tuple[str, float | None] | None:
        """The number's meaning and the seconds dialled behind it."""
        uri = parse_uri(request.request_uri)
        found = _DIALLED.match(unquote(uri.user.partition(";")[0])) if uri else None
        if found is None:
            return None
        whole = self._numbers.get(found.group(0))
        name = whole or self._numbers.get(found.group(1))
        seconds = None if whole or found.group(2) is None else float(found.group(2))
        return (name, seconds) if name else None

    def _refusal(self, dialled: tuple[str, float | None] | None, user: str) -> tuple[int, str] | None:
        limits = self.config.limits
        if dialled is None:
            return 404, "Not Found"
        if list(self._users.values()).count(user) >= limits.calls_per_user:
            return 486, "Too Many Calls"
        return (503, "Too Many Calls") if len(self._users) >= limits.calls else None

    def _continue(self, call: Call, request: SipMessage, channel: Channel) -> None:
        number = request.cseq[0] if request.cseq else 0
        if number <= call.dialog.remote_cseq:
            self._answers.send(request, channel, 500, "CSeq Out Of Order")
            return
        transaction = self._transactions.open(request, channel)
        if transaction is None:
            return
        call.dialog.remote_cseq = number
        call.dialog.channel = channel
        _IN_DIALOG.get(request.method, _not_here)(call, transaction)


def own_host(channel: Channel) -> str:
    """The address of ours that the far end talks to, also where we listen on all of them."""
    host = channel.local.host
    return (local_address_towards(channel.source.host) or host) if host in {"0.0.0.0", "::"} else host


def _describe(call: Call, transaction: ServerTransaction) -> None:
    contact = transaction.request.contact
    if contact is not None and contact.uri is not None:
        call.dialog.target = contact.uri_text
    call.describe(transaction)


def _bye(call: Call, transaction: ServerTransaction) -> None:
    call.respond(transaction, 200, "OK", extra=end_headers(call.media, call))
    call.end("caller")


def _info(call: Call, transaction: ServerTransaction) -> None:
    if call.hear_info(transaction.request):
        call.respond(transaction, 200, "OK")
    else:
        call.respond(transaction, 415, "Unsupported Media Type", extra=[("Accept", "application/dtmf-relay")])


def _ok(call: Call, transaction: ServerTransaction) -> None:
    call.respond(transaction, 200, "OK")


def _not_here(call: Call, transaction: ServerTransaction) -> None:
    call.respond(transaction, 405, "Method Not Allowed")


_IN_DIALOG: Final[dict[str, Callable[[Call, ServerTransaction], None]]] = {
    "INVITE": _describe,
    "UPDATE": _describe,
    "BYE": _bye,
    "INFO": _info,
    "MESSAGE": _ok,
    "OPTIONS": _ok,
}
