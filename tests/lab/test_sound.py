"""Sound and keys through the kernel's own router: real packets are dropped by kind, and each loss gets its own name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.diagnosis.rules import diagnose
from app.model.diagnosis import Diagnosis
from app.model.facts import Fact, FarEndPath, KeypadDigits
from app.probes import keypad, listen, speak
from app.probes.context import Probe, ProbeContext
from app.testline.server import TestLine
from tests.lab.namespaces import run_async, serving
from tests.lab.test_reach import CONFIG, PROFILE
from tests.lab.topology import CLIENT, SERVER, Lab, lab
from tests.unit.diagnosis.observed import observe

SOUND_IN = f"ip saddr {SERVER} udp sport >= 49152"
SOUND_OUT = f"ip daddr {SERVER} udp dport >= 49152"
EVENT_BYTES = 44
"""IP, UDP and RTP headers with four bytes of an event (RFC 4733): no sound packet is as short."""


@contextmanager
def network() -> Iterator[Lab]:
    with lab() as net, serving(net.server, lambda: TestLine(replace(CONFIG, pace=1.0))):
        yield net


def measured(net: Lab, *probes: Probe) -> tuple[list[Fact], Diagnosis]:
    async def facts() -> list[Fact]:
        context = ProbeContext(PROFILE)
        try:
            return [fact for probe in probes for fact in [one async for one in probe.measure(context)]]
        finally:
            await context.close()

    found = run_async(net.client, facts)
    return found, diagnose(observe(*found))


def reasons(diagnosis: Diagnosis, *questions: str) -> list[str | None]:
    by_question = {verdict.question: verdict.reason for verdict in diagnosis.verdicts}
    return [by_question.get(question) for question in questions]  # type: ignore[call-overload]


def test_all_is_well_and_then_only_keys_are_dropped() -> None:
    with network() as net:
        facts, well = measured(net, listen)
        net.block(f"{SOUND_OUT} meta length {EVENT_BYTES} drop", box="router")
        keys, lost = measured(net, keypad)
    assert reasons(well, "hear", "speak") == ["sound_heard", "far_end_heard_sound"]
    assert well.primary == "no_fault_found"
    (path,) = (fact for fact in facts if isinstance(fact, FarEndPath))
    assert path.offered is not None
    assert path.offered.startswith(CLIENT)
    assert not path.seen.startswith(CLIENT)
    assert path.seen.rpartition(":")[2] == path.offered.rpartition(":")[2]
    assert lost.primary == "keypad_tones_lost"
    arrived = {fact.method: fact.heard for fact in keys if isinstance(fact, KeypadDigits) and fact.phase == "plain"}
    assert arrived == {"rfc4733": "", "info": "4A", "inband": "BD"}


def test_sound_is_dropped_and_its_reports_pass() -> None:
    with network() as net:
        net.block(f"{SOUND_IN} udp sport & 1 == 0 drop", box="router")
        _, diagnosis = measured(net, listen, speak)
    assert reasons(diagnosis, "hear", "speak") == ["only_reports_arrive", "far_end_heard_sound"]
    assert diagnosis.primary == "no_sound_inbound"


def test_no_sound_leaves_and_a_far_end_that_waits_for_it_is_not_blamed() -> None:
    with network() as net:
        net.block(f"{SOUND_OUT} drop", box="router")
        _, diagnosis = measured(net, listen, speak)
    assert reasons(diagnosis, "hear", "speak") == ["far_end_sent_nothing", "far_end_counted_nothing"]
    assert diagnosis.primary == "no_sound_outbound"
