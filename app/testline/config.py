"""How a test line is set up: where it listens, who may call, and the limits that keep it from being misused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final, Protocol

from app.model.endpoint import Endpoint
from app.model.profile import Numbers
from app.model.secret import Secret

BUILT_IN_NUMBERS: Final = Numbers(*(name for name in Numbers.__dataclass_fields__))
BUILT_IN_REALM: Final = "testline.invalid"
BUILT_IN_ACCOUNTS: Final[Mapping[str, Secret]] = {"100": Secret("mend-100"), "200": Secret("mend-200")}


class AddressView(Protocol):
    """How addresses look from the far end; only practice mode, where all is loopback, needs another than plain."""

    def seen(self, source: Endpoint) -> Endpoint:
        """What the far end believes a peer's address to be: written into ``received``, ``rport`` and STUN answers."""

    def announced(self, local: Endpoint) -> Endpoint:
        """What it writes into its own Contact and SDP for a socket of its own."""

    def at_port(self, source: Endpoint, port: int, local: Endpoint) -> Endpoint | None:
        """Where to send from *local* so that it reaches *port* of the host that *source* seems to be on."""


@dataclass(frozen=True, slots=True)
class PlainView:
    """Addresses as they are; *public_host* replaces our own where the host stands behind a one-to-one NAT."""

    public_host: str = ""

    def seen(self, source: Endpoint) -> Endpoint:
        """The source itself."""
        return source

    def announced(self, local: Endpoint) -> Endpoint:
        """The socket's own address, or the public one with its port."""
        return Endpoint(self.public_host or local.host, local.port)

    def at_port(self, source: Endpoint, port: int, local: Endpoint) -> Endpoint | None:
        """That port of the source's own host; 0 is none."""
        return Endpoint(source.host, port) if port else None


@dataclass(frozen=True, slots=True)
class Timers:
    """Seconds, as RFC 3261 section 17.1.1.1 names them."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def give_up(self) -> float:
        """64 times T1: how long an answer or an acknowledgement is waited for."""
        return 64 * self.t1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source, and all together, may ask for."""

    messages_per_second: float = 50.0
    message_burst: float = 200.0
    all_messages_per_second: float = 2000.0
    calls: int = 50
    calls_per_user: int = 24
    call_s: float = 2400.0
    silence_s: float = 300.0
    """A call without any RTP for so long is ended."""
    bindings_per_user: int = 32
    max_expires_s: int = 3600
    min_expires_s: int = 10
    tcp_connections: int = 200
    tcp_idle_s: float = 3600.0
    media_packets_per_second: float = 200.0


@dataclass(frozen=True, slots=True)
class HoldManners:
    """How the hold number keeps its calls. By default nothing goes wrong; a rehearsal of dropped calls changes that."""

    ignore_ack: bool = False
    """Behave as if the ACK had been lost on the way: repeat the answer, and give up after 64 times T1."""
    quiet_after_s: float | None = None
    """Send no sound any more after so long."""
    reason: str = ""
    """Reason header (RFC 3326) of its BYE in place of the usual one."""
    session_expires_s: int = 0
    """Session-Expires in its answers (RFC 4028), with us as the one who refreshes; 0 asks for no session timer."""
    refresh_after_s: float = 0.0
    """When to refresh; 0: after half of the session, as RFC 4028 section 10 says."""

    pause_every_s: float | None = None
    """So often it sends nothing for ``pause_s``: its sequence numbers go on, its timestamps jump."""
    pause_s: float = 1.0
    renews: bool = False
    """After each pause its sound is a new source, which an UPDATE announces."""
    spurts_s: tuple[float, ...] = ()
    """So long it speaks, so long it sends nothing, and so on: a phone that sends no silence (RFC 3389)."""
    holds_from_s: float | None = None
    """So long after the answer it puts its caller on hold, by an UPDATE that wants no sound either way."""
    holds_to_s: float | None = None
    """Then it goes on; ``None``: never."""
    silence_s: float | None = None
    """After so long without our caller's sound it hangs up; ``None``: as the limits say."""
    timers: Timers | None = None
    """Its own, where a rehearsal must not take as long as life."""

    @property
    def refresh_s(self) -> float:
        """How long after an answer, or after the last refresh."""
        return self.refresh_after_s or self.session_expires_s / 2


@dataclass(frozen=True, slots=True)
class SignInManners:
    """How phones are signed in. By default nothing goes wrong; a rehearsal of failures changes that."""

    status: int = 0
    """The answer to every REGISTER whose password is right, or with ``at_once`` to every one at all; 0: as usual."""
    phrase: str = ""
    at_once: bool = False
    always_stale: bool = False
    """Every nonce is too old, also a fresh one."""
    nonce_for_port: bool = False
    """A nonce counts only from the port that asked for it; another port is challenged anew."""
    tells_stale: bool = True


@dataclass(frozen=True, slots=True)
class TlsIdentity:
    """Certificate and key as PEM files; *ancient*: a rehearsal of a server that speaks nothing newer than TLS 1.1."""

    certificate: Path
    key: Path
    ancient: bool = False


@dataclass(frozen=True, slots=True)
class TestLineConfig:
    """Everything a test line needs to know; port 0 takes a free one, no port leaves that service out."""

    __test__: ClassVar[bool] = False

    listen: str = "127.0.0.1"
    udp_ports: tuple[int, ...] = (0,)
    tcp_ports: tuple[int, ...] = (0,)
    tls_ports: tuple[int, ...] = ()
    """Need ``tls``."""
    tls: TlsIdentity | None = None
    stun_port: int | None = 0
    stun_other: str = ""
    """A second address of this computer, for the whole of RFC 5780; the same ports are taken on it."""
    rtp_ports: tuple[int, int] = (0, 0)
    """First and last port for media, or zeros for any free pair."""
    realm: str = BUILT_IN_REALM
    accounts: Mapping[str, Secret] = field(default_factory=lambda: dict(BUILT_IN_ACCOUNTS))
    trusted: frozenset[str] = frozenset()
    """Hosts that may call without signing in: the provider's own proxies."""
    numbers: Numbers = BUILT_IN_NUMBERS
    view: AddressView = PlainView()
    timers: Timers = Timers()
    limits: Limits = Limits()
    ring_s: float = 0.0
    announces_s: float = 0.0
    """A rehearsal of a service whose announcement comes from another port than the one who answers: so long."""
    hold_s: float = 2100.0
    """After which the hold number hangs up; a caller who holds for 33 minutes must be the first to end it."""
    hold: HoldManners = HoldManners()
    sign_in: SignInManners = SignInManners()
    callback_s: float = 5.0
    bindings_last_s: float | None = None
    """A rehearsal of a service that drops phones long before their registration ends."""
    pace: float = 1.0
    """In rehearsals so many of the seconds that a caller dials pass in one, and of those that a phone rings."""
    greeting_s: float | None = None
    """In rehearsals that nobody listens to: no more than so much of each greeting."""
    greetings: bool = True
    """Whether numbers speak before they do their work."""
