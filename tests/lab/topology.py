"""The lab's network: client - router - hop - server, each a namespace, with the kernel's SIP helper in reach.

The router really masquerades and has a firewall that lets nobody in. Either NAT can have the helper, for UDP, TCP or
both, and it can be switched while connections exist. Recipe: nftables "ct helper", Linux NF_NAT_SIP. On request all of
them speak IPv6 as well, behind a router that only forwards it, or that translates it too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from app.practice.behaviour import LineRules
from tests.lab.namespaces import inside, namespaces, new_lab_name, run
from tests.lab.slow_wire import End, Wire, slow_wire

CLIENT: Final = "192.168.1.10"
SECOND_CLIENT: Final = "192.168.1.11"
ROUTER_LAN: Final = "192.168.1.1"
ROUTER_WAN: Final = "198.51.100.2"
HOP_NEAR: Final = "198.51.100.1"
BETWEEN: Final = {
    "private": ("10.7.0.2", "10.7.0.1"),
    "home": ("192.168.178.20", "192.168.178.1"),
    "carrier": ("100.64.0.2", "100.64.0.1"),
    "public": (ROUTER_WAN, HOP_NEAR),
}
"""Outside address of the router and inside address of a second NAT behind it, at home or at the carrier's."""
Between = Literal["private", "home", "carrier", "public"]
HOP_FAR: Final = "203.0.113.1"
SERVER: Final = "203.0.113.10"
SECOND_SERVER: Final = "203.0.113.11"
IPv6 = Literal["", "routed", "translated"]
LAN6: Final = {"routed": "2001:db8:1:", "translated": "fd00:1:"}
"""A router that only forwards has public addresses behind it, one that translates has local ones (RFC 4193)."""
CLIENT6: Final = {mode: f"{net}:10" for mode, net in LAN6.items()}
ROUTER_LAN6: Final = {mode: f"{net}:1" for mode, net in LAN6.items()}
ROUTER_WAN6: Final = "2001:db8:2::2"
HOP_NEAR6: Final = "2001:db8:2::1"
HOP_FAR6: Final = "2001:db8:3::1"
SERVER6: Final = "2001:db8:3::10"
SIP_PORT: Final = 5060
NAMES: Final = ("client", "router", "hop", "server")
PLAIN: Final = LineRules()
"""What a wire of the kernel's own does to packets: nothing."""
NEEDED_TOOLS: Final = ("ip", "nft", "conntrack")

_FIREWALL: Final = """
table ip nat {
  chain post_chain {
    type nat hook postrouting priority 100;
    oifname "%(outside)s" masquerade
  }
}
table ip filter {
  chain fw_chain {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "%(inside)s" accept
  }
}
"""
_FIREWALL6: Final = _FIREWALL.replace("table ip ", "table ip6 ")
_HELPER_OBJECT: Final = 'ct helper sip_%(protocol)s { type "sip" protocol %(protocol)s; l3proto %(family)s; }'
_HELPER_RULE: Final = '%(protocol)s dport %(port)d ct helper set "sip_%(protocol)s"'


@dataclass(frozen=True, slots=True)
class Lab:
    """A standing network; ``client``, ``router``, ``hop`` and ``server`` are names of namespaces."""

    client: str
    router: str
    hop: str
    server: str
    wires: tuple[Wire, ...] = ()
    """Those that are slow."""

    def set_alg(self, *protocols: str, box: str = "router", port: int = SIP_PORT) -> None:
        """Give *box* the SIP helper for *protocols* (``udp``, ``tcp``), or none; existing connections keep theirs."""
        namespace = getattr(self, box)
        run("ip", "netns", "exec", namespace, "nft", "-f", "-", stdin=_helper_table(protocols, port))

    def connections(self, box: str = "router") -> str:
        """The connection table of *box* as ``conntrack -L`` prints it."""
        return run("ip", "netns", "exec", getattr(self, box), "conntrack", "-L")

    def restart(self, box: str = "router") -> None:
        """Let *box* forget its connections, as switching it off and on does."""
        run("ip", "netns", "exec", getattr(self, box), "conntrack", "-F")

    def hush(self, box: str) -> None:
        """Let *box* say nothing of what dies in it."""
        rule = "icmp type time-exceeded drop"
        table = f"table ip hush {{ chain hush {{ type filter hook output priority 0; {rule}; }}\n}}"
        run("ip", "netns", "exec", getattr(self, box), "nft", "-f", "-", stdin=table)

    def load(self, table: str, box: str = "router") -> None:
        """Load nftables rules, written on one line or many: the tool wants a chain to end with a line."""
        lines = table.replace("; }", ";\n}").replace("{ chain", "{\nchain").replace("} chain", "}\nchain")
        run("ip", "netns", "exec", getattr(self, box), "nft", "-f", "-", stdin=lines.replace("} }", "}\n}") + "\n")

    def block(self, rule: str, box: str = "hop") -> None:
        """Add an nftables *rule* to what *box* forwards, such as ``udp dport 5060 drop``."""
        table = f"table ip block {{ chain block {{ type filter hook forward priority -10; {rule}; }}\n}}"
        run("ip", "netns", "exec", getattr(self, box), "nft", "-f", "-", stdin=table)


@contextmanager
def lab(
    *,
    alg: tuple[str, ...] = (),
    outer_alg: tuple[str, ...] = (),
    double_nat: bool = False,
    between: Between = "private",
    ipv6: IPv6 = "",
    home: LineRules = PLAIN,
    line: LineRules = PLAIN,
) -> Iterator[Lab]:
    """Build the network and take it down again; *double_nat* makes the hop a second NAT, with *between* before it.

    *home* is what the wire between client and router does to packets, *line* the one behind the router.
    """
    with namespaces(new_lab_name(), *NAMES) as names, ExitStack() as stack:
        wires = tuple(stack.enter_context(wire) for wire in _slow_wires(names, home, line))
        _wire(names, BETWEEN[between] if double_nat else (ROUTER_WAN, HOP_NEAR), home == PLAIN, line == PLAIN)
        if ipv6:
            _wire_ipv6(names, ipv6)
        built = Lab(**names, wires=wires)
        _masquerade(built.router, "lan0", "wan0", _FIREWALL)
        if ipv6 == "translated":
            _masquerade(built.router, "lan0", "wan0", _FIREWALL6)
        if double_nat:
            _masquerade(built.hop, "near0", "far0", _FIREWALL)
        if alg:
            built.set_alg(*alg)
        if outer_alg:
            built.set_alg(*outer_alg, box="hop")
        yield built


@cache
def why_not() -> str | None:
    """Why the lab cannot run here, in words; ``None`` when it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "the lab needs root on Linux"
    missing = [tool for tool in NEEDED_TOOLS if shutil.which(tool) is None]
    if missing:
        return f"the lab needs {', '.join(missing)}"
    try:
        with namespaces(new_lab_name(), "trial") as names:
            run("ip", "netns", "exec", names["trial"], "nft", "-f", "-", stdin=_helper_table(("udp", "tcp"), SIP_PORT))
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return f"this kernel gives no namespaces with a SIP helper: {error}"
    return None


def _slow_wires(names: dict[str, str], home: LineRules, line: LineRules) -> Iterator[AbstractContextManager[Wire]]:
    if home != PLAIN:
        yield slow_wire(End(names["client"], "eth0"), End(names["router"], "lan0"), home)
    if line != PLAIN:
        yield slow_wire(End(names["router"], "wan0"), End(names["hop"], "near0"), line)


def _wire(names: dict[str, str], middle: tuple[str, str], home: bool, line: bool) -> None:
    """Wires and addresses; where *home* or *line* is false, that wire is there already."""
    router_wan, hop_near = middle
    client, router, hop, server = (names[name] for name in NAMES)
    links = [
        f"link add lan0 netns {router} type veth peer name eth0 netns {client}" if home else "",
        f"link add wan0 netns {router} type veth peer name near0 netns {hop}" if line else "",
        f"link add far0 netns {hop} type veth peer name eth0 netns {server}",
    ]
    run("ip", "-batch", "-", stdin="\n".join(links) + "\n")
    _configure(client, {"eth0": (CLIENT, SECOND_CLIENT)}, default=ROUTER_LAN)
    _configure(router, {"lan0": (ROUTER_LAN,), "wan0": (router_wan,)}, default=hop_near, forward=True)
    _configure(hop, {"near0": (hop_near,), "far0": (HOP_FAR,)}, forward=True)
    _configure(server, {"eth0": (SERVER, SECOND_SERVER)}, default=HOP_FAR)


def _configure(
    namespace: str, interfaces: dict[str, tuple[str, ...]], *, default: str | None = None, forward: bool = False
) -> None:
    inside(namespace, lambda: _set_kernel(forward))
    lines = ["link set lo up"]
    for name, addresses in interfaces.items():
        lines += [f"address add {address}/24 dev {name}" for address in addresses]
        lines.append(f"link set {name} up")
    if default:
        lines.append(f"route add default via {default}")
    run("ip", "-n", namespace, "-batch", "-", stdin="\n".join(lines) + "\n")


def _set_kernel(forward: bool) -> None:
    base = Path("/proc/sys/net")
    (base / "ipv6/conf/all/disable_ipv6").write_text("1", "ascii")
    (base / "ipv4/ip_forward").write_text("1" if forward else "0", "ascii")


def _wire_ipv6(names: dict[str, str], mode: IPv6) -> None:
    """Addresses without the wait that looks for doubles, and routes both ways: without NAT the way back is needed."""
    places = {
        "client": {"eth0": CLIENT6[mode]},
        "router": {"lan0": ROUTER_LAN6[mode], "wan0": ROUTER_WAN6},
        "hop": {"near0": HOP_NEAR6, "far0": HOP_FAR6},
        "server": {"eth0": SERVER6},
    }
    ways = {
        "client": [f"default via {ROUTER_LAN6[mode]}"],
        "router": [f"default via {HOP_NEAR6}"],
        "hop": [f"{LAN6[mode]}:/64 via {ROUTER_WAN6}"],
        "server": [f"default via {HOP_FAR6}"],
    }
    for name, addresses in places.items():
        inside(names[name], lambda name=name: _switch_ipv6_on(forward=name in {"router", "hop"}))  # type: ignore[misc]
        lines = [f"address add {address}/64 dev {device} nodad" for device, address in addresses.items()]
        lines += [f"route add {way}" for way in ways[name]]
        run("ip", "-n", names[name], "-batch", "-", stdin="\n".join(lines) + "\n")


def _switch_ipv6_on(*, forward: bool) -> None:
    base = Path("/proc/sys/net/ipv6/conf")
    for setting in base.glob("*/accept_dad"):
        setting.write_text("0", "ascii")
    (base / "all/disable_ipv6").write_text("0", "ascii")
    (base / "all/forwarding").write_text("1" if forward else "0", "ascii")


def _masquerade(namespace: str, inner: str, outer: str, firewall: str) -> None:
    run("ip", "netns", "exec", namespace, "nft", "-f", "-", stdin=firewall % {"inside": inner, "outside": outer})


def _helper_table(protocols: tuple[str, ...], port: int) -> str:
    return "".join(_helper_of(family, protocols, port) for family in ("ip", "ip6"))


def _helper_of(family: str, protocols: tuple[str, ...], port: int) -> str:
    values = [{"protocol": protocol, "port": port, "family": family} for protocol in protocols]
    objects = "\n".join(_HELPER_OBJECT % value for value in values)
    rules = "\n".join(_HELPER_RULE % value for value in values)
    chain = f"chain pre_chain {{ type filter hook prerouting priority -150;\n{rules}\n}}"
    return f"table {family} hlp {{ }}\ndelete table {family} hlp\ntable {family} hlp {{\n{objects}\n{chain}\n}}\n"
