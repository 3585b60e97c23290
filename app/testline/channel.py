"""The way a SIP message came in, and its answers go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.model.endpoint import Endpoint
from app.protocols.sip import SipMessage

DEFAULT_PORT = 5060


@dataclass(frozen=True, slots=True)
class Channel:
    """One end of a UDP socket towards one source, or one TCP connection; ``write`` takes bytes and destination."""

    transport: Literal["udp", "tcp", "tls"]
    local: Endpoint
    source: Endpoint
    write: Callable[[bytes, Endpoint], object]

    @property
    def reliable(self) -> bool:
        """Whether the transport itself repeats what was lost."""
        return self.transport != "udp"

    def send(self, data: bytes) -> None:
        """Send a request or an unrelated message to where messages come from."""
        self.write(data, self.source)

    def answer(self, request: SipMessage, data: bytes) -> None:
        """Send a response (RFC 3261 section 18.2.2, RFC 3581): always to the host that asked.

        On UDP without ``rport`` it goes to the port that the top Via names. ``maddr`` is not followed: nobody may
        direct answers at a third host.
        """
        via = request.top_via
        if self.reliable or via is None or "rport" in via.params:
            self.write(data, self.source)
        else:
            self.write(data, Endpoint(self.source.host, via.port or DEFAULT_PORT))
