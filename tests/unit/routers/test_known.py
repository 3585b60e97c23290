"""The files made from the guides are true, and the signs that mean nothing are left out."""

from __future__ import annotations

import json

import pytest

from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Fact, GatewayHardware, GatewayNames, GatewayPage, NetworkInterface, UpnpDevice
from app.routers.catalogue import catalogue
from app.routers.known import KNOWN_FILE, blocks_of, clues, known_data, known_routers, maker_of
from app.routers.signs import signs_of
from app.routers.verdict import router_of
from app.words import resource_path

PLAIN = Diagnosis()


def _page(path: str, status: int = 200, **more: object) -> GatewayPage:
    return GatewayPage("192.0.2.1", "http", path, "answered", status, size=5, **more)  # type: ignore[arg-type]


def test_the_file_agrees_with_the_guides() -> None:
    """Run ``python3 -m build.recognition`` after a change of a guide's models or signs."""
    assert json.loads(resource_path(KNOWN_FILE).read_text()) == known_data(catalogue().values())
    assert {router.id for router in known_routers()} == set(catalogue())
    assert all(router.recognise == catalogue()[router.id].recognise for router in known_routers())


@pytest.mark.parametrize(("block", "maker"), [("00040E", "AVM GmbH"), ("FFFFFF", ""), ("", "")])
def test_makers(block: str, maker: str) -> None:
    assert maker_of(block) == maker


def test_every_listed_maker_is_one_that_a_guide_names() -> None:
    wanted = {maker for router in known_routers() for maker in router.recognise.makers}
    listed = {maker for maker in wanted if blocks_of(maker)}
    assert wanted - listed == {"Cyberoam", "Dynalink", "Linksys", "NETASQ", "NetScreen", "Netopia", "UAB Teltonika",
                               "Vantiva"}  # fmt: skip


def test_signs_of_all_kinds() -> None:
    facts: list[Fact] = [
        NetworkInterface("lan0", "192.0.2.5", "192.0.2.1", "cable"),
        GatewayHardware("192.0.2.1", "00040E"),
        GatewayNames(("fritz.box",)),
        UpnpDevice("192.0.2.1", "answered", "AVM Berlin", "FRITZ!Box 7590", "avm", "", "UPnP/1.0"),
        _page("/", title="FRITZ!Box", server="s", realm="r", names=("myfritz.box",), certificate="CN=x"),
    ]
    signs = signs_of(facts, PLAIN)
    assert (signs.gateway, signs.maker, signs.title, signs.realm) == ("192.0.2.1", "AVM GmbH", "FRITZ!Box", "r")
    assert (signs.upnp_maker, signs.hosts, signs.certificate) == ("AVM Berlin", ("myfritz.box", "fritz.box"), "CN=x")
    assert signs.server == "s\nUPnP/1.0"
    assert router_of(facts, PLAIN)["id"] == "avm-fritzbox"


@pytest.mark.parametrize(
    ("pages", "kept"),
    [
        ([_page("/none", 404), _page("/auth", 200)], ["/auth"]),
        ([_page("/none", 404), _page("/auth", 401)], []),
        ([_page("/none", 404), _page("/auth", 401, words=("X-NDM-Realm",))], ["/auth"]),
        ([_page("/none", 200), _page("/auth", 200)], []),
        ([_page("/none", 302), _page("/auth", 200)], []),
        ([_page("/none", 200, digest="a"), _page("/auth", 200, words=("BoxInfo",))], ["/auth"]),
        ([_page("/none", 200, words=("BoxInfo",)), _page("/auth", 200, words=("BoxInfo",))], []),
        ([_page("/none", 404, digest="a"), _page("/auth", 404, digest="a", words=("BoxInfo",))], []),
        ([_page("/", 200)], []),
        ([_page("/", 200, words=("BoxInfo",))], ["/"]),
    ],
)
def test_pages_that_mean_something(pages: list[GatewayPage], kept: list[str]) -> None:
    assert [path for path, _ in signs_of(pages, PLAIN).pages] == kept


def test_the_family_comes_from_a_proven_alg_only() -> None:
    def of(answer: str) -> tuple[str, ...]:
        verdict = Verdict("sip_alg", answer, "certain", "x", (), {"guide_families": ["broadcom"]})  # type: ignore[arg-type]
        return signs_of([], Diagnosis((verdict,))).alg_families

    assert (of("yes"), of("no"), signs_of([], PLAIN).alg_families) == (("broadcom",), (), ())


def test_nothing_heavy_is_looked_for() -> None:
    found = clues()
    assert 10 <= len(found.pages) <= 20
    assert all(page.startswith("/") for page in found.pages)
    assert len(found.words) <= 60
