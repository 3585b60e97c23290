"""Gateways as the collected facts describe them, and those that the guides' own recognition data make up."""

from __future__ import annotations

from typing import Final

from app.routers.known import KnownRouter, known_routers
from app.routers.recognise import NOT_A_ROUTER
from tests.gateways.simulated import Gateway

G = Gateway
LUCI: Final = '<meta http-equiv="refresh" content="0; URL=/cgi-bin/luci/" />'
KEENETIC: Final = "401 Unauthorized\r\nX-NDM-Realm: Keenetic Viva\r\nX-NDM-Challenge: QWERTY\r\n\r\n"
XIAOMI: Final = '{"romversion":"3.0.16","hardware":"R3600","model":"xiaomi.router.r3600","code":0}'

TOLD: Final = (
    G("Netgear, open settings page", "netgear-nighthawk", maker="NETGEAR", realm="NETGEAR R7000",
      pages={"/currentsetting.htm": "Firmware=V1.0.9.88\r\nModel=R7000\r\nSmartAgent=1"}),
    G("Netgear by UPnP", "netgear-nighthawk", maker="NETGEAR", upnp_server="Netgear/1 UPnP/1.0 miniupnpd/1.0",
      upnp=("NETGEAR, Inc.", "NETGEAR Nighthawk X4 AC2350 Smart WiFi Router", "R7500v2", "AC2350")),
    G("Netgear Orbi", "netgear-orbi", maker="NETGEAR", pages={"/currentsetting.htm": "Firmware=V2.5\r\nModel=RBR50"}),
    G("Netgear Orbi that forwards", "netgear-orbi", maker="NETGEAR", forward="http://orbilogin.com/start.htm"),
    G("Netgear DG834G", "netgear-legacy", maker="NETGEAR", realm="NETGEAR DG834G"),
    G("TP-Link EX511 by UPnP", "tplink-archer", maker="TP-LINK",
      upnp=("TP-Link", "EX511", "2.0", "AX3000 Dual-Band Wi-Fi 6 Router"),
      upnp_server="Linux/4.4.60, UPnP/1.0, Portable SDK for UPnP devices/1.6.19"),
    G("TP-Link modem that forwards", "tplink-archer", maker="TP-LINK", forward="http://tplinkmodem.net/"),
    G("TP-Link WR841N", "tplink-green", maker="TP-LINK", realm="TP-LINK Wireless N Router WR841N",
      server="Router Webserver"),
    G("TP-Link TD-W8960N", "tplink-td-w89", maker="TP-LINK", realm="TD-W8960N"),
    G("TP-Link Deco", "tplink-deco", maker="TP-LINK", title="Deco", upnp=("TP-Link", "Deco M5", "", "")),
    G("ASUS RT-AX88U", "asus-asuswrt", maker="ASUSTek COMPUTER INC.", server="httpd/2.0",
      pages={"/Main_Login.asp": "<title>ASUS Login</title>"}, upnp=("ASUSTeK Computer Inc.", "RT-AX88U", "386", ""),
      upnp_server="AsusWRT/386 UPnP/1.1 MiniUPnPd/2.2.0"),
    G("UniFi Dream Machine Pro", "ubiquiti-unifi", maker="Ubiquiti", title="UniFi OS",
      upnp=("Ubiquiti Networks", "UDM", "", "UniFi Dream Machine Pro")),
    G("EdgeRouter", "ubiquiti-edgerouter", maker="Ubiquiti", title="EdgeOS"),
    G("Linksys WRT54G", "linksys-classic", maker="Cisco-Linksys", realm="WRT54G"),
    G("DrayTek Vigor", "draytek-vigor", maker="DrayTek", pages={"/weblogin.htm": "<title>Vigor Login Page</title>"},
      upnp=("DrayTek", "Vigor", "", ""), upnp_server="DrayTek/Vigor2862 UPnP/1.1 miniupnpd/1.8"),
    G("DrayTek, old", "draytek-vigor", maker="DrayTek", realm="Login to the Router Web Configurator"),
    G("MikroTik", "mikrotik-routeros", maker="Routerboard.com", title="RouterOS router configuration page"),
    G("FRITZ!Box", "avm-fritzbox", maker="AVM GmbH", title="FRITZ!Box 7590",
      pages={"/juis_boxinfo.xml": "<j:BoxInfo><j:Name>FRITZ!Box 7590</j:Name><j:Serial>X</j:Serial></j:BoxInfo>"},
      upnp=("AVM Berlin", "FRITZ!Box 7590", "avm", "FRITZ!Box 7590")),
    G("D-Link DIR-655", "dlink-dir", maker="D-Link International", realm="DIR-655", server="Ubicom/1.1",
      pages={"/HNAP1/": '<soap:Body xmlns="http://purenetworks.com/HNAP1/"><VendorName>D-Link</VendorName>'}),
    G("D-Link DIR-890L", "dlink-new", maker="D-Link International", pages={"/HNAP1/": "<ModelName>DIR-890L"},
      upnp=("D-Link Corporation", "Wireless Broadband Router", "DIR-890L", "")),
    G("Huawei HiLink", "huawei-hilink", maker="HUAWEI TECHNOLOGIES", title="HiLink",
      upnp=("Huawei Technologies Co., Ltd.", "B525", "", "LTE")),
    G("Xiaomi", "xiaomi", maker="Xiaomi", title="小米路由器", body=LUCI,
      pages={"/cgi-bin/luci/api/xqsystem/init_info": XIAOMI}),
    G("Tenda", "tenda-home", maker="Tenda Technology", forward="http://tendawifi.com/login.html",
      upnp=("Tenda", "AC10", "", ""), upnp_server="Tenda UPnP/1.0 miniupnpd/1.0"),
    G("Keenetic", "keenetic", maker="Keenetic Limited", pages={"/auth": KEENETIC}),
    G("GL.iNet", "glinet", maker="GL Technologies", title="GL.iNet Admin Panel"),
    G("Nest Wifi", "google-nest", maker="Google, Inc.", pages={"/api/v1/status": '{"software":{}}'}),
    G("pfSense", "pfsense", title="pfSense - Login", body="pfSense"),
    G("OPNsense on its own box", "opnsense", maker="Deciso B.V.", title="Login | OPNsense"),
    G("Tomato", "freshtomato", realm="Tomato", upnp=("", "Tomato", "", ""), upnp_server="Tomato UPnP/1.0"),
    G("OpenWrt", "openwrt", title="LuCI", body=LUCI),
    G("DD-WRT", "ddwrt", title="DD-WRT (build 44715) - Info", body='<script src="lang_pack/language.js"></script>'),
    G("SpeedTouch", "thomson-speedtouch", maker="Thomson Telecom", realm="SpeedTouch (00-90-D0-01-02-03)",
      server="Speed Touch WebServer/1.0"),
    G("AT&T BGW320", "att-bgw320", maker="HUMAX", pages={"/cgi-bin/sysinfo.ha": "Model Number BGW320-500"}),
    G("AT&T BGW210", "att-bgw210", maker="ARRIS", pages={"/cgi-bin/sysinfo.ha": "Model Number BGW210-700"}),
    G("Sky", "sky-hub", maker="SKY UK LIMITED", title="SKY", body='<a href="sky_router_status.html">'),
    G("Freebox", "freebox", maker="FREEBOX", pages={"/api_version": '{"api_domain":"x.fbxos.fr"}'}),
    G("Cradlepoint", "cradlepoint", maker="CradlePoint", title="CradlePoint MBR1200 Gateway"),
    G("Zyxel firewall, secured page", "zyxel-usg", maker="Zyxel Communications", title="USG40", secured=True),
    G("WatchGuard", "watchguard-firebox", maker="WatchGuard", title="Fireware Web UI"),
    G("SonicWall", "sonicwall-5-6", maker="SonicW", title="Dell SonicWALL - Authentication", server="SonicWALL"),
    G("Teltonika", "teltonika", maker="Teltonika", title="Teltonika-RUTX50 | RutOS"),
    G("Livebox", "orange-livebox", maker="Sagemcom Broadband", title="Livebox"),
    G("Technicolor", "technicolor-cga", maker="Technicolor CH USA", title="CGA4131TCH2",
      server="Technicolor WebServer/2.0"),
    G("Peplink", "peplink", maker="Peplink", title="Peplink Balance 20"),
    G("Hitron", "hitron", maker="Hitron", title="Hitron CODA-4582"),
    G("Ubee", "ubee", maker="Ubee", title="Ubee"),
)  # fmt: skip
"""Two signs that agree."""

UNSURE: Final = (
    G("Only a network card", "Netgear", maker="NETGEAR"),
    G("Only a title", "UniFi OS", title="UniFi OS"),
    G("A card of another brand", "pfSense - Login", maker="NETGEAR", title="pfSense - Login"),
    G("A maker for many brands", "", maker="Sagemcom Broadband"),
)
"""One sign, or signs that fight."""

STRANGERS: Final = (
    G("Says nothing", ""),
    G("A printer", "", title="Office printer", server="Virata-EmWeb/R6_2_1"),
    G("Answers everything", "", title="Welcome", everything=True),
    G("Names in its text", "", title="News", body="AX Deco".replace("Deco", "decoded relAXed")),
)
"""Nothing that anybody knows."""


def made_up(router: KnownRouter) -> Gateway:
    """A gateway that gives every sign of *router*'s recognition data which a simulated one can give."""
    signs = router.recognise

    def first(texts: tuple[str, ...]) -> str:
        return texts[0] if texts else ""

    upnp = None
    if signs.upnp_makers or signs.upnp_models:
        upnp = (first(signs.upnp_makers), first(signs.upnp_models), "", "")
    return Gateway(
        f"data of {router.id}",
        router.id,
        maker=first(signs.makers),
        title=first(signs.titles),
        server=first(signs.servers),
        body=" ".join(signs.answers),
        pages={path: " ".join(signs.answers) or "yes" for path in signs.pages},
        upnp=upnp,
        upnp_server=first(signs.servers),
    )


def from_the_guides() -> tuple[Gateway, ...]:
    """One gateway a family that has anything to be recognised by."""
    return tuple(made_up(router) for router in known_routers() if router.kind not in NOT_A_ROUTER and _tells(router))


def _tells(router: KnownRouter) -> bool:
    signs = router.recognise
    return any((signs.titles, signs.servers, signs.answers, signs.pages, signs.upnp_makers, signs.upnp_models))
