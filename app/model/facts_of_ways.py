"""What a probe can record of other ways to the phone service: signing in there, and what its TLS looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.model.fact_words import Outcome, TlsProblem
from app.model.names import Transport


@dataclass(frozen=True, slots=True)
class TlsLook:
    """One TLS handshake, with the certificate checked; ``problem`` says what is wrong with it.

    ``made_out_to`` and ``valid_until`` come from the certificate even where it is not trusted; ``protocol`` is what
    the server speaks, also where that is too old.
    """

    kind: ClassVar[str] = "tls.look"
    server: str
    name: str
    outcome: Outcome
    problem: TlsProblem | None
    protocol: str | None
    cipher: str | None
    made_out_to: tuple[str, ...]
    valid_until: str | None
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class WayOut:
    """Signing in by another way than the account's own; its test call has the purpose ``"way "`` and ``path``.

    ``named``: the profile says that the provider has this way in; else it is the usual port, tried on chance.
    """

    kind: ClassVar[str] = "way.out"
    path: str
    transport: Transport
    server: str
    named: bool
    outcome: Literal["registered", "refused", "silent", "transport_error", "unresolved", "stopped"]
    status: int | None
    phrase: str
    challenges: int
    elapsed_s: float
    secure_media: bool = False
