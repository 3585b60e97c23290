"""What the provider and the owner tell us: servers, account, numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.endpoint import Endpoint
from app.model.names import Transport
from app.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Provider:
    """Who helps: shown on every screen and in the report."""

    name: str = ""
    support_phone: str = ""
    email: str = ""
    ticket_subject: str = ""
    upload: str = ""
    setup: str = ""
    """Where a setup code is turned into a profile: an https address with ``{code}`` in it."""
    accent: str = ""
    content: str = ""
    """Where newer router guides and words are, signed: an https address."""


@dataclass(frozen=True, slots=True)
class Account:
    """The SIP account under test. ``port`` 0 means: from DNS, else the transport's default (RFC 3263)."""

    domain: str
    username: str = ""
    auth_username: str = ""
    password: Secret | None = None
    proxy: str = ""
    port: int = 0
    transport: Transport = "udp"

    @property
    def server_host(self) -> str:
        """The host that requests are sent to: the proxy where one is given, else the domain."""
        return Endpoint.parse(self.proxy or self.domain).host

    @property
    def server_port(self) -> int:
        """The port that requests are sent to; the default of RFC 3261 section 19.1.2 where none is given."""
        default = 5061 if self.transport == "tls" else 5060
        return Endpoint.parse(self.proxy or self.domain).port or self.port or default


@dataclass(frozen=True, slots=True)
class Numbers:
    """What to dial for each test; empty means the provider has none.

    Named for what the far end does: ``echo`` returns what it hears, ``keypad`` hears digits and tells them back,
    ``hold`` keeps the call up, ``callback`` calls us after we hung up, ``speak`` only speaks (proves that we hear),
    ``listen`` only listens and tells what it heard (proves that we can speak).
    """

    echo: str = ""
    keypad: str = ""
    hold: str = ""
    callback: str = ""
    speak: str = ""
    listen: str = ""


@dataclass(frozen=True, slots=True)
class TestLine:
    """Where a CallMend test line listens; empty host means none."""

    host: str = ""
    ports: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way in that the provider accepts, and that serves as control path."""

    transport: Transport
    port: int
    host: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a run needs to know beforehand."""

    account: Account
    provider: Provider = field(default_factory=Provider)
    numbers: Numbers = field(default_factory=Numbers)
    testline: TestLine = field(default_factory=TestLine)
    stun: tuple[Endpoint, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    dns: tuple[Endpoint, ...] = ()
    """Resolvers to compare the system's with; none is built in."""
    authorities: str = ""
    """Signers of the servers' certificates besides those that the system trusts, as PEM text."""
