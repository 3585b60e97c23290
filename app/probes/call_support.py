"""What the probes that use the softphone share: one sign-in a run, facts as they come, steady progress."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from app.model.facts import Fact, NotRun, Registration
from app.model.names import Question
from app.probes.context import ProbeContext
from app.probes.ticking import TICK_S, tell

if TYPE_CHECKING:
    from app.softphone.face import CallReport, Script
    from app.softphone.phone import Softphone

SIGN_IN_S: Final = 1.0
"""Seconds that signing in takes on a healthy line, for the countdown."""


class PhoneWork:
    """One probe's work on the run's softphone. Everything that the phone measures becomes a fact by itself."""

    def __init__(self, context: ProbeContext, phone: Softphone, question: Question) -> None:
        self.numbers = context.profile.numbers
        self.interactive, self.sound = context.interactive, context.sound
        self.phone = phone
        self.step = "calling"
        self._context = context
        self._question = question

    def not_run(self, reason: str) -> None:
        """Record why the question was not measured, by an id of the word list ``not_run``."""
        self.phone.record(NotRun(self._question, reason))

    async def sign_in(self) -> Registration:
        """Sign in, whether or not the run has before."""
        self.step = "signing_in"
        return await self.phone.register(self._context.profile.account)

    async def signed_in(self) -> bool:
        """Sign in if this run has not yet from here; when that fails, record that the question was not measured."""
        known = None if self.phone.is_elsewhere else self.phone.registration
        registration = known or await self.sign_in()
        if registration.outcome != "registered":
            self.not_run("not_signed_in")
        return registration.outcome == "registered"

    async def ask(self, question: Question, prompt: str) -> str | None:
        """Ask the person; their answer is recorded with the run."""
        return await self._context.ask(question, prompt)

    async def call(self, number: str, script: Script, step: str) -> CallReport:
        """Make one call."""
        self.step = step
        return await self.phone.call(number, script)


async def stream(
    context: ProbeContext, question: Question, work: Callable[[PhoneWork], Awaitable[Any]], expected_s: float
) -> AsyncGenerator[Fact, None]:
    """Do *work* and yield what the phone records meanwhile, telling progress at least three times a second.

    Closing or cancelling the generator cancels *work* and waits until it has tidied up: calls are hung up.
    """
    phone = await context.phone()
    desk = PhoneWork(context, phone, question)
    task = asyncio.ensure_future(work(desk))
    clock = asyncio.get_running_loop().time
    started = clock()
    await asyncio.sleep(0)  # let it say what it does first
    try:
        while not task.done():
            tell(context, desk.step, clock() - started, expected_s)
            await _next_news(phone, task)
            for fact in phone.take_facts():
                yield fact
        task.result()
        context.progress("done", 1.0, 0.0)
        for fact in phone.take_facts():
            yield fact
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _next_news(phone: Softphone, task: asyncio.Future[Any]) -> None:
    news = asyncio.ensure_future(phone.facts_waiting.wait())
    try:
        await asyncio.wait({news, task}, timeout=TICK_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        news.cancel()
