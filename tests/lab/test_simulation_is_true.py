"""What practice mode simulates, the kernel must confirm: the same bytes in, the same bytes out."""

from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.network.udp import open_udp
from app.practice.rewriting import Flow, rewrite, via_port
from app.practice.scenarios import scenario
from app.protocols.sip import SipMessage
from tests.lab.far_end import answer_ok, far_end
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import CLIENT, ROUTER_WAN, SERVER, lab
from tests.lab.wire import OTHER_PORT, follow
from tests.unit.practice.messages import MESSAGES, filled

SERVER_END = Endpoint(SERVER, 5060)
PORT = 5062


async def _send(text: bytes, reply_at: int) -> bytes | None:
    async with (
        await open_udp(Endpoint(CLIENT, PORT)) as sock,
        await open_udp(Endpoint(CLIENT, reply_at)) as other,
        await open_udp(Endpoint(CLIENT, 0)) as after,
    ):
        sock.send(text, SERVER_END)
        for _ in range(2):
            await follow(after, OTHER_PORT)
        got = await (other if reply_at else sock).receive(0.01)  # the wires keep order
        return got.data if got else None


@pytest.mark.parametrize("name", MESSAGES)
def test_the_simulated_linux_alg_does_what_the_kernel_does(name: str) -> None:
    rules = scenario("linux-alg").router.alg
    assert rules is not None
    flow = Flow(Endpoint(CLIENT, PORT), Endpoint(ROUTER_WAN, PORT), SERVER_END)
    sent = filled(MESSAGES[name], flow.private, SERVER_END)
    reply_at = via_port(sent, rules, flow) or 0
    answers: list[bytes] = []

    def remember(request: SipMessage, source: Endpoint) -> list[bytes]:
        answers.extend(answer_ok(request, source))
        return answers

    with lab(alg=("udp",)) as net, serving(net.server, lambda: far_end(remember)) as server:
        reply = run_async(net.client, lambda: _send(sent, reply_at))
    assert [arrival.raw for arrival in server.arrivals] == [rewrite(sent, rules, "outbound", flow)]
    expected = rewrite(answers[0], rules, "inbound", flow) if answers else None
    assert reply == expected
