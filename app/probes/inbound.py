"""Do calls reach us, also after a quiet time? Many small phones sign in, order a call back, and are quiet until then.

With our own test line every quiet time has a phone of its own, with and without keep-alive, and all wait at the same
time. A provider's call-back number calls every phone of the account, so there the quiet times follow each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.model.facts import Fact, InboundTrial, NotRun
from app.model.names import Question
from app.probes.collecting import Collector
from app.probes.context import ProbeContext
from app.probes.light.phone import LightPhone, light_phone
from app.probes.light.ringing import Ringing
from app.probes.light.server import CALLED, Registrar, registrar_of
from app.probes.together import end_all

ANSWERS: Final[tuple[Question, ...]] = ("inbound",)
NEEDS: Final = frozenset({"account"})
QUIET_S: Final = (5.0, 35.0, 65.0, 125.0, 185.0)
"""Just above the mapping lifetimes that home routers have: 30, 60, 120 and 180 s (science, section 6)."""
IN_TURN_S: Final = (5.0, 65.0)
IN_TURN_LAST_S: Final[dict[bool, float]] = {True: 125.0, False: 35.0}
"""What is tried third, by whether the call came after 65 s: three waits in turn last as long as the longest alone."""
KEEP_ALIVE_S: Final = 15.0
LATE_S: Final = 6.0
"""How much later than ordered a call may come."""
LATE_IN_TURN_S: Final = 30.0
RING_OUT_S: Final = 30.0
"""How long a test line lets a phone ring."""
INSIST_S: Final = 8.0
"""How long an unconfirmed answer is repeated: five transmissions."""
TALK_S: Final = 0.4
PERSON_S: Final = 10.0
"""How long a call waits for the person to press Answer; then it is taken by itself, so that the line is tried."""
BELL_S: Final = 20.0
"""How much longer the person may take to say whether it rang."""
EXPECTED_S: Final = 195.0
LIMIT_S: Final = 400.0
START_APART_S: Final = 0.02


async def _nobody() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Plan:
    """One trial."""

    quiet_s: float
    keep_alive_s: float | None = None
    what: Literal["answer", "let_ring"] = "answer"


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run's clock."""
    return QUIET_S[-1] / context.pace + 4.0


def plans() -> tuple[Plan, ...]:
    """All trials that a test line takes side by side; the shortest wait needs no keep-alive."""
    plain = [Plan(quiet_s) for quiet_s in QUIET_S]
    kept = [Plan(quiet_s, KEEP_ALIVE_S) for quiet_s in QUIET_S[1:]]
    return (*plain, *kept, Plan(QUIET_S[0], what="let_ring"))


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Order calls and yield what became of each; the waits overlap where the far end calls the phone that asked."""
    if not context.profile.numbers.callback:
        yield NotRun("inbound", "no_callback_number")
        return
    registrar = await registrar_of(context)
    if registrar is None:
        yield NotRun("inbound", "no_udp_server")
        return
    work = _by_testline if registrar.own else _in_turn
    collector = Collector(context, "waiting_for_calls", expected_s(context))
    async for fact in collector.facts(work(context, registrar, collector.record)):
        yield fact


async def _by_testline(context: ProbeContext, registrar: Registrar, record: Callable[[Fact], None]) -> None:
    tasks: list[asyncio.Future[bool]] = []
    try:
        for plan in plans():
            tasks.append(asyncio.ensure_future(_Trial(context, registrar, plan, record).run_alone()))
            await asyncio.sleep(START_APART_S)  # a burst of sign-ins looks like an attack
        await asyncio.gather(*tasks)
    finally:
        await end_all(tasks)


async def _in_turn(context: ProbeContext, registrar: Registrar, record: Callable[[Fact], None]) -> None:
    rang = await _one_by_one(context, registrar, record, IN_TURN_S)
    if not all(rang[:1]):
        return  # not even at once: longer waits add nothing
    await _one_by_one(context, registrar, record, (IN_TURN_LAST_S[all(rang)],))
    if not all(rang):
        await _Trial(context, registrar, Plan(IN_TURN_S[-1], KEEP_ALIVE_S), record).run_asked_for()


async def _one_by_one(
    context: ProbeContext, registrar: Registrar, record: Callable[[Fact], None], waits: tuple[float, ...]
) -> list[bool]:
    return [await _Trial(context, registrar, Plan(quiet_s), record).run_asked_for() for quiet_s in waits]


class _Trial:
    """One phone, from signing in to its call."""

    def __init__(
        self, context: ProbeContext, registrar: Registrar, plan: Plan, record: Callable[[Fact], None]
    ) -> None:  # fmt: skip
        self._account, self._number = context.profile.account, context.profile.numbers.callback
        self._ask = context.ask
        self._pace, self._server, self._plan, self._record = context.pace, registrar.server, plan, record
        self._quiet_from = 0.0
        keep_alive = plan.keep_alive_s
        self._fact = InboundTrial(
            plan.what, plan.quiet_s, keep_alive, "", registrar.own, False, False, None, None, 0, 0, 0, False,
            False, False, 0, None, context.pace,
        )  # fmt: skip

    async def run_alone(self) -> bool:
        """The phone itself orders the call, and says for when."""
        number = f"{self._number}*{round(self._plan.quiet_s)}"
        return await self._run(lambda phone: self._order(phone, number), LATE_S)

    async def run_asked_for(self) -> bool:
        """Another phone orders the call, so that this one can be quiet; the number calls back when it likes."""

        async def order(_: LightPhone) -> bool:
            async with light_phone(self._server, self._account, self._record, self._pace) as other:
                await asyncio.sleep(max(self._plan.quiet_s / self._pace - 5.0, 0.0))
                return await self._order(other, self._number)

        return await self._run(order, LATE_IN_TURN_S)

    async def _run(self, order: Callable[[LightPhone], Awaitable[bool]], late_s: float) -> bool:
        async with light_phone(self._server, self._account, self._record, self._pace) as phone:
            try:
                self._note(local=str(phone.local))
                answer = await phone.register()
                self._note(status=answer.status if answer else None)
                if answer is None or answer.status != 200:
                    return False
                self._note(signed_in=True)
                self._quiet_from = phone.sent_at
                self._note(asked=await order(phone))
                if self._fact.asked:
                    await self._wait(phone, late_s)
                return self._fact.rang_after_s is not None
            finally:
                self._record(self._fact)
                if self._fact.signed_in:
                    await phone.sign_out()

    async def _order(self, phone: LightPhone, number: str) -> bool:
        dialog, answer = await phone.call(number)
        if answer is None or answer.status != 200:
            self._note(status=answer.status if answer else None)
            return False
        await phone.hang_up(dialog)
        if phone.local == Endpoint.parse(self._fact.local):
            self._quiet_from = phone.sent_at
        return True

    async def _wait(self, phone: LightPhone, late_s: float) -> None:
        """Be quiet, but for keep-alives, until the call comes or is overdue."""
        clock = asyncio.get_running_loop().time
        until = self._quiet_from + self._plan.quiet_s / self._pace + max(late_s / self._pace, 1.0)
        keeping = asyncio.ensure_future(self._keep_alive(phone))
        try:
            async with asyncio.timeout(max(until - clock(), 0.0)):
                call = await self._called(phone)
        except TimeoutError:
            await self._look_up(phone)
            return
        finally:
            keeping.cancel()
        self._note(rang_after_s=round((call.at - self._quiet_from) * self._pace, 2))
        await (self._answer(phone, call) if self._plan.what == "answer" else self._let_ring(call))

    async def _called(self, phone: LightPhone) -> Ringing:
        """The next call; not one that this account makes itself, which its service sends to all of its phones."""
        while (call := await phone.calls.get()).caller == self._account.username:
            call.decline()
        return call

    async def _keep_alive(self, phone: LightPhone) -> None:
        while self._plan.keep_alive_s is not None:
            await asyncio.sleep(self._plan.keep_alive_s / self._pace)
            phone.keep_alive()

    async def _answer(self, phone: LightPhone, call: Ringing) -> None:
        asking = self._ask_person()
        try:
            call.ring()
            await asyncio.wait({asking}, timeout=PERSON_S / self._pace)
            call.answer(phone.media)
            await call.insist(INSIST_S / phone.hurry, phone.hurry)
            packets = (await phone.talk(call.invite, TALK_S, "inbound")).packets
            self._note(packets=packets)
            if call.confirmed and not call.over:
                await phone.end(call)
            self._note_call(call)
            await asyncio.wait({asking}, timeout=BELL_S)
        finally:
            asking.cancel()
            self._note_call(call)

    def _ask_person(self) -> asyncio.Future[str | None]:
        """The first call rings for the person too; with nobody there, the answer is ready at once."""
        if self._plan != Plan(QUIET_S[0]):
            return asyncio.ensure_future(_nobody())
        return asyncio.ensure_future(self._ask("inbound", "bell_rings"))

    async def _let_ring(self, call: Ringing) -> None:
        call.ring()
        clock = asyncio.get_running_loop().time
        until = clock() + (RING_OUT_S + LATE_S) / self._pace
        try:
            while not call.over and clock() < until:
                await call.wait(until - clock())
        finally:
            self._note_call(call)

    async def _look_up(self, phone: LightPhone) -> None:
        """From another port, so that the quiet one is not woken up."""
        async with light_phone(self._server, self._account, self._record, self._pace) as other:
            answer = await other.bindings()
        if answer is None or answer.status != 200:
            return
        self._note(still_registered=any(phone.user in contact for contact in answer.all("contact")))
        told = answer.get(CALLED)
        if told is not None:
            self._note(far_end_called=phone.user in told)

    def _note_call(self, call: Ringing) -> None:
        self._note(
            invites=call.invites, answers=call.answers, invites_after_answer=call.invites_after_answer,
            confirmed=call.confirmed, cancelled=call.cancelled, hung_up=call.hung_up,
        )  # fmt: skip

    def _note(self, **news: object) -> None:
        self._fact = replace(self._fact, **news)  # type: ignore[arg-type]
