"""A world turns with the label of a run: another router, or another setting that old connections do not follow."""

from __future__ import annotations

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.practice.scenarios import scenario
from app.practice.world import PracticeWorld
from app.protocols.sip import parse_message
from tests.virtual_time import virtual_time

HERE = "127.0.0.1"
OUTSIDE = "203.0.113.7"


async def seen_as(sock: UdpSocket, world: PracticeWorld) -> str:
    """What the phone service writes beside our own address, which an ALG changes back on its way to us."""
    account = world.profile["account"]
    assert isinstance(account, dict)
    lines = (
        f"OPTIONS sip:{account['domain']} SIP/2.0",
        f"Via: SIP/2.0/UDP {sock.local};branch=z9hG4bK{id(sock)};rport",
        f"From: <sip:100@{account['domain']}>;tag=1",
        f"To: <sip:{account['domain']}>",
        f"Call-ID: {sock.local.port}@here",
        "CSeq: 1 OPTIONS",
        "Max-Forwards: 70",
        "Content-Length: 0",
    )
    sock.send("\r\n".join((*lines, "", "")).encode(), Endpoint.parse(str(account["proxy"])))
    got = await sock.receive(5.0)
    assert got is not None
    via = parse_message(got.data).get("via") or ""
    return via.partition("received=")[2].partition(";")[0]


@virtual_time
async def test_a_setting_counts_for_new_connections_only() -> None:
    async with (
        PracticeWorld(scenario("setting-off-and-no-restart")) as world,
        await open_udp(Endpoint(HERE, 0)) as old,
        await open_udp(Endpoint(HERE, 0)) as new,
    ):
        assert await seen_as(old, world) == HERE
        await world.turn("after")
        assert await seen_as(old, world) == HERE
        assert await seen_as(new, world) == OUTSIDE


@virtual_time
async def test_a_restart_cuts_old_ones_and_the_first_label_leads_back() -> None:
    async with (
        PracticeWorld(scenario("setting-off-and-restarted")) as world,
        await open_udp(Endpoint(HERE, 0)) as old,
    ):
        await world.turn("after")
        assert await seen_as(old, world) == OUTSIDE
        await world.turn("before")
        assert await seen_as(old, world) == HERE
