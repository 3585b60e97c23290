"""Questions of a probe to the person at the computer, and what the person says unasked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.model.names import Question


class Asking:
    """Waits for answers. With nobody there, every question is answered with ``None`` at once."""

    def __init__(self, tell: Callable[[Question, str], None], *, interactive: bool) -> None:
        """*tell* sends ``(question, prompt)`` to the driver."""
        self._tell = tell
        self._interactive = interactive
        self._waiting: dict[Question, asyncio.Future[str | None]] = {}

    async def ask(self, question: Question, prompt: str) -> str | None:
        """The person's answer; ``None`` when there is none. A newer question on the same subject ends an older one."""
        if not self._interactive:
            return None
        self.answer(question, None)
        waiting: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._waiting[question] = waiting
        self._tell(question, prompt)
        try:
            return await waiting
        finally:
            if self._waiting.get(question) is waiting:
                del self._waiting[question]

    def answer(self, question: Question, value: str | None) -> None:
        """Hand in an answer; without an open question it goes nowhere."""
        waiting = self._waiting.pop(question, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(value or None)
