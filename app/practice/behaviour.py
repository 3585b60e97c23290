"""What a simulated router and a far end can be told to do: plain data, read from the catalogue of scenarios."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from app.model.facts import Direction
from app.testline.config import SignInManners

PacketKind = Literal[
    "sip", "register", "invite", "answer", "ack", "cancel", "notify", "refresh", "non-sip",
    "rtp", "event", "rtcp", "stun", "tls", "other",
]  # fmt: skip
"""``event`` is RTP that carries pressed keys (RFC 4733); ``rtp`` is all other sound.

``tls`` is a piece of an encrypted connection, of which a router sees no more.
``register``, ``invite``, ``ack``, ``cancel``, ``notify`` and ``refresh`` (UPDATE, RFC 4028) are requests, ``answer``
is a success to an INVITE, and all are ``sip`` as well; ``non-sip`` is anything but SIP on a signalling port.
"""
PathName = Literal["watched", "any"]
"""``watched``: only what belongs to the account's usual way in, where an ALG would look."""
Certificate = Literal["good", "wrong-name", "expired", "self-signed", "unknown-issuer"]
Ports = Literal["kept", "changed", "by_destination"]
"""How a translation chooses outside ports: the inside port, another one, or another for each server."""
Names = Literal["", "right", "unknown", "silent", "invents"]
"""What the office's name server does with the phone service's name: see :mod:`app.practice.name_server`."""
Portal = Literal["", "signs_in", "refuses"]
LetsIn = Literal["anyone", "same_address", "same_port"]
"""Whose packets come in to a port that has spoken (RFC 4787 section 5); on loopback the first two are one."""
OUTSIDE = "203.0.113.7"  # RFC 5737: nobody's address


@dataclass(frozen=True, slots=True)
class AlgRules:
    """The fields that an ALG changes, by names of :mod:`app.practice.rewriting`.

    ``via_port``: replies go to the port that the top Via names, and the server's own address in a request gets that
    port too (the Linux helper's way with certain phones). ``drops_named_contacts``: a request whose Contact is a host
    name does not pass. ``methods``: the transactions it looks at, all where none is named. ``opens``: after requests of
    these methods other ports of the server get in as well.
    """

    outbound: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    inbound: tuple[str, ...] = ()
    via_port: bool = False
    drops_named_contacts: bool = False
    methods: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DropRule:
    """Packets that do not pass. The first *after* of each kind and flow still do."""

    what: tuple[PacketKind, ...]
    direction: Direction
    path: PathName = "any"
    after: int = 0
    larger_than: int = 0
    """Only packets of more bytes."""


@dataclass(frozen=True, slots=True)
class ForgeRule:
    """Requests of these methods are answered by the network itself on the watched path, and never reach the far end."""

    methods: tuple[str, ...]
    transports: tuple[str, ...] = ("udp",)
    status: int = 500
    phrase: str = "Server Error"


@dataclass(frozen=True, slots=True)
class LineRules:
    """A line: every n-th packet of a direction is lost, doubled or overtaken; ``burst_length`` in a row of so many.

    ``delay_ms`` is added each way, and up to ``jitter_ms``, other for each packet, without overtaking. Every
    ``stall_every_s`` nothing moves for ``stall_ms``; then all of it comes at once. ``up_kbps`` is what it carries
    towards the far end, ``queue_ms`` how long a packet may wait for its turn there before it is thrown away. All of it
    is counted, nothing is chance.
    """

    lose_every: int = 0
    double_every: int = 0
    swap_every: int = 0
    burst_every: int = 0
    burst_length: int = 0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    stall_every_s: float = 0.0
    stall_ms: float = 0.0
    up_kbps: float = 0.0
    queue_ms: float = 1000.0


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a silent flow is remembered, in seconds of a real line; ``None``: for ever.

    After one packet without an answer; after an answer; once it is older than two seconds and was answered; on the
    watched port, whatever passed there.
    """

    single_s: float | None = None
    answered_s: float | None = None
    stream_s: float | None = None
    signalling_s: float | None = None


@dataclass(frozen=True, slots=True)
class MediaRule:
    """What happens to the sound of calls in one direction: an edit by a name of :mod:`app.practice.media_edits`, or
    every other packet *late_ms* late."""

    direction: Direction
    edit: str = ""
    late_ms: float = 0.0
    path: PathName = "any"


@dataclass(frozen=True, slots=True)
class StallRule:
    """Sound that breaks off again and again, in seconds of a real call: lost, or kept back and sent in one burst.

    ``after_keep_alive``: whenever a keep-alive of the signalling passes, in place of *every_s*.
    """

    for_s: float
    every_s: float = 1e9
    kind: Literal["lose", "delay"] = "lose"
    directions: tuple[Direction, ...] = ("inbound",)
    after_keep_alive: bool = False
    at_s: float | None = None
    """Once, so long after the begin, in place of *every_s*."""
    calls: int = 0
    """Only in the first so many calls; 0: in all."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One box that translates addresses; *outside* is what it puts in place of what comes from inside."""

    outside: str = OUTSIDE
    ports: Ports = "kept"
    alg: AlgRules | None = None
    alg_transports: tuple[str, ...] = ("udp",)


@dataclass(frozen=True, slots=True)
class RouterBehaviour:
    """The router before us, and the boxes *beyond* it up to the Internet, the nearest first.

    ``tunnel``: all goes untranslated to the phone service, as through a VPN whose far end is there.
    """

    alg: AlgRules | None = None
    alg_transports: tuple[str, ...] = ("udp",)
    drops: tuple[DropRule, ...] = ()
    outside: str = OUTSIDE
    ports: Ports = "kept"
    beyond: tuple[Translation, ...] = ()
    tunnel: bool = False
    forges: tuple[ForgeRule, ...] = ()
    line: LineRules = LineRules()
    media: tuple[MediaRule, ...] = ()
    stalls: tuple[StallRule, ...] = ()
    home: LineRules = LineRules()
    """The cable or Wi-Fi between us and the router; ``line`` is what comes after it."""
    gateway: bool = True
    """Whether the router answers questions about itself: its outside address, and packets to its own door."""
    lifetimes: Lifetimes = Lifetimes()
    lets_in: LetsIn = "same_port"
    forgets_after_s: float | None = None
    """So long after the last sound from inside, sound from outside no longer passes, in seconds of a real call."""
    forgets_ports_after_s: float | None = None
    """So long after the last datagram either way, a signalling port is forgotten: nothing comes in to it any more."""

    largest_datagram: int | None = None
    """Larger datagrams from outside do not pass: their fragments are dropped, as many firewalls do."""
    new_port_each_message: bool = False
    """Every signalling datagram leaves from another outside port."""
    one_phone_per_sound_port: bool = False
    """A message that offers a sound port which another phone has offered does not pass."""
    keep_alives_refresh: bool = True
    """Whether an empty packet keeps a signalling port remembered; SIP always does."""
    sound_from_other_port: bool = False
    """The far end's sound comes in from another port than the one that it named."""
    news_to_other_phone: bool = False
    """A NOTIFY goes to the phone that spoke last before the one it is meant for."""
    keeps_connections: bool = False
    """Where it takes the place of another router's behaviour: connections that stand are treated as before."""
    names: Names = ""
    """Its name server; empty: the phone service is known by its address."""
    other_names: Names = ""
    """Another name server, which the provider names in the profile."""
    portal: Portal = ""
    """Whether it answers web requests to anybody itself: with a page to sign in, or as a proxy that finds no server."""

    @property
    def forgets(self) -> bool:
        """Whether it forgets any silent way in."""
        times = (self.forgets_after_s, self.forgets_ports_after_s)
        return self.lifetimes != Lifetimes() or any(time is not None for time in times)

    @property
    def translations(self) -> tuple[Translation, ...]:
        """Every box that translates, the nearest first."""
        return (Translation(self.outside, self.ports, self.alg, self.alg_transports), *self.beyond)


@dataclass(frozen=True, slots=True)
class HoldRules:
    """How the far end keeps a long call, in seconds of a real call: see :class:`app.testline.config.HoldManners`."""

    lasts_s: float = 200.0
    t1_s: float = 0.5
    """Its T1 (RFC 3261 section 17.1.1.1): without an ACK it gives up after 64 of them."""
    quiet_after_s: float | None = None
    silence_s: float | None = None
    session_expires_s: int = 0
    reason: str = ""
    pause_every_s: float | None = None
    """So often it sends nothing for ``pause_s``, and with ``renews`` it starts its sound anew by UPDATE each time."""
    pause_s: float = 1.0
    renews: bool = False
    spurts_s: tuple[float, ...] = ()
    """It speaks and is silent in turns of so long each, and sends nothing while it is silent."""
    holds_from_s: float | None = None
    """It puts its caller on hold then, and takes the call up again at ``holds_to_s``, if ever."""
    holds_to_s: float | None = None


@dataclass(frozen=True, slots=True)
class FarEndBehaviour:
    """The phone service. ``silent``: it never answers anything but STUN.

    ``manners`` are what it does to messages of its own accord, by names of :mod:`app.practice.manners`.
    """

    silent: bool = False
    manners: tuple[str, ...] = ()
    hold: HoldRules = HoldRules()
    sign_in: SignInManners = field(default_factory=SignInManners)
    bindings_last_s: float | None = None
    """It drops phones so long after they signed in, in seconds of a real call."""
    certificate: Certificate = "good"
    """What it shows under TLS: a file of ``resources/practice/tls``."""
    old_tls: bool = False
    """It speaks nothing newer than TLS 1.1."""
    announces_s: float = 0.0
    """So long it speaks from another port before it takes a call (183, RFC 3960)."""
