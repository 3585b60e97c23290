"""Two boxes in a row: each is recognised by what it says itself, and the nearer one stays the one the rest is about."""

from __future__ import annotations

from app.model.diagnosis import Diagnosis
from app.model.facts import Fact, GatewayHardware, GatewayPage, NetworkInterface, UpnpDevice
from app.routers.known import blocks_of
from app.routers.signs import boxes_in, signs_of
from app.routers.verdict import router_of

PLAIN = Diagnosis()
NEAR, WALL = "192.168.178.1", "192.168.1.1"
FACTS: tuple[Fact, ...] = (
    NetworkInterface("eth0", "192.168.178.20", NEAR, "cable"),
    GatewayHardware(NEAR, blocks_of("AVM")[0]),
    GatewayPage(NEAR, "http", "/", "answered", 200, "FRITZ!Box 7590"),
    GatewayPage(WALL, "http", "/", "answered", 200, "NETGEAR Router R7000"),
    UpnpDevice(WALL, "answered", "NETGEAR, Inc.", "R7000", "R7000", "NETGEAR R7000 Router"),
)


def test_each_box_is_told_by_its_own_signs() -> None:
    assert boxes_in(FACTS) == (NEAR, WALL)
    near, wall = signs_of(FACTS, PLAIN), signs_of(FACTS, PLAIN, WALL)
    assert (near.title, near.upnp_maker) == ("FRITZ!Box 7590", "")
    assert (wall.title, wall.upnp_maker, wall.maker) == ("NETGEAR Router R7000", "NETGEAR, Inc.", "")
    assert wall.gateway == ""  # the address of a box behind another says nothing of it


def test_the_session_tells_of_both() -> None:
    router = router_of(FACTS, PLAIN)
    assert (router["id"], router["address"]) == ("avm-fritzbox", NEAR)
    outer = router["outer"]
    assert isinstance(outer, dict)
    assert (outer["id"], outer["address"], outer["maker"]) == ("netgear-nighthawk", WALL, "NETGEAR, Inc.")


def test_one_box_has_nothing_behind_it() -> None:
    assert boxes_in(FACTS[:3]) == (NEAR, "")
    assert router_of(FACTS[:3], PLAIN)["outer"] is None


def test_what_a_box_calls_itself_is_cut_to_a_label() -> None:
    long = UpnpDevice(NEAR, "answered", "M" * 500, "line\nbreak " * 50, "", "")
    router = router_of((FACTS[0], long), PLAIN)
    assert len(str(router["maker"])) == 60
    assert "\n" not in str(router["model"])
