"""``nat`` named by itself also tells how long silent ways in are kept; in the quick check it does not take the time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.engine.plan import lifetimes_of
from app.model import profile as profiles
from app.model.facts import Fact, MappingHeld
from app.model.profile import Profile
from app.probes import nat_look
from app.probes.context import ProbeContext
from app.probes.nat.lifetime import QUIET_S
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.loopback.conftest import account
from tests.virtual_time import virtual_time

PACE = 100.0


@pytest.mark.parametrize(
    ("plan", "wanted"),
    [
        ("nat", True),
        ("internet,nat", True),
        ("quick", False),
        ("full", False),
        ("nat,long_call", False),
        ("dns", False),
    ],
)
def test_who_asks_for_nat_by_name_has_the_time(plan: str, wanted: bool) -> None:
    assert lifetimes_of(plan) is wanted


@pytest.mark.parametrize("lifetimes", [True, False])
@virtual_time
async def test_every_silence_is_tried(lifetimes: bool) -> None:
    async with TestLine(TestLineConfig(udp_ports=(0, 0), pace=PACE)) as line:
        assert line.stun is not None
        here = line.udp[0]
        profile = Profile(
            account(here), testline=profiles.TestLine(here.host, (here.port, line.udp[1].port)), stun=(line.stun,)
        )
        steps: list[str] = []
        context = ProbeContext(profile, lifetimes=lifetimes, pace=PACE)
        context = replace(context, progress=lambda step, fraction, left: steps.append(step))
        facts: list[Fact] = [fact async for fact in nat_look.measure(context)]
    held = {fact.quiet_s for fact in facts if isinstance(fact, MappingHeld) and fact.outcome == "held"}
    assert held == ({0.0, *QUIET_S} if lifetimes else set())
    assert ("keeping_quiet" in steps) is lifetimes
    assert nat_look.expected_s(context) == pytest.approx(3.5 + (QUIET_S[-1] / PACE + 5.0 if lifetimes else 0.0))
