"""The call-back number: after the caller hung up, call the phone that asked, else the one that registered last."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from app.protocols.sdp import CONTENT_TYPE, answer_audio, parse_sdp
from app.protocols.sip import SipMessage, parse_uri
from app.protocols.sip_build import build_request, new_branch, new_call_id, new_tag, via_value
from app.testline.call import Call, CallRecord
from app.testline.channel import Channel
from app.testline.client_transactions import ClientTransaction
from app.testline.dialog import Dialog
from app.testline.registrar import Binding, Registrar
from app.testline.switchboard import Switchboard

RINGING_S: Final = 30.0
CALLED: Final = "X-Callmend-Called"
CALLS_KEPT: Final = 64
MOST_TOLD: Final = 16
LONGEST_TOLD: Final = 24
"""Phones in one header, and characters of each: the answer must stay well within one packet."""
SCRIPT: Final = "echo"
"""What the called person gets."""


class CallBack:
    """Plans and makes calls to registered phones, and to nobody else."""

    def __init__(self, switchboard: Switchboard, registrar: Registrar) -> None:
        self._switchboard, self._registrar = switchboard, registrar
        self._planned: set[asyncio.Task[None]] = set()
        self._closed = False
        self._called: deque[tuple[str, str]] = deque(maxlen=CALLS_KEPT)
        """Account and user part of the phones that were called, the newest last."""
        switchboard.after_call = self._after

    async def close(self) -> None:
        """Make no further calls, not even for the calls that end now."""
        self._closed = True
        for task in self._planned:
            task.cancel()
        await asyncio.gather(*self._planned, return_exceptions=True)

    def called(self, user: str) -> tuple[tuple[str, str], ...]:
        """Headers that tell which phones of *user* were called: a call that never came may never have been made."""
        phones = [phone for name, phone in self._called if name == user][-MOST_TOLD:]
        return ((CALLED, " ".join(phones) or "none"),)

    def _after(self, record: CallRecord, seconds: float | None, channel: Channel) -> None:
        """Plan a call when the one that ended asked for it, over *channel*."""
        limits = self._switchboard.config.limits
        bindings = self._registrar.bindings(record.user) if record.number == "callback" else ()
        if self._closed or not bindings or len(self._planned) >= limits.calls:
            return
        config = self._switchboard.config
        wait = config.callback_s if seconds is None else min(seconds, limits.call_s) / config.pace
        task = asyncio.get_running_loop().create_task(self._later(wait, record.user, channel))
        self._planned.add(task)
        task.add_done_callback(self._planned.discard)

    async def _later(self, wait: float, user: str, asked: Channel) -> None:
        await asyncio.sleep(wait)
        bindings = self._registrar.bindings(user)
        own = [binding for binding in bindings if binding.channel.source == asked.source]
        if bindings:
            self._switchboard.begin(self.call((own or bindings)[-1], user), user)

    async def call(
        self, binding: Binding, user: str, script: str = SCRIPT, answered: Callable[[Call], object] | None = None
    ) -> None:
        """Call a phone and let *script* talk with whoever takes the call; *answered* is told of it first."""
        board = self._switchboard
        async with board.media() as media:
            dialog = self._dialog(binding)
            call = board.call(dialog, media, script, user, None)
            branch, invite = self._invite(call)
            uri = parse_uri(binding.uri)
            self._called.append((user, quote(uri.user if uri else "")[:LONGEST_TOLD]))
            async with board.clients.begin(branch, "INVITE", invite, binding.channel) as request:
                answer = await self._final_answer(request, call, branch)
                if answer is not None and answer.status is not None and answer.status < 300:
                    if answered is not None:
                        answered(call)
                    await self._talk(call, request, answer)

    async def _final_answer(self, request: ClientTransaction, call: Call, branch: str) -> SipMessage | None:
        """Wait for the phone to be taken; withdraw the call when it is not."""
        try:
            answer = await _wait_final(request, RINGING_S / self._switchboard.config.pace)
        except asyncio.CancelledError:  # the caller of a connected call gave up
            call.dialog.channel.send(self._simple(call.dialog, "CANCEL", branch, None))
            raise
        if answer is None:
            call.dialog.channel.send(self._simple(call.dialog, "CANCEL", branch, None))
            config = self._switchboard.config
            answer = await _wait_final(request, config.timers.give_up / config.pace)
        if answer is not None and (answer.status or 0) >= 300:
            call.dialog.channel.send(self._simple(call.dialog, "ACK", branch, answer))
        return answer

    async def _talk(self, call: Call, request: ClientTransaction, answer: SipMessage) -> None:
        """Confirm the answer, each time it comes, and talk."""
        dialog = call.dialog
        dialog.remote = answer.get("to") or dialog.remote
        dialog.remote_tag = (answer.to.tag if answer.to else None) or ""
        contact = answer.contact
        dialog.target = contact.uri_text if contact is not None and contact.uri is not None else dialog.target
        dialog.routes = tuple(reversed(answer.all("record-route")))
        ack = self._simple(dialog, "ACK", new_branch(), answer)
        dialog.channel.send(ack)
        theirs = parse_sdp(answer.body)
        agreed = answer_audio(theirs, call.media.local)
        if agreed is None:
            call.end("fault")
        else:
            call.agree(agreed, theirs)
        confirming = asyncio.create_task(_confirm(request, dialog, ack))
        try:
            await self._switchboard.carry(call)
        finally:
            confirming.cancel()
            await asyncio.gather(confirming, return_exceptions=True)

    def _dialog(self, binding: Binding) -> Dialog:
        board = self._switchboard
        tag = new_tag()
        own = board.own(binding.channel)
        return Dialog(
            call_id=new_call_id(),
            local=f'"Test line" <sip:{SCRIPT}@{board.config.realm}>;tag={tag}',
            local_tag=tag,
            remote=f"<{binding.uri}>",
            remote_tag="",
            target=binding.uri,
            routes=(),
            channel=binding.channel,
            own=own,
            remote_cseq=0,
        )

    def _invite(self, call: Call) -> tuple[str, bytes]:
        contact = ("Contact", call.contact)
        return call.dialog.request("INVITE", [contact], call.offer(), CONTENT_TYPE)

    def _simple(self, dialog: Dialog, method: str, branch: str, answer: SipMessage | None) -> bytes:
        """An ACK or CANCEL: the INVITE's number, and the To of the answer where there is one."""
        return build_request(
            method,
            dialog.target,
            via=via_value(dialog.channel.transport, dialog.own, branch),
            from_=dialog.local,
            to=(answer.get("to") if answer is not None else None) or dialog.remote,
            call_id=dialog.call_id,
            cseq=1,
            extra=[("Route", route) for route in dialog.routes],
        )


async def _wait_final(request: ClientTransaction, seconds: float) -> SipMessage | None:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        answer = await request.answer(until - loop.time())
        if answer is None or (answer.status or 0) >= 200:
            return answer


async def _confirm(request: ClientTransaction, dialog: Dialog, ack: bytes) -> None:
    while True:
        answer = await request.answers.get()
        if (answer.status or 0) >= 200:
            dialog.channel.send(ack)
