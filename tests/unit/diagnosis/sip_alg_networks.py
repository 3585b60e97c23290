"""Whole measurements of made-up networks, message by message: what every probe of ``sip_alg`` would have recorded.

A network translates addresses and may hold a device that rewrites; a server has habits, which may differ by path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, NetworkInterface, Role, SipExchange, SipReply, StunBinding
from app.model.names import Transport

Received = Literal["source", "none", "server", "balancer", "copied", "empty", "name", "garbage", "loopback", "ipv6"]
Rport = Literal["filled", "absent", "empty", "local", "garbage", "server"]
Contacts = Literal["kept", "repaired", "first", "private", "one", "none", "noted", "bracketed", "border", "refused"]
Edit = Callable[[str], str]
WAYS: Final[Mapping[str, tuple[Role, Transport, int]]] = {
    "udp:5060": ("suspected", "udp", 5060),
    "tcp:5060": ("control", "tcp", 5060),
    "udp:5070": ("control", "udp", 5070),
    "tls:5061": ("control", "tls", 5061),
}
BALANCER: Final = "10.20.0.9"


@dataclass(frozen=True)
class Server:
    """A phone service. ``received`` and ``rport`` are its habits; the ones of a single path go before."""

    host: str = "198.51.100.20"
    received: Received = "source"
    rport: Rport = "filled"
    on_path: Mapping[str, tuple[Received, Rport]] = field(default_factory=dict)
    to_via: frozenset[str] = frozenset()
    """Paths on which it answers to the port in Via (RFC 3261 section 18.2.2)."""
    edits: Mapping[str, Edit] = field(default_factory=dict)
    """What it does to a whole reply, by path; ``"all"`` for every path."""
    contacts: Contacts = "kept"
    silent: frozenset[str] = frozenset()
    status: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Network:
    """Between us and the server. ``rewrites``: the paths on which a device of the Linux kind looks."""

    own: str = "192.168.1.10"
    outside: str = "203.0.113.7"
    other_outside: str = ""
    """A second address of a carrier's pool, in turns."""
    keeps_ports: bool = True
    medium: Literal["cable", "vpn"] = "cable"
    stun: bool = True
    open_host: bool = False
    """Everything that arrives from outside is handed to us ("exposed host")."""
    vanishing: tuple[int, ...] = ()
    """Numbers of exchanges that are lost, counted from 0."""
    quotes: tuple[str, ...] = ("whole", "whole")
    reporters: tuple[str, ...] = ("192.168.1.1", "203.0.113.1")
    rewrites: frozenset[str] = frozenset()
    restless: bool = False
    """Every reply arrives twice, and late ones to earlier questions arrive before it."""

    @property
    def translates(self) -> bool:
        """Whether the server sees another address than ours."""
        return self.own != self.outside


class Measurement:
    """Builds the facts of one run in the order of the probe."""

    def __init__(self, network: Network, server: Server) -> None:
        self.network, self.server = network, server
        self._port, self._count = 42_000, 0
        self._late: tuple[SipReply, ...] = ()

    def facts(self) -> Iterator[Fact]:
        """Everything that is recorded."""
        yield NetworkInterface("net0", self.network.own, "192.168.1.1", self.network.medium)
        for path in WAYS:
            for method in ("OPTIONS", "REGISTER"):
                yield self.ask("received_private", path, method)
        if self.network.stun:
            local = Endpoint(self.network.own, 40_000)
            yield StunBinding("192.0.2.3:3478", str(local), str(self._outside(local)), "answered", 15.0)
        yield from self._quotes()
        for path in ("udp:5060", "udp:5070"):
            yield self.ask("via_port", path, shown_port=2)
            yield self.ask("via_canary", path, shown_host=self.network.outside)
        yield self.ask("via_decoy", "udp:5060", shown_host="192.0.2.66")
        yield self.ask("source_port", "udp:5060", local_port=5060)
        yield from self._bindings()
        for _ in range(2):
            for role in ("control", "suspected", "control"):
                yield replace(self.ask("double_client", "udp:5060", "INVITE"), role=role)

    def ask(
        self,
        signal: str,
        path: str,
        method: str = "OPTIONS",
        *,
        shown_host: str = "",
        shown_port: int = 0,
        local_port: int = 0,
        headers: Sequence[str] = (),
        listing: Sequence[str] = (),
    ) -> SipExchange:
        """One request and its fate."""
        role, transport, port = WAYS[path]
        self._port += 4
        local = Endpoint(self.network.own, local_port or self._port)
        shown = Endpoint(shown_host or local.host, local.port + shown_port)
        sent = _request(method, shown, transport, headers)
        remote = Endpoint(self.server.host, port)
        lost = self._count in self.network.vanishing or path in self.server.silent
        self._count += 1
        replies: tuple[SipReply, ...] = () if lost else (self._reply(sent, local, shown, path, listing),)
        if replies and self.network.restless:
            self._late, replies = replies, (*self._late, *replies, *replies)
        outcome: Literal["answered", "silent"] = "answered" if replies else "silent"
        rtt = 20.0 if replies else None
        return SipExchange(
            signal, role, path, transport, method, str(local), str(remote), sent, replies, outcome, 1, rtt, 4000.0
        )

    def _reply(self, sent: str, local: Endpoint, shown: Endpoint, path: str, listing: Sequence[str]) -> SipReply:
        seen = self._outside(local)
        text = self._answer(sent, shown, seen, local, path, listing)
        arrived = local
        if path in self.server.to_via and (not self.network.translates or self.network.open_host):
            arrived = local._replace(port=shown.port)
        if path in self.network.rewrites:
            text = text.replace(f" {seen};", f" {local};").replace(f";received={seen.host}", f";received={local.host}")
            arrived = local._replace(port=shown.port)
        source = Endpoint(self.server.host, WAYS[path][2])
        return SipReply(20.0, str(source), str(arrived), text)

    def _answer(
        self, sent: str, shown: Endpoint, seen: Endpoint, local: Endpoint, path: str, listing: Sequence[str]
    ) -> str:
        received, rport = self.server.on_path.get(path, (self.server.received, self.server.rport))
        note = _received(received, shown, seen, self.server.host) + _rport(rport, seen, local)
        method = sent.split(" ", 1)[0]
        usual = {"REGISTER": "200 OK" if listing or "Expires" in sent else "401 Unauthorized"}
        status = self.server.status.get(path, usual.get(method, "200 OK"))
        kept = [line for line in sent.split("\r\n")[1:] if re.match(r"(?i)via|from|to|call-id|cseq", line)]
        head = [f"SIP/2.0 {status}", *kept, *(f"Contact: {one};expires=60" for one in listing)]
        text = "\r\n".join([*head, "Content-Length: 0", "", ""]).replace(";rport;", f"{note};", 1)
        text = re.sub(r"(?m)^(To: [^\r]*)\r$", r"\1;tag=far\r", text)
        for where in ("all", path):
            text = self.server.edits.get(where, _unchanged)(text)
        return text

    def _outside(self, local: Endpoint) -> Endpoint:
        network = self.network
        if not network.translates:
            return local
        host = network.other_outside if network.other_outside and local.port % 8 else network.outside
        return Endpoint(host, local.port if network.keeps_ports else 1024 + (local.port * 7) % 60_000)

    def _quotes(self) -> Iterator[Fact]:
        for role, path in (("suspected", "udp:5060"), ("control", "udp:5070")):
            for ttl, (kind, reporter) in enumerate(zip(self.network.quotes, self.network.reporters, strict=True), 1):
                local = Endpoint(self.network.own, 41_000 + ttl)
                sent = _request("OPTIONS", local, "udp", [f"Contact: <sip:100@{local}>"])
                text = QUOTES[kind](sent)
                if ttl > 1 and path in self.network.rewrites:
                    text = text.replace(self.network.own, self.network.outside)
                remote = f"{self.server.host}:{WAYS[path][2]}"
                outcome: Literal["quoted", "silent"] = "quoted" if text else "silent"
                by = reporter if text else None
                yield IcmpQuote("ttl_quote", role, path, ttl, str(local), remote, sent, text or None, by, outcome)  # type: ignore[arg-type]

    def _bindings(self) -> Iterator[Fact]:
        writer, reader = 45_000, 45_100
        places = (f"{self.network.own}:44998", f"{self.network.own}:{writer}", "canary.invalid")
        named = zip(("port", "own", "name"), places, strict=True)
        sent = [f"<sip:callmend-canary-ab12-{label}@{place}>" for label, place in named]
        source = self._outside(Endpoint(self.network.own, writer))
        kept = _kept(self.server.contacts, sent, source, self.network.own)
        if "udp:5060" in self.network.rewrites:
            kept = [one.replace(self.network.own, self.network.outside) for one in kept]
        headers = [*(f"Contact: {one}" for one in sent), "Expires: 60"]
        yield self.ask("binding_readback", "udp:5060", "REGISTER", local_port=writer, headers=headers, listing=sent)
        yield self.ask("binding_readback", "udp:5060", "REGISTER", local_port=reader, listing=kept)


def _request(method: str, shown: Endpoint, transport: Transport, headers: Sequence[str]) -> str:
    mark = f"{shown.port}{transport}{method}"
    lines = [
        f"{method} sip:example.com SIP/2.0",
        f"Via: SIP/2.0/{transport.upper()} {shown};rport;branch=z9hG4bK{mark}",
        f"From: <sip:100@example.com>;tag=a{mark}",
        "To: <sip:100@example.com>",
        f"Call-ID: c{mark}",
        f"CSeq: 1 {method}",
        *headers,
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""])


def _received(habit: Received, shown: Endpoint, seen: Endpoint, server: str) -> str:
    words = {
        "source": seen.host,
        "none": None,
        "server": server,
        "balancer": BALANCER,
        "copied": shown.host,
        "empty": "",
        "name": "client.example",
        "garbage": "999.1.1.1.1",
        "loopback": "127.0.0.1",
        "ipv6": f"::ffff:{seen.host}",
    }
    word = words[habit]
    return "" if word is None else f";received={word}"


def _rport(habit: Rport, seen: Endpoint, local: Endpoint) -> str:
    words = {"filled": f"={seen.port}", "empty": "", "local": f"={local.port}", "garbage": "=abc", "server": "=5060"}
    return "" if habit == "absent" else f";rport{words[habit]}"


def _kept(habit: Contacts, sent: list[str], source: Endpoint, own: str) -> list[str]:
    def moved(one: str) -> str:
        return f"{one.partition('@')[0]}@{source}>"

    found: dict[Contacts, list[str]] = {
        "kept": sent,
        "repaired": [moved(one) for one in sent],
        "first": [moved(sent[0]), *sent[1:]],
        "private": [moved(one) if own in one else one for one in sent],
        "one": [moved(sent[-1])],
        "none": [],
        "noted": [f"{one};received=sip:{source}" for one in sent],
        "bracketed": [one.replace(">", f";alias={source.host}~{source.port}~1>") for one in sent],
        "border": [f"{one.partition('@')[0]}@198.51.100.21:{7000 + at}>" for at, one in enumerate(sent[:2])] + sent[2:],
        "refused": sent[2:],
    }
    return found[habit]


def _unchanged(text: str) -> str:
    return text


QUOTES: Final[Mapping[str, Edit]] = {
    "whole": _unchanged,
    "nothing": lambda sent: "",
    "start": lambda sent: sent[:20],
    "half a line": lambda sent: sent[:52],
    "padded": lambda sent: sent[:100] + "\0" * 28 + "\x20\x00\xf8\x0a\x01\x01\x00\x0a",
    "damaged": lambda sent: sent.replace("Call-ID: c", "Call-ID: \xe3"),
    "flipped": lambda sent: sent.replace("Call-ID: c", "Call-ID: k"),
    "of another": lambda sent: sent.replace("z9hG4bK", "z9hG4bKx").replace(":4100", ":5100"),
    "upper case": lambda sent: sent.upper(),
    "without ends": lambda sent: sent.replace("\r\n", "\n"),
    "longer": lambda sent: sent + "Contact: <sip:100@203.0.113.7:9>\r\n",
}
