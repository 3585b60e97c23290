"""A held call on a real network that loses packets, goes away for ten seconds, or gives us another address.

The three stand side by side, each with a softphone in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest

from app.commands.rehearsing.outcome import ACCUSING
from app.diagnosis import diagnose
from app.model.facts import CallResult, Fact, MediaTimeline, Registration, RunMark
from app.probes import long_call
from app.probes.context import ProbeContext
from app.testline.config import HoldManners
from app.testline.server import TestLine
from tests.lab.cases.pieces import Rule
from tests.lab.namespaces import run as tool
from tests.lab.namespaces import run_async, serving
from tests.lab.test_reach import CONFIG, PROFILE
from tests.lab.topology import Lab, lab
from tests.unit.diagnosis.observed import observe

pytestmark = pytest.mark.softphone
CALL_UP_S = 3.0
OUTAGE_S = 10.0
NEW_ADDRESS = "192.168.1.12"
LIMIT_S = 180.0
_Fact = TypeVar("_Fact", bound=Fact)


def loses_packets(net: Lab) -> None:
    """One in twenty, both ways, sound and signalling."""
    net.load(Rule("meta l4proto udp numgen random mod 100 < 5 drop").table(0), "hop")


def goes_away(net: Lab) -> None:
    """Nothing passes for ten real seconds."""
    time.sleep(CALL_UP_S)
    net.load(Rule("drop").table(0), "hop")
    time.sleep(OUTAGE_S)
    tool("ip", "netns", "exec", net.hop, "nft", "delete", "table", "ip", "lab0")


def moves(net: Lab) -> None:
    """As after a change from Wi-Fi to cable: the old address has gone, and another is there."""
    time.sleep(CALL_UP_S)
    lines = f"address flush dev eth0\naddress add {NEW_ADDRESS}/24 dev eth0\nroute replace default via 192.168.1.1\n"
    tool("ip", "-n", net.client, "-batch", "-", stdin=lines)


@dataclass(frozen=True)
class Trouble:
    """What happens, and how the call is held meanwhile; ``pace`` times as fast as life."""

    happens: Callable[[Lab], None]
    hold_s: float
    pace: float


TROUBLES: Mapping[str, Trouble] = {
    "loss": Trouble(loses_packets, 150.0, 10.0),
    "outage": Trouble(goes_away, 16.0, 1.0),
    "address": Trouble(moves, 60.0, 5.0),
}


def held(name: str) -> list[Fact]:
    """What the probe records; in a process of its own."""
    trouble = TROUBLES[name]
    config = replace(CONFIG, pace=trouble.pace, hold_s=200.0, hold=HoldManners())

    async def facts() -> list[Fact]:
        context = ProbeContext(PROFILE, hold_s=trouble.hold_s, pace=trouble.pace)
        try:
            return [fact async for fact in long_call.measure(context)]
        finally:
            await context.close()

    with lab() as net, serving(net.server, lambda: TestLine(config)):
        happening = threading.Thread(target=trouble.happens, args=(net,))
        happening.start()
        found = run_async(net.client, facts)
        happening.join(LIMIT_S)
    return found


@pytest.fixture(scope="module")
def all_held() -> Mapping[str, Sequence[Fact]]:
    with ProcessPoolExecutor(len(TROUBLES), multiprocessing.get_context("spawn")) as pool:
        return dict(zip(TROUBLES, pool.map(held, TROUBLES, timeout=LIMIT_S), strict=True))


def of(facts: Sequence[Fact], kind: type[_Fact]) -> list[_Fact]:
    return [fact for fact in facts if isinstance(fact, kind)]


@pytest.mark.parametrize("name", TROUBLES)
def test_the_call_survives_and_nobody_is_blamed(name: str, all_held: Mapping[str, Sequence[Fact]]) -> None:
    facts = all_held[name]
    (result,), (timeline,) = of(facts, CallResult), of(facts, MediaTimeline)
    assert (result.outcome, result.ended_by) == ("connected", "us"), result
    assert sum(timeline.received[-5:]) > 0  # sound comes again at the end
    assert sum(timeline.sent[-5:]) > 0
    diagnosis = diagnose(observe(*facts))
    verdict = diagnosis.verdict("long_call")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == ("yes", "call_lasted"), verdict
    found = {str(one.id) for one in diagnosis.findings}
    assert not found & {*ACCUSING, "call_drops_unexplained", "call_drops_nat_timeout", "sound_stops_midcall"}, found


def test_the_outage_is_there_and_is_seen(all_held: Mapping[str, Sequence[Fact]]) -> None:
    (timeline,) = of(all_held["outage"], MediaTimeline)
    assert timeline.received.count(0) >= OUTAGE_S - 2


def test_the_call_goes_on_from_the_new_address(all_held: Mapping[str, Sequence[Fact]]) -> None:
    facts = all_held["address"]
    assert [mark.mark for mark in of(facts, RunMark)] == ["network_changed"]
    assert len(of(facts, Registration)) == 1  # it is one call of one sign-in, moved
    messages = [fact for fact in facts if getattr(fact, "raw", "").startswith("INVITE ")]
    assert f"SIP/2.0/UDP {NEW_ADDRESS}:" in getattr(messages[-1], "raw", "")
