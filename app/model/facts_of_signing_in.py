"""What a probe can record of how signing in went, answer by answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SignInStep:
    """One final answer to a REGISTER. ``answered``: the request carried credentials.

    ``stale`` and ``new_nonce`` are of its challenge (RFC 7616 section 3.3), ``None`` without one. ``seen_from`` is
    where the server says that it saw us (RFC 3581), ``None`` when it does not say.
    """

    status: int
    answered: bool
    stale: bool | None
    new_nonce: bool | None
    seen_from: str | None


@dataclass(frozen=True, slots=True)
class SignInCourse:
    """The answers in order; ``min_expires_s`` and ``retry_after_s`` as the last one that named them did."""

    kind: ClassVar[str] = "registration.course"
    server: str
    steps: tuple[SignInStep, ...]
    min_expires_s: int | None
    retry_after_s: int | None
    reason_header: str
