"""After the setting was changed: what a port of the run before still shows, and what fresh ports show."""

from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange
from app.network.udp import open_udp
from app.probes import sip_alg
from app.probes.alg.old_connection import SIGNAL
from app.probes.context import ProbeContext
from app.protocols.sip import parse_message
from tests.lab.far_end import far_end
from tests.lab.judging import judged, verdict_on
from tests.lab.namespaces import run_async, serving
from tests.lab.test_received_private import PROFILE, measure, received
from tests.lab.topology import CLIENT, ROUTER_WAN, Lab, lab


def measure_again(net: Lab, before: list[Fact]) -> list[Fact]:
    async def facts() -> list[Fact]:
        return [fact async for fact in sip_alg.measure(ProbeContext(PROFILE, earlier=tuple(before)))]

    with serving(net.server, far_end):
        return run_async(net.client, facts)


def old_connections(facts: list[Fact]) -> list[SipExchange]:
    return [fact for fact in facts if isinstance(fact, SipExchange) and fact.signal == SIGNAL]


def sees(exchange: SipExchange) -> str | None:
    via = parse_message(exchange.replies[-1].raw.encode("latin-1")).top_via
    assert via is not None
    return via.received


@pytest.mark.parametrize(
    ("before", "after", "old", "fresh"),
    [
        (("udp",), (), CLIENT, ROUTER_WAN),
        ((), ("udp",), ROUTER_WAN, CLIENT),
        (("udp",), ("udp",), CLIENT, CLIENT),
        ((), (), ROUTER_WAN, ROUTER_WAN),
    ],
    ids=["switched off", "switched on", "left on", "left off"],
)
def test_a_port_of_the_run_before_keeps_its_way(
    before: tuple[str, ...], after: tuple[str, ...], old: str, fresh: str
) -> None:
    with lab(alg=before) as net:
        first, _ = measure(net)
        net.set_alg(*after)
        second = measure_again(net, first)
    (exchange,) = old_connections(second)
    used = {fact.local for fact in first if isinstance(fact, SipExchange) and fact.signal == "received_private"}
    assert exchange.local in used
    assert sees(exchange) == old
    assert received(second, "suspected") == {fresh}
    assert not old_connections(first)


def test_only_old_connections_left_is_no_alg_but_a_restart() -> None:
    with lab(alg=("udp",)) as net:
        first, _ = measure(net)
        net.set_alg()
        second = measure_again(net, first)
    assert verdict_on("sip_alg", second).answer == "no"
    assert "sip_alg_still_on_old_connections" in [finding.id for finding in judged(second).findings]


def test_a_restarted_router_has_forgotten_them() -> None:
    with lab(alg=("udp",)) as net:
        first, _ = measure(net)
        net.set_alg()
        net.restart()
        second = measure_again(net, first)
    assert [sees(exchange) for exchange in old_connections(second)] == [ROUTER_WAN]
    assert "sip_alg_still_on_old_connections" not in [finding.id for finding in judged(second).findings]


def test_a_port_that_another_program_has_now_is_told_as_failed() -> None:
    with lab() as net:
        first, _ = measure(net)
        (asked,) = old_connections(measure_again(net, first))

        async def occupied() -> list[Fact]:
            async with await open_udp(Endpoint.parse(asked.local)):
                context = ProbeContext(PROFILE, earlier=tuple(first))
                return [fact async for fact in sip_alg.measure(context)]

        with serving(net.server, far_end):
            again = run_async(net.client, occupied)
    assert [fact.outcome for fact in old_connections(again)] == ["failed"]
