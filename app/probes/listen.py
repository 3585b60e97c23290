"""Can we hear the far end? One call to the echo number answers this, and mostly whether it hears us as well."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Final

from app.model.facts import Fact, SoundHeard
from app.model.names import Question
from app.probes.call_support import PhoneWork, stream
from app.probes.context import ProbeContext
from app.probes.person import HEARING_S, let_hear

if TYPE_CHECKING:
    from app.softphone.face import CallReport

ANSWERS: Final[tuple[Question, ...]] = ("hear", "speak")
NEEDS: Final = frozenset({"account"})
EXPECTED_S: Final = 6.0
_UNANSWERED: Final = {"silent", "transport_error"}


def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Call the echo number. Where it brought no sound, or there is none, call the number that only speaks."""
    return stream(context, "hear", _listen, expected_s(context))


def expected_s(context: ProbeContext) -> float:
    """Seconds on a healthy line; a person who listens takes longer."""
    return EXPECTED_S + (HEARING_S if context.interactive else 0.0)


async def _listen(work: PhoneWork) -> None:
    numbers = work.numbers
    if not numbers.echo and not numbers.speak:
        work.not_run("no_echo_number")
        return
    if not await work.signed_in():
        return
    await _measure(work)
    await let_hear(work)


async def _measure(work: PhoneWork) -> None:
    from app.softphone.scripts import EchoScript, HearScript

    numbers, folder = work.numbers, work.phone.folder
    if numbers.echo:
        echo = await work.call(numbers.echo, EchoScript(folder), "listening")
        work.phone.fresh_echo = echo
        if decided(echo):
            return
    if numbers.speak:
        await work.call(numbers.speak, HearScript(folder), "listening")


def decided(report: CallReport) -> bool:
    """Whether another call would add nothing: sound arrived, or not even the dialling was answered."""
    heard = any(isinstance(fact, SoundHeard) and fact.windows_with_sound for fact in report.facts)
    return heard or report.result.outcome in _UNANSWERED
