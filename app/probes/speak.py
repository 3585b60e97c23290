"""Does the far end hear us? The echo call of :mod:`app.probes.listen` tells mostly; else a number that listens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Final

from app.model.facts import Fact, MediaFlow, SoundLoop
from app.model.names import Question
from app.probes.call_support import PhoneWork, stream
from app.probes.context import ProbeContext
from app.probes.person import SPEAKING_S, let_speak

if TYPE_CHECKING:
    from app.softphone.face import CallReport

ANSWERS: Final[tuple[Question, ...]] = ("speak",)
NEEDS: Final = frozenset({"account"})
EXPECTED_S: Final = 5.0


def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Use the echo call just made where it decides; else call the number that listens, else the echo number."""
    return stream(context, "speak", _speak, expected_s(context) or EXPECTED_S)  # where it measures after all


def expected_s(context: ProbeContext) -> float:
    """Seconds on a healthy line, where an echo call just before has told; a person who speaks takes longer."""
    told = "hear" in context.asked and bool(context.profile.numbers.echo)
    return (0.0 if told else EXPECTED_S) + (SPEAKING_S if context.interactive else 0.0)


async def _speak(work: PhoneWork) -> None:
    numbers = work.numbers
    if not numbers.echo and not numbers.listen:
        work.not_run("no_listen_number")
        return
    await _measure(work)
    if work.phone.registered:
        await let_speak(work)


async def _measure(work: PhoneWork) -> None:
    numbers, folder = work.numbers, work.phone.folder
    echo, work.phone.fresh_echo = work.phone.fresh_echo, None
    if echo is not None and (decided(echo) or not numbers.listen):
        return
    if not await work.signed_in():
        return
    from app.softphone.scripts import EchoScript, SpeakScript

    if numbers.listen:
        await work.call(numbers.listen, SpeakScript(folder), "speaking")
    else:
        await work.call(numbers.echo, EchoScript(folder), "speaking")


def decided(report: CallReport) -> bool:
    """Whether the far end's hearing is known: our signal came back, it told what it received, or it never answered."""
    return report.result.outcome in {"silent", "transport_error"} or any(map(_tells, report.facts))


def _tells(fact: Fact) -> bool:
    if isinstance(fact, SoundLoop):
        return fact.windows_heard > 0
    return isinstance(fact, MediaFlow) and fact.direction == "outbound" and fact.counted_by != "us"
