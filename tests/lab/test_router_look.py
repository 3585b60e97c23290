"""Looking at the lab's router: the real default route, the kernel's own table of neighbours, real ports."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from app.model.diagnosis import Diagnosis
from app.model.endpoint import Endpoint
from app.model.facts import Fact, GatewayHardware, GatewayOutside, GatewayPage, UpnpDevice
from app.model.profile import Account, Profile
from app.network import route_linux
from app.network.gateway import hardware, outside, ssdp
from app.network.gateway.outside import ask_by_pcp
from app.probes import router_look
from app.probes.context import ProbeContext
from app.probes.gateway_outside import OutsideQuestion
from app.protocols.nat_pmp import PORT as NAT_PMP_PORT
from app.routers.known import clues
from app.routers.verdict import router_of
from tests.gateways.recorder import recorded
from tests.gateways.simulated import Gateway, usual, web_server
from tests.lab.namespaces import run, run_async, serving
from tests.lab.topology import BETWEEN, ROUTER_LAN, SERVER, Between, Lab, lab

PROFILE = Profile(account=Account("provider.example", proxy=f"{SERVER}:5060"))
FRITZBOX = Gateway("fritz", "avm-fritzbox", title="FRITZ!Box 7590")
HARDWARE = "00:04:0e:01:02:03"


@pytest.fixture(autouse=True)
def own_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """``/proc/net`` shows the main thread's network; the lab's client is a thread in another."""
    monkeypatch.setattr(route_linux, "PROC", Path("/proc/thread-self/net/route"))
    monkeypatch.setattr(hardware, "ARP_TABLE", Path("/proc/thread-self/net/arp"))


def look(net: Lab) -> list[Fact]:
    async def facts() -> list[Fact]:
        return [fact async for fact in router_look.measure(ProbeContext(PROFILE, clues=clues))]

    return run_async(net.client, facts)


def test_the_router_is_found_by_its_page_and_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router_look, "NEIGHBOUR_AFTER_S", (0.0, *[0.2] * 50))  # it ends when the card is known
    asked: list[str] = []
    with lab() as net:
        run("ip", "netns", "exec", net.router, "ip", "link", "set", "lan0", "address", HARDWARE)
        page = serving(net.router, lambda: web_server(usual(FRITZBOX), asked, host=ROUTER_LAN, port=80))
        with page, recorded() as heard:
            facts = look(net)
    assert GatewayHardware(ROUTER_LAN, "00040E") in facts
    assert router_of(facts, Diagnosis())["id"] == "avm-fritzbox"
    assert {line.split()[0] for line in asked} == {"GET"}
    spoken_to = {target[0] for event, target in heard if event in ("socket.sendto", "socket.connect")}
    assert spoken_to <= {ROUTER_LAN, SERVER}, spoken_to  # the server's address only asks the routing table


def test_the_box_behind_the_router_is_asked_too_and_told_apart() -> None:
    at_the_wall = BETWEEN["home"][1]
    asked: list[str] = []
    with lab(double_nat=True, between="home") as net:
        page = serving(net.hop, lambda: web_server(usual(FRITZBOX), asked, host=at_the_wall, port=80))
        with page, recorded() as heard:
            facts = look(net)
    router = router_of(facts, Diagnosis())
    outer = router["outer"]
    assert isinstance(outer, dict)
    assert (router["address"], router["candidates"]) == (ROUTER_LAN, [])
    assert (outer["address"], outer["candidates"][0]["id"]) == (at_the_wall, "avm-fritzbox")  # type: ignore[call-overload,index]
    assert {line.split()[0] for line in asked} == {"GET"}
    spoken_to = {target[0] for event, target in heard if event in ("socket.sendto", "socket.connect")}
    assert spoken_to <= {ROUTER_LAN, at_the_wall, SERVER}, spoken_to


@pytest.mark.parametrize("between", ["carrier", "private"])
def test_a_carriers_box_is_nobodys_to_ask(between: Between) -> None:
    with lab(double_nat=True, between=between) as net:
        facts = look(net)
    assert router_of(facts, Diagnosis())["outer"] is None


def test_a_router_that_says_nothing_is_over_soon() -> None:
    with lab() as net:
        facts = look(net)
    pages = [fact.outcome for fact in facts if isinstance(fact, GatewayPage)]
    assert set(pages) == {"refused"}
    assert [fact.outcome for fact in facts if isinstance(fact, UpnpDevice)] == ["silent"]


CHAINS = "".join(
    f"table inet {table} {{\n"
    + "".join(f"chain {chain} {{ }}\n" for chain in ("miniupnpd", "prerouting_miniupnpd", "postrouting_miniupnpd"))
    + "}\n"
    for table in ("filter", "nat")
)
"""Where the daemon writes what it is asked to let in."""
DOORS: Final = (":1900", f":{NAT_PMP_PORT}")
"""The daemon opens one after the other."""
MOST_LOOKS: Final = 1000
"""Nobody is told when the daemon has got round to taking something back."""


@contextmanager
def miniupnpd(net: Lab, folder: Path) -> Iterator[None]:
    """The UPnP daemon that most routers have, on the lab's router."""
    settings = folder / "upnp.conf"
    settings.write_text(
        "ext_ifname=wan0\next_ip=11.22.33.44\nlistening_ip=lan0\nhttp_port=5555\nenable_upnp=yes\nenable_natpmp=yes\n"
        "manufacturer_name=NETGEAR, Inc.\nmodel_name=NETGEAR Nighthawk X4\nmodel_number=R7500v2\n"
        "upnp_table_name=filter\nupnp_nat_table_name=nat\nuuid=8aa1a0c4-5d65-4c7c-9b3a-9f3b5c7d1e00\n"
    )
    run("ip", "netns", "exec", net.router, "nft", "-f", "-", stdin=CHAINS)
    command = ["ip", "netns", "exec", net.router, "miniupnpd", "-d", "-f", str(settings), "-P", str(folder / "pid")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            while not all(door in run("ip", "netns", "exec", net.router, "ss", "-lun") for door in DOORS):
                assert process.poll() is None, "miniupnpd did not start"
            yield
        finally:
            process.terminate()


def ruleset(net: Lab) -> str:
    """What the daemon has written into the router's filter by now."""
    return run("ip", "netns", "exec", net.router, "nft", "list", "ruleset")


@pytest.mark.skipif(shutil.which("miniupnpd") is None, reason="the UPnP daemon miniupnpd is not installed")
def test_a_real_upnp_daemon_answers_the_question_put_to_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ssdp, "SEARCH_S", 10.0)
    with lab() as net, miniupnpd(net, tmp_path):
        facts = look(net)
    (device,) = [fact for fact in facts if isinstance(fact, UpnpDevice)]
    assert (device.outcome, device.maker, device.model) == ("answered", "NETGEAR, Inc.", "NETGEAR Nighthawk X4")
    assert "MiniUPnPd" in device.server
    assert router_of(facts, Diagnosis())["id"] == "netgear-nighthawk"


@pytest.mark.skipif(shutil.which("miniupnpd") is None, reason="the UPnP daemon miniupnpd is not installed")
def test_a_real_daemon_names_the_outside_address_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssdp, "SEARCH_S", 10.0)
    monkeypatch.setattr(outside, "GIVE_UP_S", 10.0)

    async def ask() -> list[Fact]:
        question = OutsideQuestion(SERVER)
        await question.run()
        return list(question.facts())

    with lab() as net, miniupnpd(net, tmp_path):
        facts = run_async(net.client, ask)
        by_pcp = run_async(net.client, lambda: ask_by_pcp(Endpoint(ROUTER_LAN, NAT_PMP_PORT)))
        assert any("dport 9 " not in ruleset(net) for _ in range(MOST_LOOKS))  # what was asked for is taken back
    assert by_pcp == ("answered", "11.22.33.44")
    told = {(fact.method, fact.outcome, fact.outside) for fact in facts if isinstance(fact, GatewayOutside)}
    assert told == {("nat_pmp", "answered", "11.22.33.44"), ("upnp", "answered", "11.22.33.44")}
