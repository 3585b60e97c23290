"""Recognition without login: gateways that answer as the collected facts say, and some that lie."""

from __future__ import annotations

import pytest

from app.routers.catalogue import catalogue
from app.routers.recognise import Answer, RouterSigns, recognise

GUIDES = tuple(catalogue().values())
S = RouterSigns
LINKSYS = '{"result": "OK", "output": {"manufacturer": "Linksys", "modelNumber": "EA6500"}}'

THOUGHT: dict[str, tuple[RouterSigns, str]] = {
    "netgear currentsetting": (
        S(maker="NETGEAR", pages=(("/currentsetting.htm", "Firmware=V1.0.9\nModel=R7000"),)), "netgear-nighthawk"),
    "netgear upnp": (
        S(gateway="192.168.1.1", upnp_maker="NETGEAR, Inc.", upnp_model="NETGEAR Nighthawk X4 AC2350 R7500v2"),
        "netgear-nighthawk"),
    "netgear orbi by name": (S(maker="NETGEAR", hosts=("orbilogin.com",)), "netgear-orbi"),
    "netgear orbi by setting": (
        S(maker="NETGEAR", pages=(("/currentsetting.htm", "Firmware=V2\nModel=RBR50"),)), "netgear-orbi"),
    "netgear old": (S(maker="NETGEAR", realm="NETGEAR DG834G"), "netgear-legacy"),
    "tp-link upnp": (
        S(maker="TP-LINK TECHNOLOGIES CO.,LTD.", upnp_maker="TP-Link", upnp_model="EX511 2.0 AX3000 Wi-Fi 6 Router"),
        "tplink-archer"),
    "tp-link modem name": (S(maker="TP-Link Corporation Limited", hosts=("tplinkmodem.net",)), "tplink-archer"),
    "tp-link green": (S(maker="TP-LINK", realm="TP-LINK Wireless N Router WR841N", server="Router Webserver",
                        hosts=("tplinklogin.net",)), "tplink-green"),
    "tp-link td": (S(maker="TP-LINK", realm="TD-W8960N"), "tplink-td-w89"),
    "tp-link deco": (S(maker="TP-Link Corporation Limited", gateway="192.168.68.1", title="Deco"), "tplink-deco"),
    "asus": (S(maker="ASUSTek COMPUTER INC.", upnp_maker="ASUSTeK Computer Inc.", upnp_model="RT-AX88U",
               server="AsusWRT/386 UPnP/1.1 MiniUPnPd/2.2"), "asus-asuswrt"),
    "asus merlin": (S(maker="ASUSTek COMPUTER INC.", title="Merlin", hosts=("router.asus.com",),
                      server="AsusWRT/388"), "asus-merlin"),
    "unifi": (S(maker="Ubiquiti Networks Inc.", title="UniFi OS"), "ubiquiti-unifi"),
    "unifi upnp": (S(upnp_maker="Ubiquiti Inc.", upnp_model="UniFi Dream Machine Pro"), "ubiquiti-unifi"),
    "edgerouter": (S(maker="Ubiquiti Inc", title="EdgeOS"), "ubiquiti-edgerouter"),
    "linksys jnap": (S(maker="Belkin International Inc.", pages=(("/JNAP/", LINKSYS),)), "linksys-smart-wifi"),
    "linksys wrt54g": (S(maker="Cisco-Linksys, LLC", realm="WRT54G"), "linksys-classic"),
    "draytek": (S(maker="DrayTek Corp.", server="DrayTek/Vigor2862 UPnP/1.1 miniupnpd/1.8"), "draytek-vigor"),
    "draytek realm": (S(gateway="192.168.1.1", realm="Login to the Router Web Configurator"), "draytek-vigor"),
    "mikrotik": (S(maker="Routerboard.com", title="RouterOS router configuration page"), "mikrotik-routeros"),
    "mikrotik address": (S(gateway="192.168.88.1", title="RouterOS router configuration page"), "mikrotik-routeros"),
    "fritzbox": (S(maker="AVM GmbH", title="FRITZ!Box 7590", hosts=("fritz.box",)), "avm-fritzbox"),
    "fritzbox boxinfo": (
        S(gateway="192.168.178.1", pages=(("/juis_boxinfo.xml", "<j:BoxInfo><j:Name>x</j:Name></j:BoxInfo>"),)),
        "avm-fritzbox"),
    "d-link": (S(maker="D-Link International", realm="DIR-655", server="Ubicom/1.1",
                 title="D-LINK SYSTEMS, INC. | WIRELESS ROUTER : Login"), "dlink-dir"),
    "d-link new": (S(maker="D-Link International", upnp_maker="D-Link Corporation", upnp_model="DIR-890L"),
                   "dlink-new"),
    "huawei": (S(maker="HUAWEI TECHNOLOGIES CO.,LTD", gateway="192.168.8.1", title="HiLink"), "huawei-hilink"),
    "xiaomi": (S(maker="Xiaomi Communications Co Ltd", pages=(
        ("/cgi-bin/luci/api/xqsystem/init_info", '{"hardware":"R3600","model":"xiaomi.router.r3600"}'),)), "xiaomi"),
    "tenda": (S(maker="Tenda Technology Co., Ltd.", hosts=("tendawifi.com",)), "tenda-home"),
    "keenetic": (S(maker="Keenetic Limited", pages=(("/auth", "X-NDM-Realm: Keenetic Viva"),)), "keenetic"),
    "gl.inet": (S(maker="GL Technologies (Hong Kong) Limited", title="GL.iNet Admin Panel", gateway="192.168.8.1"),
                "glinet"),
    "google": (S(maker="Google, Inc.", hosts=("testwifi.here",), pages=(("/api/v1/status", "{}"),)), "google-nest"),
    "sonicwall 7": (S(maker="SonicWall", title="SonicWall - Authentication", server="SonicWALL", upnp_model="TZ470"),
                    "sonicwall-7"),
    "pfsense": (S(gateway="192.168.1.1", title="pfSense - Login"), "pfsense"),
    "opnsense": (S(maker="Deciso B.V.", title="Login | OPNsense"), "opnsense"),
    "tomato": (S(realm="Tomato", server="Tomato UPnP/1.0"), "freshtomato"),
    "speedtouch": (S(maker="Thomson Telecom Belgium", realm="SpeedTouch (00-90-D0-01-02-03)",
                     server="Speed Touch WebServer/1.0", gateway="10.0.0.138"), "thomson-speedtouch"),
    "at&t": (S(maker="HUMAX Co., Ltd.", gateway="192.168.1.254",
               pages=(("/cgi-bin/sysinfo.ha", "Manufacturer HUMAX Model Number BGW320-500"),)), "att-bgw320"),
    "sky": (S(maker="SKY UK LIMITED", pages=(("/", '<a href="sky_router_status.html">'),)), "sky-hub"),
    "freebox": (S(maker="FREEBOX SAS", hosts=("mafreebox.freebox.fr",)), "freebox"),
    "freebox pro": (S(maker="FREEBOX SAS", gateway="192.168.10.254", title="Freebox Pro"), "freebox-pro"),
    "comcast business": (S(gateway="10.1.10.1", title="Business Gateway"), "comcast-business"),
    "cradlepoint": (S(maker="CradlePoint, Inc", pages=(("/api/status/product_info", "Cradlepoint, Inc."),)),
                    "cradlepoint"),
    "zyxel firewall": (S(maker="Zyxel Communications Corporation", certificate="CN=usg40_ZyXEL", title="USG40"),
                       "zyxel-usg"),
    "zyxel home": (S(maker="Zyxel Communications Corporation", upnp_maker="Zyxel", upnp_model="VMG8324-B10A"),
                   "zyxel-cpe"),
    "watchguard": (S(maker="WatchGuard Technologies, Inc.", title="Fireware Web UI"), "watchguard-firebox"),
    "ubee": (S(maker="Ubee Interactive Co., Limited", title="Ubee"), "ubee"),
}  # fmt: skip


@pytest.mark.parametrize("name", THOUGHT)
def test_two_signs_name_the_family(name: str) -> None:
    signs, wanted = THOUGHT[name]
    found = recognise(signs, GUIDES)
    shown = [(item.guide.id, item.score, item.signs) for item in found.candidates[:3]]
    assert (found.answer, found.candidates[0].guide.id) == ("think", wanted), shown
    assert len(found.candidates[0].signs) >= 2


def test_there_are_enough_rehearsed_gateways() -> None:
    assert len(THOUGHT) >= 40


@pytest.mark.parametrize(
    ("signs", "answer"),
    [
        (S(), "unknown"),
        (S(gateway="192.168.1.1"), "unknown"),
        (S(gateway="192.168.1.1", alg_families=("linux_helper",)), "unknown"),
        (S(maker="NETGEAR"), "choose"),
        (S(maker="NETGEAR", gateway="192.168.1.1"), "choose"),
        (S(title="UniFi OS"), "choose"),
        (S(maker="Unheard-of Networks"), "unknown"),
        (S(title="Teltonika-RUTX50 | RutOS"), "choose"),
        (S(title="Teltonika-RUTX50 | RutOS", certificate="CN=RUTX50"), "think"),
        (S(pages=(("/currentsetting.htm", "Model=R7"),)), "choose"),
    ],
)
def test_one_sign_or_weak_signs_are_not_enough(signs: RouterSigns, answer: Answer) -> None:
    assert recognise(signs, GUIDES).answer == answer


def test_a_brand_without_a_family_offers_its_families() -> None:
    found = recognise(S(maker="NETGEAR", upnp_maker="NETGEAR, Inc."), GUIDES)
    assert found.answer == "choose"
    assert found.brand == "Netgear"
    assert len(found.candidates) > 2


def test_the_evidence_narrows_the_choice() -> None:
    plain = recognise(S(maker="HUAWEI TECHNOLOGIES CO.,LTD"), GUIDES)
    assert plain.answer == "choose"
    narrowed = recognise(S(maker="Sagemcom Broadband SAS", alg_families=("Broadcom",)), GUIDES)
    assert narrowed.candidates[0].guide.id == "sagemcom-fast"


def test_a_short_model_name_inside_a_word_counts_for_nothing() -> None:
    found = recognise(S(upnp_maker="Syntax", upnp_model="Syntax relAXed"), GUIDES)
    assert found.answer == "unknown"


def test_a_model_of_another_maker_does_not_count() -> None:
    found = recognise(S(upnp_maker="Samsung Electronics", upnp_model="AX TV"), GUIDES)
    assert "tplink-archer" not in [item.guide.id for item in found.candidates]


def test_a_host_name_must_be_the_router_s_own() -> None:
    assert recognise(S(hosts=("evilfritz.box.example",)), GUIDES).answer == "unknown"
    assert recognise(S(hosts=("www.routerlogin.net.",)), GUIDES).candidates


@pytest.mark.parametrize(
    "text",
    [
        "\x00\xff" * 5000,
        "A" * 10_000_000,
        "(((((((((((((((a+)+)+)+$",
        "<title>" * 1000,
        "\u202eretuor",
        "{}[]\\",
        " \n" * 99,
    ],
)
def test_hostile_answers_do_no_harm(text: str) -> None:
    signs = S(maker=text, upnp_maker=text, upnp_model=text, title=text, realm=text, server=text, certificate=text,
              hosts=(text,) * 500, pages=((text, text),) * 500, alg_families=(text,), gateway=text)  # fmt: skip
    assert recognise(signs, GUIDES).answer in ("unknown", "choose")


def test_the_answer_does_not_depend_on_the_order_of_the_guides() -> None:
    signs = S(maker="NETGEAR", upnp_maker="NETGEAR, Inc.")
    forwards = [item.guide.id for item in recognise(signs, GUIDES).candidates]
    assert forwards == [item.guide.id for item in recognise(signs, GUIDES[::-1]).candidates]


def test_ways_out_and_the_generic_guide_are_never_recognised() -> None:
    kinds = {item.guide.kind for item in recognise(S(maker="NETGEAR", title="Router Webserver"), GUIDES).candidates}
    assert not kinds & {"generic", "way_out"}
