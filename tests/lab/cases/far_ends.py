"""The far ends of the lab's cases, each in the namespace of the phone service's computer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.model.endpoint import Endpoint
from app.model.json import JsonObject
from app.practice.behaviour import FarEndBehaviour
from app.practice.holding import faster, paced
from app.testline.config import BUILT_IN_NUMBERS, BUILT_IN_REALM, TestLineConfig, TlsIdentity
from app.testline.server import TestLine
from tests.lab.cases.case import Case
from tests.lab.namespaces import program, run_async, serving
from tests.lab.topology import SECOND_SERVER, SERVER, Lab
from tests.servers import kamailio as proxies
from tests.servers import media_relay, stun_relay

SIP, OTHER, SECURE = (Endpoint(SERVER, port) for port in (5060, 5070, 5061))
BEHIND: Final = Endpoint(SECOND_SERVER, 5060)
NUMBERS: Final = [getattr(BUILT_IN_NUMBERS, name) for name in BUILT_IN_NUMBERS.__dataclass_fields__]
STUN_PORT: Final = 3478


def test_line_config(case: Case) -> TestLineConfig:
    """The test line with the manners of the scenario, at the case's pace."""
    behaviour = case.catalogued.far_end if case.catalogued else FarEndBehaviour()
    identity = TlsIdentity(proxies.CERTIFICATES / f"{case.certificate}.pem", proxies.CERTIFICATES / "server.key")
    usual = TestLineConfig(
        SERVER, udp_ports=(5060, 5070), tcp_ports=(5060,), tls_ports=(5061,), tls=identity, sign_in=behaviour.sign_in,
        bindings_last_s=faster(behaviour.bindings_last_s, case.pace),
        stun_port=None if case.stun == "coturn" else STUN_PORT, stun_other=SECOND_SERVER,
    )  # fmt: skip
    return paced(usual, behaviour.hold, case.pace)


@contextmanager
def nobody(net: Lab, case: Case, folder: Path) -> Iterator[None]:
    """The computer is there and no phone service on it; STUN is."""
    config = TestLineConfig(SERVER, udp_ports=(), tcp_ports=(), stun_port=STUN_PORT, stun_other=SECOND_SERVER)
    net.block(f"ip daddr {SERVER} udp dport 5060-5070 drop")
    net.block(f"ip daddr {SERVER} tcp dport 5060-5070 drop")
    with serving(net.server, lambda: TestLine(config)):
        yield


@contextmanager
def test_line(net: Lab, case: Case, folder: Path) -> Iterator[None]:
    """Our own."""
    with serving(net.server, lambda: TestLine(test_line_config(case))):
        yield


@contextmanager
def behind_kamailio(net: Lab, case: Case, folder: Path) -> Iterator[None]:
    """The same behind Kamailio, which signs phones in and says where calls go."""
    config = replace(
        test_line_config(case), listen=SECOND_SERVER, udp_ports=(BEHIND.port,), stun_port=None, stun_other="",
        trusted=frozenset({SERVER}), tls_ports=(), tls=None,
    )  # fmt: skip
    with _kamailio(net, case, folder, extras_of(case)), serving(net.server, lambda: TestLine(config)), _stun(net, case):
        yield


@contextmanager
def behind_rtpengine(net: Lab, case: Case, folder: Path) -> Iterator[None]:
    """The same with rtpengine between their sound."""
    with media_relay.rtpengine(folder, SERVER, case.silence_s, net.server), behind_kamailio(net, case, folder):
        yield


@contextmanager
def sipp(net: Lab, case: Case, folder: Path) -> Iterator[None]:
    """SIPp behind Kamailio: it takes every call, returns its sound, and tells nothing."""
    place = ("-i", str(BEHIND.host), "-p", str(BEHIND.port), "-mp", "49152", "-t", "u1", "-nostdin")
    answering = program(net.server, "sipp", "-sn", "uas", "-rtp_echo", *place, cwd=folder)
    with _kamailio(net, case, folder, extras_of(case)), answering, _stun(net, case):
        yield


@contextmanager
def _kamailio(net: Lab, case: Case, folder: Path, extras: proxies.Extras) -> Iterator[None]:
    repair = "alias" if case.far_end == "testline" else "contact"
    with proxies.kamailio(
        folder, SIP, others=[OTHER], secure=SECURE, repair=repair, namespace=net.server, extras=extras,
        certificate=case.certificate,
    ):  # fmt: skip
        run_async(net.server, lambda: proxies.until_alive(SIP))
        yield


@contextmanager
def _stun(net: Lab, case: Case) -> Iterator[None]:
    """Where Kamailio stands in its place, the test line still serves STUN."""
    if case.stun == "coturn":
        yield
        return
    config = TestLineConfig(SERVER, udp_ports=(), tcp_ports=(), stun_port=STUN_PORT, stun_other=SECOND_SERVER)
    with serving(net.server, lambda: TestLine(config)):
        yield


def extras_of(case: Case) -> proxies.Extras:
    """Kamailio's: calls to our numbers go to *BEHIND*; answers are treated as the case says."""
    calling = f"""
        if ($rU =~ "^({"|".join(NUMBERS)})$") {{
            $du = "sip:{BEHIND}";
            {'t_on_reply("ANSWERS");' if case.answers else ""}
            t_relay();
            exit;
        }}"""
    extras = media_relay.with_media_relay(calling) if case.far_end == "rtpengine" else proxies.Extras(calling=calling)
    answers = f"\nonreply_route[ANSWERS] {{\n{case.answers}\n}}\n" if case.answers else ""
    return replace(extras, modules=extras.modules + answers, signing_in=case.kamailio)


FAR_ENDS: Final[dict[str, Callable[[Lab, Case, Path], AbstractContextManager[None]]]] = {
    "testline": test_line,
    "kamailio": behind_kamailio,
    "rtpengine": behind_rtpengine,
    "sipp": sipp,
    "none": nobody,
}


@contextmanager
def far_end(net: Lab, case: Case, folder: Path) -> Iterator[JsonObject]:
    """Stand what *case* wants; gives the sections of the profile that lead there."""
    with ExitStack() as stack:
        if case.stun == "coturn":
            stack.enter_context(stun_relay.coturn(folder, (SERVER, SECOND_SERVER), net.server))
        stack.enter_context(FAR_ENDS[case.far_end](net, case, folder))
        yield profile_of(case)


def profile_of(case: Case) -> JsonObject:
    """As a provider would hand it out; a provider with Kamailio has no test line of its own kind."""
    ours = case.far_end in {"testline", "none"}
    account = {
        "domain": BUILT_IN_REALM if ours else proxies.DOMAIN, "username": "100", "password": "mend-100",
        "proxy": str(SIP), "transport": "udp",
    }  # fmt: skip
    paths: list[Any] = [
        {"transport": "udp", "port": 5070},
        {"transport": "tls", "port": 5061},
        {"transport": "tcp", "port": 5060},
    ]
    sections: JsonObject = {
        "provider": {"name": "CallMend lab"},
        "account": {**account, **(dict(case.catalogued.account) if case.catalogued else {}), **_place(case)},
        "numbers": {name: getattr(BUILT_IN_NUMBERS, name) for name in BUILT_IN_NUMBERS.__dataclass_fields__},
        "stun": {"servers": [f"{SERVER}:{STUN_PORT}"]},
        "alternatives": {"paths": paths},
        "tls": {"authorities": (proxies.CERTIFICATES / "authority.pem").read_text(encoding="ascii")},
    }
    if ours:
        sections["testline"] = {"host": SERVER, "ports": [5060, 5070]}
    return sections


def _place(case: Case) -> JsonObject:
    """Where a name is given instead of an address, or the account itself uses TLS."""
    if case.catalogued and case.catalogued.account.get("transport") == "tls":
        return {"proxy": str(SECURE)}
    return {"proxy": "sip.provider.example:5060"} if case.resolver else {}
