"""The worlds in which the verdict on SIP ALG is put to the proof: families that must be found, and the innocent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final, Literal

from app.practice.behaviour import (
    AlgRules,
    DropRule,
    FarEndBehaviour,
    ForgeRule,
    LineRules,
    Ports,
    RouterBehaviour,
    Translation,
)
from app.practice.scenarios import Scenario, catalogue

Group = Literal["family", "clean", "silent", "one way silent"]
METHODS: Final = ("all", "REGISTER", "OPTIONS", "INVITE")
_LOOKS_AT: Final[Mapping[str, tuple[str, ...]]] = {"alg-broadcom": ("udp",), "alg-siproxd": ("udp",)}
"""Engines that leave TCP alone: Broadcom's source reads UDP only, and siproxd's own record of a TCP run shows nothing
changed (facts, science 1.3 and peers 5.1 F1). Every other family is looked for on both."""
_HIDDEN: Final = "198.51.77.20"
"""A public address between two boxes: only the router itself names it."""
_PORTS: Final[tuple[Ports, ...]] = ("kept", "changed")
SHORTENED: Final = 17
"""Of the innocent worlds, a quick look takes every n-th; prime to every number of variations."""


@dataclass(frozen=True)
class Case:
    """One world. ``without`` names sections of the profile that are left out; ``row`` is its line in the table."""

    group: Group
    row: str
    variation: str
    router: RouterBehaviour
    far_end: FarEndBehaviour = field(default_factory=FarEndBehaviour)
    account: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    mute_gateway: bool = False
    """Whether the router refuses to name its outside address."""
    test_line: bool = False
    """Whether the profile names the test line; without it, the provider is all there is to ask."""

    @property
    def scenario(self) -> Scenario:
        """For :class:`~app.practice.world.PracticeWorld`; what it expects is not read here."""
        name = f"{self.row}, {self.variation}"
        return Scenario(name, name, name, self.router, self.far_end, self.account, {}, "no_fault_found")


def families() -> Iterator[Case]:
    """Every family by method and transport, and the boxes that lie one behind the other."""
    for one in catalogue():
        if not one.id.startswith("alg-"):
            continue
        if one.router.forges:
            yield from _forging(one)
        for transport, method in product(_LOOKS_AT.get(one.id, ("udp", "tcp")), METHODS) if one.router.alg else ():
            router = _watching(one.router, transport, method)
            yield Case("family", one.id, f"{transport}, {method}", router, one.far_end, {"transport": transport})
    linux = _rules("linux-alg")
    for name, outside in (("outer-of-two", "192.168.2.10"), ("at-the-carrier", "100.64.12.34"), ("public", _HIDDEN)):
        for ports in _PORTS:
            router = RouterBehaviour(ports=ports, outside=outside, beyond=(Translation(alg=linux),))
            yield Case("family", f"alg-{name}", f"udp, all, ports {ports}", router)
    both = RouterBehaviour(alg=linux, outside="192.168.2.10", beyond=(Translation(alg=linux),))
    yield Case("family", "alg-in-both", "udp, all", both)


def clean() -> Iterator[Case]:
    """Translations x servers x lines, and each of the first two with a poorer profile."""
    for (nat, router), (server, manners), (line, rules) in product(_NATS.items(), _SERVERS.items(), _LINES.items()):
        yield Case("clean", nat, f"{server}, {line}", replace(router, line=rules), FarEndBehaviour(manners=manners))
    for (nat, router), (server, manners), poorer in product(_NATS.items(), _SERVERS.items(), _POORER):
        name, account, without = poorer
        yield Case("clean", nat, f"{server}, {name}", router, FarEndBehaviour(manners=manners), account, without)


def silent() -> Iterator[Case]:
    """Worlds in which nothing comes back, altogether or on the usual way in."""
    nothing = FarEndBehaviour(silent=True)
    deaf = (DropRule(("sip", "non-sip", "tls"), "inbound"),)
    deaf_here = (DropRule(("sip", "non-sip"), "inbound", "watched"),)
    mute = (DropRule(("sip", "non-sip", "tls"), "outbound"),)
    for nat, router in _NATS.items():
        yield Case("silent", "the server says nothing", nat, router, nothing)
        yield Case("silent", "no answer gets through", nat, replace(router, drops=deaf))
        yield Case("one way silent", "no answer on the usual port", nat, replace(router, drops=deaf_here))
        yield Case("silent", "nothing gets out", nat, replace(router, drops=mute))
        yield Case("silent", "no answer, and no STUN", nat, replace(router, drops=deaf), without=("stun",))


def with_test_line(cases: Iterable[Case]) -> list[Case]:
    """The same with a test line to ask as well."""
    return [replace(one, test_line=True, row=f"{one.row} +") for one in cases]


def shortened() -> list[Case]:
    """A few of each, for the suite."""
    found = [one for one in families() if one.variation in {"udp, all", "udp, REGISTER forged"}]
    found += with_test_line(found)
    innocent = list(clean())[::SHORTENED]
    return [*found, *innocent, *with_test_line(innocent[::5]), *list(silent())[1:3]]


def _rules(scenario_id: str) -> AlgRules:
    rules = next(one.router.alg for one in catalogue() if one.id == scenario_id)
    assert rules is not None
    return rules


def _watching(router: RouterBehaviour, transport: str, method: str) -> RouterBehaviour:
    assert router.alg is not None
    rules = replace(router.alg, methods=() if method == "all" else (method,))
    return replace(router, alg=rules, alg_transports=(transport,))


def _forging(one: Scenario) -> Iterator[Case]:
    for methods in (("REGISTER",), ("REGISTER", "INVITE")):
        router = replace(one.router, forges=(ForgeRule(methods),))
        yield Case("family", one.id, f"udp, {' and '.join(methods)} forged", router)


def _nat(ports: Ports = "kept", *, beyond: tuple[Translation, ...] = (), outside: str = "") -> RouterBehaviour:
    plain = RouterBehaviour(ports=ports, beyond=beyond)
    return replace(plain, outside=outside) if outside else plain


_NATS: Final[Mapping[str, RouterBehaviour]] = {
    "one router": _nat(),
    "other ports": _nat("changed"),
    "ports by destination": _nat("by_destination"),
    "two routers": _nat(outside="192.168.2.10", beyond=(Translation(),)),
    "carrier NAT": _nat(outside="100.64.12.34", beyond=(Translation(ports="changed"),)),
    "two and carrier": _nat(
        outside="192.168.2.10", beyond=(Translation("100.64.12.34"), Translation(ports="by_destination"))
    ),
    "tunnel": RouterBehaviour(tunnel=True),
}
_SERVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "plain server": (),
    "repairs Contacts": ("contact-to-source",),
    "notes an alias": ("contact-alias",),
    "omits received": ("without-received",),
    "omits received, rport": ("without-received-and-rport",),
    "sees its balancer": ("received-inside",),
    "copies Via": ("received-as-sent",),
    "own layout": ("other-layout",),
    "names a proxy": ("record-route",),
    "repairs, omits": ("contact-to-source", "without-received"),
}
_LINES: Final[Mapping[str, LineRules]] = {
    "still line": LineRules(),
    "5 % lost": LineRules(lose_every=20),
    "doubled": LineRules(double_every=3),
    "overtaken": LineRules(swap_every=4),
    "all of it": LineRules(lose_every=19, double_every=7, swap_every=5, delay_ms=20.0),
}
_POORER: Final[tuple[tuple[str, Mapping[str, str], tuple[str, ...]], ...]] = (
    ("no account", {"username": "", "password": ""}, ()),
    ("no STUN", {}, ("stun",)),
    ("no other port", {}, ("alternatives",)),
    ("nothing but the server", {}, ("stun", "alternatives", "numbers")),
    ("over TCP", {"transport": "tcp"}, ()),
)
