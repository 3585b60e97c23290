"""What a probe can record of the network itself: translation, doors, sizes, firewalls, and how packets fare.

Same rules as :mod:`app.model.facts`. Seconds named ``quiet_s`` are those of a real line, whatever the pace of practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.model.fact_words import Outcome, Role
from app.model.names import Transport

Traffic = Literal["single", "answered", "stream", "sip", "rtp"]
"""What went before the silence: one packet that nobody answered; one that was; an exchange of more than two seconds;
SIP text; packets of the size and pace of speech, answered."""
Leg = Literal["gateway", "line", "gateway_loaded", "line_loaded"]


@dataclass(frozen=True, slots=True)
class MappingHeld:
    """Whether the way in still stood after *quiet_s* seconds in which nothing went out (RFC 4787 section 4.3).

    ``"held"``: a packet of the far end arrived then; ``"lost"``: none of several did, while the same packets had
    arrived without a silence; ``"unknown"``: it could not be tested. ``path`` is ``"udp:PORT"`` of the far end.
    """

    kind: ClassVar[str] = "nat.held"
    traffic: Traffic
    role: Role
    path: str
    server: str
    local: str
    mapped: str | None
    quiet_s: float
    outcome: Literal["held", "lost", "unknown"]
    attempts: int


@dataclass(frozen=True, slots=True)
class WebLook:
    """A web request to an address at which no computer is (RFC 5737): an answer is that of somebody in between.

    ``status`` and ``leads_to`` are its status and its Location header, ``None`` and empty where it has none.
    """

    kind: ClassVar[str] = "web.look"
    remote: str
    outcome: Outcome
    status: int | None
    leads_to: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class NatTrial:
    """One test of RFC 5780 section 4.4 or RFC 4787 section 6, from a port that was fresh before *round*.

    ``filter_address`` and ``filter_port``: whether an answer came from the server's other address, or its other port;
    ``hairpin``: whether a packet to our own outside address came back in, and ``source`` says as whom.
    """

    kind: ClassVar[str] = "nat.trial"
    trial: Literal["filter_address", "filter_port", "hairpin"]
    round: int
    server: str
    local: str
    mapped: str | None
    outcome: Outcome
    source: str | None


@dataclass(frozen=True, slots=True)
class GatewayOutside:
    """The outside address that the gateway itself names (UPnP IGD, RFC 6886 opcode 0, RFC 6887)."""

    kind: ClassVar[str] = "gateway.outside"
    method: Literal["upnp", "nat_pmp", "pcp"]
    gateway: str
    outcome: Outcome
    outside: str | None


@dataclass(frozen=True, slots=True)
class NetworkHop:
    """Who answered for a packet that was let die after *ttl* routers."""

    kind: ClassVar[str] = "network.hop"
    towards: str
    ttl: int
    address: str | None
    outcome: Literal["passed", "reached", "silent", "failed"]
    rtt_ms: float | None


@dataclass(frozen=True, slots=True)
class NetworkAddress:
    """One address of this computer; ``used``: packets to the Internet leave from it."""

    kind: ClassVar[str] = "network.address"
    name: str
    address: str
    medium: Literal["cable", "wifi", "vpn", "loopback", "unknown"]
    used: bool


@dataclass(frozen=True, slots=True)
class PortReach:
    """Whether a port of the profile can be reached with something that is not SIP.

    ``asked``: a TCP connection, a TLS handshake, a STUN Binding, or the test line's own packet. ``detail`` says what
    was wrong with a certificate.
    """

    kind: ClassVar[str] = "port.reach"
    transport: Transport
    asked: Literal["connect", "handshake", "stun", "packet"]
    role: Role
    remote: str
    outcome: Outcome
    attempts: int
    elapsed_ms: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SizedMessage:
    """A SIP message of *size* bytes of UDP payload, sent up to *attempts* times.

    ``outbound``: the question is large and its answer small; ``inbound``: the answer is large.
    """

    kind: ClassVar[str] = "sip.sized"
    role: Role
    path: str
    remote: str
    direction: Literal["outbound", "inbound"]
    size: int
    outcome: Outcome
    attempts: int


@dataclass(frozen=True, slots=True)
class FirewallState:
    """What this computer's own firewall says of itself; asked without rights, changing nothing."""

    kind: ClassVar[str] = "firewall.state"
    source: str
    state: Literal["on", "off", "unknown"]
    inbound: Literal["allowed", "blocked", "unknown"]
    """Packets that nobody here asked for."""
    program: Literal["allowed", "blocked", "unknown"]
    """What its rules say of this program."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class VoiceLeg:
    """Packets of the size and pace of speech to *remote* and back.

    ``lost`` counts round trips; ``lost_out`` and ``lost_in`` tell the directions apart where the far end counts.
    ``bursts`` are the lengths of runs of lost packets, ``slow_ms`` the largest round trip in each second (``None``:
    none came back). ``limited``: whoever answers answers only now and then, so that loss tells nothing.
    """

    kind: ClassVar[str] = "quality.leg"
    leg: Leg
    method: Literal["echo", "refusal", "returned"]
    """ICMP echo; the ICMP error of a closed port; a far end that returns packets."""
    remote: str
    seconds: float
    sent: int
    returned: int
    lost: int
    lost_out: int | None
    lost_in: int | None
    reordered: int
    doubled: int
    bursts: tuple[int, ...]
    jitter_ms: float | None
    jitter_out_ms: float | None
    rtt_ms: float | None
    """Median."""
    rtt_least_ms: float | None
    rtt_most_ms: float | None
    late: int
    """Round trips more than 60 ms above the median: a usual jitter buffer would have thrown them away."""
    slow_ms: tuple[float | None, ...]
    lost_each_s: tuple[int, ...] = ()
    """Lost round trips of each second."""
    limited: bool = False
    load_kbps: float | None = None
