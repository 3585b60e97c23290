"""What a gateway says of itself without login; page texts, serial numbers and given names are not kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.model.fact_words import Outcome


@dataclass(frozen=True, slots=True)
class GatewayHardware:
    """The block of addresses that the network card of the gateway *address* comes from: its first three octets, the
    maker's part, as six hexadecimal digits. The rest, which names one single box, is not kept."""

    kind: ClassVar[str] = "gateway.hardware"
    address: str
    block: str


@dataclass(frozen=True, slots=True)
class GatewayPage:
    """One page of the gateway's own web server, asked for without login.

    ``words`` are those of the watched words that were found in it; the text itself is not kept. ``digest`` tells
    whether two pages are the same. ``names`` are those of the certificate and of the host that it pointed to;
    ``scheme`` and ``path`` are what was asked for, also after redirects on the same host.
    """

    kind: ClassVar[str] = "gateway.page"
    address: str
    scheme: Literal["http", "https"]
    path: str
    outcome: Outcome
    status: int | None = None
    title: str = ""
    realm: str = ""
    server: str = ""
    names: tuple[str, ...] = ()
    certificate: str = ""
    words: tuple[str, ...] = ()
    digest: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class UpnpDevice:
    """How the gateway describes itself by UPnP (UPnP Device Architecture 1.1, section 2.3); no serial number."""

    kind: ClassVar[str] = "gateway.upnp"
    address: str
    outcome: Outcome
    maker: str = ""
    model: str = ""
    model_number: str = ""
    description: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True)
class GatewayNames:
    """Names of known routers among the search domains that this computer was given for its network."""

    kind: ClassVar[str] = "gateway.names"
    names: tuple[str, ...]
