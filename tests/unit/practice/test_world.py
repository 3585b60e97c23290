from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange, StunBinding
from app.model.profile_toml import profile_from_data
from app.model.stage import Stage
from app.practice.router import OUTSIDE
from app.practice.scenarios import catalogue, scenario
from app.practice.world import PracticeWorld
from app.probes import sip_alg
from app.probes.alg import udp_attempt
from app.probes.context import ProbeContext
from app.protocols.sip import parse_message
from tests.virtual_time import virtual_time

LOOPBACK = "127.0.0.1"


async def measured(scenario_id: str) -> list[Fact]:
    async with PracticeWorld(scenario(scenario_id)) as world:
        context = ProbeContext(profile_from_data(world.profile))
        return [fact async for fact in sip_alg.measure(context)]


def received(facts: Sequence[Fact], role: str, transport: str = "udp") -> set[str | None]:
    wanted = ("received_private", role, transport)
    exchanges = [f for f in facts if isinstance(f, SipExchange) and (f.signal, f.role, f.transport) == wanted]
    assert {fact.outcome for fact in exchanges} == {"answered"}
    vias = [parse_message(reply.raw.encode("latin-1")).top_via for fact in exchanges for reply in fact.replies]
    return {via.received for via in vias if via}


@virtual_time
async def test_a_plain_router_shows_its_outside_address_everywhere() -> None:
    facts = await measured("healthy")
    assert received(facts, "suspected") == {OUTSIDE}
    assert received(facts, "control") == {OUTSIDE}
    assert received(facts, "control", "tcp") == {OUTSIDE}
    (binding,) = [fact for fact in facts if isinstance(fact, StunBinding)]
    assert binding.mapped == str(Endpoint(OUTSIDE, Endpoint.parse(binding.local).port))


@virtual_time
async def test_the_alg_shows_our_own_address_on_the_watched_port_only() -> None:
    facts = await measured("linux-alg")
    assert received(facts, "suspected") == {LOOPBACK}
    assert received(facts, "control") == {OUTSIDE}
    assert received(facts, "control", "tcp") == {OUTSIDE}


@virtual_time
async def test_a_silent_far_end_answers_stun_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_attempt, "SEND_AT_S", (0.0, 0.02))
    monkeypatch.setattr(udp_attempt, "GIVE_UP_S", 0.04)
    facts = await measured("server-silent")
    exchanges = [fact for fact in facts if isinstance(fact, SipExchange)]
    outcomes = {(fact.transport, fact.outcome) for fact in exchanges}
    assert outcomes == {("udp", "silent"), ("tcp", "refused"), ("tls", "silent")}
    assert [fact.outcome for fact in facts if isinstance(fact, StunBinding)] == ["answered"]


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: one.id)
async def test_every_world_stands_and_leaves_nothing_behind(one: object) -> None:
    from app.practice.scenarios import Scenario

    assert isinstance(one, Scenario)
    for _ in range(2):
        async with PracticeWorld(one) as world:
            profile = profile_from_data(world.profile)
    assert profile.account.password is not None
    assert profile.account.server_host in {LOOPBACK, "sip.practice.example"}
    assert all(getattr(profile.numbers, name) for name in ("echo", "keypad", "speak", "listen"))


def start(scenario_id: str) -> subprocess.Popen[bytes]:
    code = f"import sys; from app.practice.process import main; sys.exit(main({scenario_id!r}))"
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_the_process_says_its_profile_and_ends_with_its_starter() -> None:
    with start("healthy") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        stage = Stage.heard(said.pop("stage"))
        assert (stage.pace, stage.computer) == (10, ())
        assert stage.gateway is not None
        profile = profile_from_data(said)
        assert profile.account.server_port > 0
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(60) == 0


def test_the_process_names_a_mistake_in_one_line() -> None:
    with start("no-such-practice") as process:
        output, _ = process.communicate(timeout=60)
    assert json.loads(output)["problem"] == "scenario_unknown"
    assert process.returncode == 2


@virtual_time
async def test_a_forged_answer_comes_from_the_network_and_nothing_goes_further() -> None:
    facts = await measured("alg-carrier")
    asked = [f for f in facts if isinstance(f, SipExchange) and (f.method, f.transport) == ("REGISTER", "udp")]
    first = [f for f in asked if f.signal == "received_private"]
    statuses = {f.role: parse_message(f.replies[0].raw.encode("latin-1")).status for f in first}
    assert statuses == {"suspected": 500, "control": 401}
    slowest = max(f.rtt_ms or 0.0 for f in first if f.role == "suspected")
    assert slowest < min(f.rtt_ms or 0.0 for f in first if f.role == "control")


@virtual_time
async def test_a_tunnel_shows_the_phone_service_our_own_address() -> None:
    facts = await measured("tunnel")
    assert received(facts, "suspected") == received(facts, "control") == {LOOPBACK}
    (binding,) = [fact for fact in facts if isinstance(fact, StunBinding)]
    assert binding.mapped == binding.local


@virtual_time
async def test_a_server_without_manners_does_not_say_where_it_sees_us() -> None:
    facts = await measured("service-without-received")
    assert received(facts, "suspected") == received(facts, "control") == {None}
