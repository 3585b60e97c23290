from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest

from app.network import route_linux, route_macos, route_windows
from app.network.route import local_address_towards, route_towards

TABLE = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0
eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t00000000\t0202A8C0\t0003\t0\t0\t50\t00000000\t0\t0\t0
"""
little_endian = pytest.mark.skipif(sys.byteorder != "little", reason="the table is written in host order")

MACOS_ROUTE = """   route to: 192.0.2.1
destination: default
       mask: default
    gateway: 192.168.1.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
"""
MACOS_LINK = "   route to: 192.168.1.7\n    gateway: link#6\n  interface: en0\n"
MACOS_TUNNEL = "   route to: default\n  interface: utun4\n"
MACOS_PORTS = """
Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: aa:bb:cc:00:00:01

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: aa:bb:cc:00:00:02
"""


@little_endian
@pytest.mark.parametrize(
    ("interface", "host", "gateway"),
    [
        ("wlan0", "192.0.2.1", "192.168.1.1"),
        ("wlan0", "192.168.1.9", None),
        ("eth0", "192.0.2.1", "192.168.2.2"),
        ("tun0", "192.0.2.1", None),
        ("eth0", "2001:db8::1", None),
    ],
)
def test_linux_gateway(interface: str, host: str, gateway: str | None) -> None:
    assert route_linux.gateway_of(TABLE, interface, host) == gateway


@pytest.mark.parametrize(
    ("files", "medium"),
    [
        ({"type": "1\n"}, "cable"),
        ({"type": "1\n", "phy80211": ""}, "wifi"),
        ({"type": "65534\n", "tun_flags": "0x1001"}, "vpn"),
        ({"type": "772\n"}, "loopback"),
        ({}, "unknown"),
    ],
)
def test_linux_medium(tmp_path: Path, files: dict[str, str], medium: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "ascii")
    assert route_linux.medium_of(tmp_path) == medium


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MACOS_ROUTE, ("en0", "192.168.1.1", "wifi")),
        (MACOS_LINK, ("en0", None, "wifi")),
        (MACOS_TUNNEL, ("utun4", None, "vpn")),
        (MACOS_ROUTE.replace("en0", "en4"), ("en4", "192.168.1.1", "cable")),
        (MACOS_ROUTE.replace("192.168.1.1", "fe80::1%en0"), ("en0", "fe80::1", "wifi")),
    ],
)
def test_macos_route(text: str, expected: tuple[str, str | None, str]) -> None:
    interface, gateway = route_macos.parse_route(text)
    assert (interface, gateway, route_macos.medium_of(interface, MACOS_PORTS)) == expected


@pytest.mark.parametrize(
    ("kind", "host", "expected"),
    [
        (6, "192.168.1.1", ("192.168.1.1", "cable")),
        (71, "fe80::1", ("fe80::1", "wifi")),
        (53, "0.0.0.0", (None, "vpn")),
        (24, "::", (None, "loopback")),
        (9999, "10.0.0.1", ("10.0.0.1", "unknown")),
    ],
)
def test_windows_row(kind: int, host: str, expected: tuple[str | None, str]) -> None:
    row = struct.pack("<QI32s28s32x", kind << 48 | 1 << 24, 7, b"", route_windows.write_address(host))
    assert route_windows.read_row(row) == expected


async def test_the_route_to_ourselves_is_loopback() -> None:
    route = await route_towards("127.0.0.1")
    assert route is not None
    assert (route.address, route.gateway) == ("127.0.0.1", None)
    assert route.medium == "loopback"


def test_no_address_towards_nonsense() -> None:
    assert local_address_towards("not an address") is None
