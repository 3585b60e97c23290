"""Do pressed keys arrive? By events (RFC 4733), by INFO and as tones, to a number that tells back which it heard."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from app.model.facts import Fact
from app.model.names import Question
from app.probes.call_support import PhoneWork, stream
from app.probes.context import ProbeContext

ANSWERS: Final[tuple[Question, ...]] = ("keypad",)
NEEDS: Final = frozenset({"account", "keypad"})
EXPECTED_S: Final = 6.5


def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Press keys in every way in one call and yield what was sent and what the far end says it heard."""
    return stream(context, "keypad", _press, EXPECTED_S)


async def _press(work: PhoneWork) -> None:
    if not work.numbers.keypad:
        work.not_run("no_keypad_number")
    elif await work.signed_in():
        from app.softphone.keypad_script import KeypadScript

        await work.call(work.numbers.keypad, KeypadScript(work.phone.folder), "pressing_keys")
