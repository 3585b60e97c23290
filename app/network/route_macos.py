"""Interface, gateway and medium from ``route`` and ``networksetup``, which every macOS has."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.network.route import Medium

TIMEOUT_S: Final = 3.0
_FIELD: Final = re.compile(r"^\s*(gateway|interface): (\S+)\s*$", re.MULTILINE)
_PORT: Final = re.compile(r"^Hardware Port: (.+)\nDevice: (\S+)$", re.MULTILINE)
_ADDRESS: Final = re.compile(r"[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*")
_TUNNELS: Final = ("utun", "ipsec", "ppp", "tun", "tap")


def describe(host: str, address: str) -> tuple[str, str | None, Medium]:
    """Interface, gateway and medium of the route to *host*; *address* is implied by it."""
    interface, gateway = parse_route(_run("route", "-n", "get", host))
    return interface, gateway, medium_of(interface, _run("networksetup", "-listallhardwareports"))


def parse_route(text: str) -> tuple[str, str | None]:
    """Interface and gateway of ``route -n get``; raises ``LookupError`` when it names no interface."""
    found = dict(_FIELD.findall(text))
    gateway = found.get("gateway", "").partition("%")[0]
    return found["interface"], gateway if _ADDRESS.fullmatch(gateway) else None


def medium_of(interface: str, ports: str) -> Medium:
    """What carries *interface*, from the text of ``networksetup -listallhardwareports``."""
    if interface.startswith("lo"):
        return "loopback"
    if interface.startswith(_TUNNELS):
        return "vpn"
    names = {device: name for name, device in _PORT.findall(ports)}
    name = names.get(interface)
    if name is None:
        return "unknown"
    return "wifi" if name in {"Wi-Fi", "AirPort"} else "cable"


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, errors="replace")
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout
