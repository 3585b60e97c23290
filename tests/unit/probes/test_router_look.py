"""Looking at gateways: honest ones are recognised, others do no harm, and nobody else hears of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import cache

import pytest

from app.commands.rehearsing.one_clock import OneClockLoop
from app.model.endpoint import Endpoint
from app.model.facts import GatewayHardware, GatewayPage, NetworkHop, UpnpDevice
from app.model.profile import Account, Profile
from app.network.gateway import ssdp, web
from app.network.route import Route
from app.network.udp import open_udp
from app.probes import router_look, router_pages
from app.probes.context import ProbeContext
from app.probes.router_look import Doors, find_gateway
from app.routers.known import clues
from tests.figures.routers import mistakes
from tests.gateways.catalogue import STRANGERS, TOLD, UNSURE, from_the_guides
from tests.gateways.looking import Looked, look, look_in, look_in_all
from tests.gateways.recorder import recorded
from tests.gateways.simulated import CLOSED, HOST, Gateway, Handler, answer_searches, answer_to, standing
from tests.virtual_time import virtual_time

MADE_UP = from_the_guides()
CHOICES = {"pfSense", "SonicWall"}
"""Their guides are told apart by nothing that a page says without login, or one sign is all there is."""


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "REQUEST_S", 30.0)
    monkeypatch.setattr(router_pages, "BUDGET_S", 300.0)
    monkeypatch.setattr(router_look, "NEIGHBOUR_AFTER_S", (0.0,))  # loopback has no neighbours


@cache
def _all_looked() -> dict[str, Looked]:
    patience = pytest.MonkeyPatch()
    with patience.context() as patch:
        patch.setattr(web, "REQUEST_S", 30.0)
        patch.setattr(router_pages, "BUDGET_S", 300.0)
        patch.setattr(router_look, "NEIGHBOUR_AFTER_S", (0.0,))
        with asyncio.Runner(loop_factory=OneClockLoop) as runner:
            looked = runner.run(look_in_all((*TOLD, *UNSURE, *STRANGERS, *MADE_UP)))
    return {one.gateway.name: one for one in looked}


@pytest.fixture(scope="module")
def looked() -> dict[str, Looked]:
    return _all_looked()


@pytest.mark.parametrize("gateway", TOLD, ids=lambda gateway: gateway.name)
def test_gateway_that_answers_as_it_was_told_is_recognised(gateway: Gateway, looked: dict[str, Looked]) -> None:
    router = looked[gateway.name].router
    assert router["candidates"][0]["id"] == gateway.wants
    assert router["confidence"] == ("possible" if gateway.name in CHOICES else "likely"), router
    assert len(router["signals"]) >= 2 or gateway.name in CHOICES


@pytest.mark.parametrize("gateway", MADE_UP, ids=lambda gateway: gateway.wants)
def test_every_guide_is_found_by_its_own_data_over_the_wire(gateway: Gateway, looked: dict[str, Looked]) -> None:
    router = looked[gateway.name].router
    if router["confidence"] == "likely":
        assert router["id"] == gateway.wants
    else:
        assert router["confidence"] == "possible"
        assert gateway.wants in [item["id"] for item in router["candidates"]]


@pytest.mark.parametrize("gateway", UNSURE, ids=lambda gateway: gateway.name)
def test_one_sign_or_signs_that_fight_are_a_choice(gateway: Gateway, looked: dict[str, Looked]) -> None:
    router = looked[gateway.name].router
    assert (router["id"], router["confidence"]) == (None, "possible")
    assert router["candidates"]


@pytest.mark.parametrize("gateway", STRANGERS, ids=lambda gateway: gateway.name)
def test_a_stranger_stays_one(gateway: Gateway, looked: dict[str, Looked]) -> None:
    router = looked[gateway.name].router
    unknown: dict[str, object] = {"id": None, "name": "", "confidence": "unknown", "signals": [], "candidates": []}
    assert {name: router[name] for name in unknown} == unknown


def test_there_are_enough_gateways_and_none_is_taken_for_another(looked: dict[str, Looked]) -> None:
    assert len(TOLD) >= 40
    assert list(mistakes(list(looked.values()))) == []


def test_only_known_pages_are_asked_for_and_only_to_read(looked: dict[str, Looked]) -> None:
    led_to = {"/cgi-bin/luci/", "/rootDesc.xml"}
    allowed = {"/", router_pages.NOBODYS_PAGE, *led_to, *clues().pages}
    asked = [line for one in looked.values() for line in one.asked]
    assert {line.split()[0] for line in asked} == {"GET", "M-SEARCH"}
    assert {line.split()[1] for line in asked if line.startswith("GET")} <= allowed


def test_nothing_that_names_the_box_or_its_owner_is_kept(looked: dict[str, Looked]) -> None:
    kept = repr([one.facts for one in looked.values()])
    for secret in ("SN-0042", "uuid:", "Anna", "Serial", "private-name.example"):
        assert secret not in kept


async def test_everything_goes_to_the_gateway_alone() -> None:
    hostile = replace(TOLD[1], name="leads away", forward="http://192.0.2.1/x")
    with recorded() as heard:
        for gateway in (TOLD[0], TOLD[1], TOLD[2], TOLD[3], hostile, TOLD[37]):
            await look_in(gateway)
    assert heard
    for event, target in heard:
        assert isinstance(target, tuple), (event, target)
        assert target[0] == HOST, (event, target)


@pytest.mark.parametrize(
    "location",
    ["http://192.0.2.1/desc.xml", "http://localhost/desc.xml", "https://127.0.0.1/x", "ftp://127.0.0.1/", "",
     "//192.0.2.1/x", "http://[",
     "http://127.0.0.1:99999/x", "http://127.0.0.1:80 /x", "http://user@192.0.2.1#@127.0.0.1/"],
)  # fmt: skip
async def test_a_description_that_lies_elsewhere_is_not_fetched(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssdp, "SEND_AT_S", (0.0, 0.01))
    monkeypatch.setattr(ssdp, "SEARCH_S", 0.05)
    answer = f"HTTP/1.1 200 OK\r\nLOCATION: {location}\r\n\r\n".encode()
    async with await open_udp(Endpoint(HOST, 0)) as sock:
        task = asyncio.create_task(answer_searches(sock, answer, []))
        with recorded() as heard:
            facts = await look(Doors(HOST, CLOSED, CLOSED, sock.local.port))
        task.cancel()
    assert [fact.outcome for fact in facts if isinstance(fact, UpnpDevice)] == ["silent"]
    assert {target[:2] for event, target in heard if event == "socket.connect"} <= {(HOST, CLOSED), (HOST, 9)}


async def test_a_search_answered_by_somebody_else_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssdp, "SEND_AT_S", (0.0, 0.01))
    monkeypatch.setattr(ssdp, "SEARCH_S", 0.05)
    async with await open_udp(Endpoint(HOST, 0)) as silent, await open_udp(Endpoint("127.0.0.2", 0)) as stranger:

        async def interfere() -> None:
            got = await silent.receive()
            assert got is not None
            stranger.send(b"HTTP/1.1 200 OK\r\nLOCATION: http://127.0.0.1/x\r\n\r\n", got.source)

        task = asyncio.create_task(interfere())
        assert await ssdp.ask_for_description(silent.local) is None
        await task


async def _hang(path: str, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _trickle(path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n<title>UniFi OS</title>")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _flood(path: str, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"<title>" * 8000)
        await writer.drain()


def _says(data: bytes) -> Handler:
    async def answer(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return answer


async def _circle(path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: " + path.encode() + b"x\r\n\r\n")


HOSTILE = {
    "hangs": _hang,
    "trickles": _trickle,
    "floods": _flood,
    "leads in a circle": _circle,
    "closes at once": _says(b""),
    "is no web server": _says(b"SSH-2.0-ROSSSH\r\n"),
    "sends bytes": _says(bytes(range(256)) * 200),
    "endless header": _says(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000),
    "very many headers": _says(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 50_000),
    "false length": _says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx"),
    "huge length": _says(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx"),
    "bad chunks": _says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<title>"),
    "huge chunk": _says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nabc"),
    "odd character set": _says(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=zork\r\n\r\n\xff\xfe\x00"),
    "status of letters": _says(b"HTTP/1.1 OK\r\n\r\n"),
    "forwards to nonsense": _says(b"HTTP/1.1 302 F\r\nLocation: http://[::::]:x/\r\n\r\n"),
    "forwards to a script": _says(b"HTTP/1.1 302 F\r\nLocation: javascript:alert(1)\r\n\r\n"),
    "forwards with a break": _says(b"HTTP/1.1 302 F\r\nLocation: /a\x0bb\x00c\r\n\r\n"),
    "tries patterns": _says(b"HTTP/1.1 200 OK\r\n\r\n" + b"<title " * 30_000 + b"<meta http-equiv=refresh " * 5000),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_server_that_misbehaves_costs_bounded_time_and_memory(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "REQUEST_S", 0.2)
    monkeypatch.setattr(router_pages, "BUDGET_S", 0.4)
    async with asyncio.timeout(30):
        looked = await look_in(Gateway(name, ""), HOSTILE[name])
    pages = [fact for fact in looked.facts if isinstance(fact, GatewayPage)]
    assert len(looked.asked) <= 8 + len(clues().pages)
    assert all(page.size <= web.MOST_BYTES and len(page.title) <= 200 for page in pages)
    assert looked.router["confidence"] in ("unknown", "possible")
    assert looked.router["id"] is None


@virtual_time
async def test_what_a_slow_server_had_said_in_time_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "REQUEST_S", 0.3)
    monkeypatch.setattr(router_pages, "BUDGET_S", 0.2)
    looked = await look_in(Gateway("slow", ""), _trickle)
    assert [item["id"] for item in looked.router["candidates"]] == ["ubiquiti-unifi"]


async def test_three_forwards_and_no_more() -> None:
    looked = await look_in(Gateway("round", ""), _circle)
    assert [line.split()[1] for line in looked.asked[:4]] == ["/", "/x", "/xx", "/xxx"]
    assert looked.asked[4].split()[1] == router_pages.NOBODYS_PAGE


async def test_a_forward_on_the_same_host_is_followed_to_another_port() -> None:
    target = Gateway("inside", "", title="USG40", secured=True)
    async with standing(target) as inside:
        forward = f"https://{HOST}:{inside.doors.https}/"
        looked = await look_in(Gateway("front", "", forward=forward))
    assert looked.router["id"] == "zyxel-usg"
    first = next(fact for fact in looked.facts if isinstance(fact, GatewayPage))
    assert (first.scheme, first.title, first.certificate) == ("http", "USG40", "CN=usg40_ZyXEL, O=ZyXEL")
    assert first.names == ("fritz.box",)


async def test_a_page_that_refreshes_is_followed() -> None:
    async def answer(path: str, writer: asyncio.StreamWriter) -> None:
        refresh = Gateway("", "", body='<META HTTP-EQUIV="Refresh" CONTENT="0;url=login.htm">')
        writer.write(answer_to(Gateway("", "", title="UniFi OS"), "/") if "login" in path else answer_to(refresh, path))

    looked = await look_in(Gateway("refreshes", ""), answer)
    assert looked.asked[1].split()[1] == "/login.htm"
    assert looked.router["signals"] == ["title"]


async def test_where_nobody_listens_it_is_over_at_once() -> None:
    facts = await look(Doors(HOST, CLOSED, CLOSED, CLOSED))
    assert [fact.outcome for fact in facts if isinstance(fact, GatewayPage)] == ["refused", "refused"]
    assert [fact.outcome for fact in facts if isinstance(fact, UpnpDevice)] == ["silent"]


async def test_the_practice_line_has_no_gateway() -> None:
    assert await find_gateway(Profile(account=Account("127.0.0.1:5070"))) is None
    facts = [fact async for fact in router_look.measure(ProbeContext(Profile(account=Account("127.0.0.1:5070"))))]
    assert facts == []


async def test_the_gateway_is_the_one_on_the_way_to_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    async def towards(host: str) -> Route:
        return Route("lan0", "192.0.2.5", {"127.0.0.1": "192.0.2.254"}[host], "cable")

    monkeypatch.setattr(router_look, "route_towards", towards)
    assert await find_gateway(Profile(account=Account("127.0.0.1:5070"))) == Doors("192.0.2.254")


async def test_what_a_stopped_look_had_begun_is_ended() -> None:
    asked = asyncio.Event()

    async def hang(path: str, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.Event().wait()

    async with standing(TOLD[1], hang) as stands:
        looking = asyncio.ensure_future(look(stands.doors))
        await asked.wait()
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
    assert len(asyncio.all_tasks()) == 1


async def test_the_hardware_address_is_asked_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    async def block(host: str) -> str:
        return "00040E"

    async def domains() -> tuple[str, ...]:
        return ("fritz.box", "smith-and-sons.example")

    monkeypatch.setattr(router_look, "hardware_block", block)
    monkeypatch.setattr(router_look, "search_domains", domains)
    facts = await look(Doors(HOST, CLOSED, CLOSED, CLOSED))
    assert GatewayHardware(HOST, "00040E") in facts
    assert "smith" not in repr(facts)
    assert "fritz.box" in repr(facts)


async def test_a_neighbour_unknown_at_first_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter((None, "00040E"))

    async def block(host: str) -> str | None:
        return next(told)

    monkeypatch.setattr(router_look, "hardware_block", block)
    monkeypatch.setattr(router_look, "NEIGHBOUR_AFTER_S", (0.0, 0.0, 0.0))
    assert GatewayHardware(HOST, "00040E") in await look(Doors(HOST, CLOSED, CLOSED, CLOSED))


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        ("192.168.1.1", Doors("192.168.1.1")),
        ("192.168.178.1", None),  # the gateway itself
        ("10.20.0.1", None),  # carriers number their own routers so
        ("203.0.113.9", None),
        (None, None),
    ],
)
async def test_a_second_box_is_one_with_a_homes_address(
    behind: str | None, found: Doors | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hop:
        def __init__(self, towards: Endpoint, ttl: int, data: bytes) -> None:
            self.fact = NetworkHop(str(towards), ttl, behind, "passed" if behind else "silent", None)

        async def run(self) -> None: ...

        def facts(self) -> tuple[NetworkHop, ...]:
            return (self.fact,)

    monkeypatch.setattr(router_look, "HopMeasurement", Hop)
    monkeypatch.setattr(router_look, "is_supported", lambda: True)
    profile = Profile(account=Account("127.0.0.1:5070"))
    assert await router_look.find_outer(profile, "192.168.178.1") == found
