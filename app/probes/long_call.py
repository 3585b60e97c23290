"""Does a call last until it is ended on purpose? One call is held, both ways and for a while one way, and watched."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from typing import TYPE_CHECKING, Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, Registration
from app.model.names import Question
from app.network.access_point import access_point_of
from app.network.route import local_address_towards
from app.network.surroundings import Clock, Surroundings, Way
from app.probes.call_support import SIGN_IN_S, PhoneWork, stream
from app.probes.context import ProbeContext

if TYPE_CHECKING:
    from app.softphone.hold_script import HoldPlan

ANSWERS: Final[tuple[Question, ...]] = ("long_call",)
NEEDS: Final = frozenset({"account"})
HOLD_S: Final = 150.0
"""Longer than every drop that small offices usually see; the longest of them that is not hours is 120 s of silence."""
EXPECTED_S: Final = HOLD_S + SIGN_IN_S
LIMIT_S: Final = 2100.0
"""Above the longest plan, 33 minutes."""


def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Hold a call to the hold number for as long as the plan says; the echo number serves where there is none."""
    return stream(context, "long_call", partial(_hold, context), expected_s(context))


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run's clock, for as long as the plan wants to hold."""
    return (context.hold_s or HOLD_S) / context.pace + SIGN_IN_S


async def _hold(context: ProbeContext, work: PhoneWork) -> None:
    numbers = work.numbers
    if not numbers.hold and not numbers.echo:
        work.not_run("no_hold_number")
        return
    if not await work.signed_in() or work.phone.registration is None:
        return
    from app.softphone.hold_script import HoldScript

    purpose = "hold" if numbers.hold else "hold_echo"
    way = partial(local_address_towards, _server_of(work.phone.registration))
    around = partial(_around, context)
    script = HoldScript(work.phone.folder, purpose, plan_of(context, purpose), way, around)
    await work.call(numbers.hold or numbers.echo, script, "holding")


def plan_of(context: ProbeContext, purpose: str) -> HoldPlan:
    """How to hold. A short call and an echo, which says nothing while we are quiet, have no quiet part."""
    from app.softphone.hold_script import HoldPlan

    usual = HoldPlan(context.hold_s or HOLD_S, pace=context.pace)
    if purpose == "hold" and usual.quiet_to_s is not None and usual.seconds > usual.quiet_to_s:
        return usual
    return HoldPlan(usual.seconds, None, None, usual.pace)


def _around(context: ProbeContext, way: Way, awake: Clock) -> Surroundings:
    return context.happenings.around_call(way, lambda: access_point_of(way()), awake)


def _server_of(registration: Registration) -> str:
    return Endpoint.parse(registration.server).host
