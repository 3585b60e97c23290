"""``received_private`` against the kernel's own SIP ALG: what the probe records, beside what the server saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange, StunBinding
from app.model.profile import Account, Alternative, Profile
from app.network.udp import open_udp
from app.probes import sip_alg
from app.probes.alg.received_private import SIGNAL
from app.probes.alg.udp_attempt import SEND_AT_S
from app.probes.context import ProbeContext
from app.protocols.sip import parse_message
from tests.lab.far_end import FarEnd, Reply, answer_ok, far_end, say_nothing
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import CLIENT, ROUTER_WAN, SERVER, Lab, lab
from tests.lab.wire import follow

PROFILE = Profile(
    account=Account("provider.example", username="100", proxy=f"{SERVER}:5060"),
    alternatives=(Alternative("udp", 5070),),
    stun=(Endpoint(SERVER, 3478),),
)

FOLLOWS_FROM: Final = 9999
"""None that the system gives out: the router remembers its connection, and no fresh port may be the same."""


def measure(
    net: Lab,
    reply: Reply = answer_ok,
    profile: Profile = PROFILE,
    *,
    answer_after_s: float = 0.0,
    after: Sequence[Fact] = (),
) -> tuple[list[Fact], FarEnd]:
    """Everything the probe records from the client's side, and what the server saw.

    Its fresh ports are none of those *after* which it is measured: the router may remember their connections.
    """
    spoilt = tuple(replace(fact, signal="before") for fact in after if isinstance(fact, SipExchange))

    async def facts() -> list[Fact]:
        found = [fact async for fact in sip_alg.measure(ProbeContext(profile, earlier=spoilt))]
        async with await open_udp(Endpoint(CLIENT, FOLLOWS_FROM)) as sock:
            for port in (5060, 5070):
                await follow(sock, port)
        return found

    with serving(net.server, lambda: far_end(reply, answer_after_s=answer_after_s)) as server:
        return run_async(net.client, facts), server


def received(facts: list[Fact], role: str, transport: str = "udp") -> set[str | None]:
    """What the replies on that side say of our address."""
    found = set()
    for fact in facts:
        if isinstance(fact, SipExchange) and (fact.signal, fact.role, fact.transport) == (SIGNAL, role, transport):
            vias = [parse_message(reply.raw.encode("latin-1")).top_via for reply in fact.replies]
            found |= {via.received for via in vias if via is not None}
    return found


def plain_registers(facts: list[Fact]) -> list[SipExchange]:
    found = [fact for fact in facts if isinstance(fact, SipExchange)]
    return [fact for fact in found if (fact.signal, fact.method) == (SIGNAL, "REGISTER")]


@pytest.mark.parametrize("alg", [(), ("udp",), ("udp", "tcp")])
def test_replies_on_the_watched_port_show_our_private_address(alg: tuple[str, ...]) -> None:
    with lab(alg=alg) as net:
        facts, server = measure(net)
    assert received(facts, "suspected") == {CLIENT if "udp" in alg else ROUTER_WAN}
    assert received(facts, "control") == {ROUTER_WAN}
    assert received(facts, "control", "tcp") == {CLIENT if "tcp" in alg else ROUTER_WAN}
    (binding,) = [fact for fact in facts if isinstance(fact, StunBinding)]
    assert Endpoint.parse(binding.mapped or "").host == ROUTER_WAN
    plain = {parse_message(fact.sent.encode("latin-1")).call_id for fact in plain_registers(facts)}
    registers = [arrival for arrival in server.on_port(5060, "REGISTER") if arrival.message.call_id in plain]
    vias = {arrival.message.top_via.host for arrival in registers if arrival.message.top_via}
    assert (ROUTER_WAN in vias) is bool(alg)


def test_a_silent_server_leaves_nothing_to_read() -> None:
    with lab(alg=("udp",)) as net:
        facts, server = measure(net, say_nothing)
    exchanges = [fact for fact in facts if isinstance(fact, SipExchange) and fact.transport == "udp"]
    assert {fact.outcome for fact in exchanges} == {"silent"}
    (options,) = [fact for fact in exchanges if (fact.role, fact.method) == ("suspected", "OPTIONS")]
    call_id = parse_message(options.sent.encode("latin-1")).call_id
    asked = [arrival for arrival in server.on_port(5060, "OPTIONS") if arrival.message.call_id == call_id]
    assert len({arrival.raw for arrival in asked}) == 1  # the same request again, not a new one
    assert 2 <= len(asked) <= len(SEND_AT_S)  # a run has so many repeats for all that it asks, whoever comes first
