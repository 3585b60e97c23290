"""Can two phones on this network call each other through the phone service? Two small phones of one account do.

The second try uses one sound port for both, as phones of one make do behind a router that mixes them up.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from app.model.facts import ExtensionCall, Fact, NotRun
from app.model.names import Question
from app.probes.collecting import Collector
from app.probes.context import ProbeContext
from app.probes.light.phone import Heard, LightPhone, light_phone
from app.probes.light.ringing import Ringing
from app.probes.light.server import Registrar, registrar_of
from app.protocols.sip import SipMessage

ANSWERS: Final[tuple[Question, ...]] = ("extension_call",)
NEEDS: Final = frozenset({"account"})
EXPECTED_S: Final = 4.0
TALK_S: Final = 1.0
INSIST_S: Final = 6.0
LIMIT_S: Final = 90.0


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Call from phone to phone twice: each with its own sound port, then both with the same."""
    registrar = await registrar_of(context)
    if registrar is None:
        yield NotRun("extension_call", "no_udp_server")
        return
    collector = Collector(context, "calling_phone_to_phone", EXPECTED_S)
    async for fact in collector.facts(_both(context, registrar, collector.record)):
        yield fact


async def _both(context: ProbeContext, registrar: Registrar, record: Callable[[Fact], None]) -> None:
    first = await _Trial(context, registrar, record, same_media_port=False).run()
    if first.confirmed:  # else the second would only fail for the same reason
        await _Trial(context, registrar, record, same_media_port=True).run()


class _Trial:
    """One call from phone to phone."""

    def __init__(
        self, context: ProbeContext, registrar: Registrar, record: Callable[[Fact], None], *, same_media_port: bool
    ) -> None:
        self._account, self._server, self._record = context.profile.account, registrar.server, record
        self._pace = context.pace
        self._fact = ExtensionCall(
            same_media_port, registrar.own, "", "", False, "", False, None, "", False, 0, 0, 0, None, None
        )  # fmt: skip

    async def run(self) -> ExtensionCall:
        """Sign both in, call, talk, hang up; records what came of it."""
        try:
            async with (
                light_phone(self._server, self._account, self._record, self._pace) as caller,
                light_phone(self._server, self._account, self._record, self._pace) as called,
            ):
                if self._fact.same_media_port:
                    called.media = caller.media
                await self._call(caller, called)
        finally:
            self._record(self._fact)
        return self._fact

    async def _call(self, caller: LightPhone, called: LightPhone) -> None:
        number = called.user if self._fact.by_testline else self._account.username
        self._note(caller=str(caller.local), called=str(called.local), dialled=number)
        answer = await called.register()
        if answer is None or answer.status != 200:
            self._note(status=answer.status if answer else None)
            return
        self._note(signed_in=True)
        ringing = asyncio.ensure_future(self._take(called))
        try:
            await self._dial(caller, called, number, ringing)
        finally:
            ringing.cancel()
            await asyncio.gather(ringing, return_exceptions=True)
            await called.sign_out()

    async def _take(self, called: LightPhone) -> Ringing:
        call = await called.calls.get()
        self._note(arrived=True)
        call.ring()
        call.answer(called.media)
        await call.insist(INSIST_S / called.hurry, called.hurry)
        self._note(confirmed=call.confirmed)
        return call

    async def _dial(
        self, caller: LightPhone, called: LightPhone, number: str, ringing: asyncio.Future[Ringing]
    ) -> None:
        dialog, answer = await caller.call(number)
        self._note(status=answer.status if answer else None, phrase=answer.phrase[:80] if answer else "")
        if answer is None or answer.status != 200:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(INSIST_S / caller.hurry):
                call = await asyncio.shield(ringing)
            if not self._fact.same_media_port:
                await self._talk(caller, answer, called, call)
        await caller.hang_up(dialog)

    async def _talk(self, caller: LightPhone, answer: SipMessage, called: LightPhone, call: Ringing) -> None:
        at_caller, at_called = await asyncio.gather(
            caller.talk(answer, TALK_S, "extension"), called.talk(call.invite, TALK_S, "extension")
        )
        self._note_sound(at_caller, at_called)

    def _note_sound(self, at_caller: Heard, at_called: Heard) -> None:
        self._note(
            packets_to_caller=at_caller.packets, packets_to_called=at_called.packets,
            packets_sent=min(at_caller.sent, at_called.sent), address_told=at_called.told, heard_from=at_called.source,
        )  # fmt: skip

    def _note(self, **news: object) -> None:
        self._fact = replace(self._fact, **news)  # type: ignore[arg-type]
