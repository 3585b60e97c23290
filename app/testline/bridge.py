"""Phone to phone: a caller is connected with another phone of its own account, and the sound goes through us.

Nobody else can be reached this way: the dialled name must be the user part of a Contact that the same account holds.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

from app.model.errors import UserError
from app.protocols.sip import SipMessage, parse_uri
from app.testline.answers import Answers
from app.testline.call import Call
from app.testline.call_back import CallBack
from app.testline.channel import Channel
from app.testline.dialog import dialog_of_invite
from app.testline.registrar import Binding, Registrar
from app.testline.scripts import Echo
from app.testline.server_transactions import ServerTransaction
from app.testline.switchboard import Switchboard

SCRIPT = "extension"


class Bridge:
    """Finds the other phone, calls it, and joins both calls."""

    def __init__(self, board: Switchboard, registrar: Registrar, call_back: CallBack, answers: Answers) -> None:
        self._board, self._registrar, self._call_back, self._answers = board, registrar, call_back, answers
        board.extension = self.other_phone
        board.connect = self.connect

    def other_phone(self, request: SipMessage, channel: Channel, user: str) -> Binding | None:
        """The phone that *request* dials, when it is one of *user*'s own and not the caller itself."""
        uri = parse_uri(request.request_uri)
        dialled = unquote(uri.user.partition(";")[0]) if uri else ""
        for binding in reversed(self._registrar.bindings(user)):
            contact = parse_uri(binding.uri)
            known = contact is not None and contact.user == dialled
            if known and binding.channel.source != channel.source:
                return binding
        return None

    async def connect(self, transaction: ServerTransaction, user: str, binding: Binding) -> None:
        """Call the other phone, and answer the caller when it answers; either side's goodbye ends both."""
        request, channel = transaction.request, transaction.channel
        dialog = dialog_of_invite(request, channel, self._answers.tag(request), self._board.own(channel))
        if dialog is None:
            transaction.respond(400, self._answers.build(request, channel, 400, "Contact Missing"))
            return
        answered: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
        other = self._board.begin(self._call_back.call(binding, user, SCRIPT, answered.set_result), user)
        try:
            async with self._board.media() as media:
                caller = self._board.call(dialog, media, SCRIPT, user, None)
                caller.respond(transaction, 180, "Ringing")
                both: set[asyncio.Future[Any]] = {answered, other}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if not answered.done():
                    transaction.respond(480, self._answers.build(request, channel, 480, "Nobody Answers"))
                    return
                caller.describe(transaction)
                if transaction.status == 200:
                    await self._join(caller, answered.result())
        except UserError:
            transaction.respond(503, self._answers.build(request, channel, 503, "No Media Port Free"))
        finally:
            if not answered.done():
                other.cancel()
            elif not other.done():
                answered.result().end("finished")

    async def _join(self, caller: Call, called: Call) -> None:
        caller.media.on_packet, called.media.on_packet = Echo(called.media), Echo(caller.media)
        ending = asyncio.create_task(_end_together(caller, called))
        try:
            await self._board.carry(caller)
        finally:
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)


async def _end_together(caller: Call, called: Call) -> None:
    await called.ended.wait()
    caller.end("finished")
