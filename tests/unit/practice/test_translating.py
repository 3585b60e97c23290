from __future__ import annotations

from app.model.endpoint import Endpoint
from app.practice.behaviour import Translation
from app.practice.scenarios import scenario
from app.practice.translating import Chain
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_response
from tests.unit.practice.messages import MESSAGES, filled

CLIENT, SERVER, OTHER = Endpoint("192.168.1.10", 5062), Endpoint("127.0.0.1", 7000), Endpoint("127.0.0.1", 7001)
LINUX = scenario("linux-alg").router.alg


def test_each_box_puts_its_own_address() -> None:
    chain = Chain((Translation("100.64.1.2"), Translation("203.0.113.9")), SERVER, watched=True)
    assert chain.outside_of(CLIENT) == Endpoint("203.0.113.9", CLIENT.port)


def test_changed_ports_are_the_same_everywhere_unless_they_go_by_destination() -> None:
    def outside(ports: str, server: Endpoint) -> Endpoint:
        return Chain((Translation(ports=ports),), server, watched=False).outside_of(CLIENT)  # type: ignore[arg-type]

    assert outside("changed", SERVER) == outside("changed", OTHER) != outside("kept", SERVER)
    assert outside("by_destination", SERVER) != outside("by_destination", OTHER)


def test_no_two_inside_ports_share_an_outside_port() -> None:
    chain = Chain((Translation(ports="changed"),), SERVER, watched=False)
    ports = {chain.outside_of(Endpoint(CLIENT.host, port)).port for port in range(30_000, 62_000)}
    assert len(ports) == 32_000
    assert min(ports) >= 1024


def test_the_inner_alg_writes_an_address_that_the_server_does_not_see() -> None:
    chain = Chain((Translation("192.168.2.10", alg=LINUX), Translation()), SERVER, watched=True)
    arrived = chain.outbound(filled(MESSAGES["options"], CLIENT, SERVER), "udp", CLIENT)
    assert arrived is not None
    message = parse_message(arrived)
    assert message.top_via is not None
    assert message.top_via.host == "192.168.2.10"
    reply = build_response(message, 200, "OK", source=chain.outside_of(CLIENT))
    back = parse_message(chain.inbound(reply, "udp", CLIENT)).top_via
    assert back is not None
    assert (back.host, back.received) == (CLIENT.host, "203.0.113.7")


def test_only_watched_ways_and_named_transports_are_touched() -> None:
    message = filled(MESSAGES["options"], CLIENT, SERVER)
    unwatched = Chain((Translation(alg=LINUX),), SERVER, watched=False)
    assert unwatched.outbound(message, "udp", CLIENT) == message
    assert Chain((Translation(alg=LINUX),), SERVER, watched=True).outbound(message, "tcp", CLIENT) == message
