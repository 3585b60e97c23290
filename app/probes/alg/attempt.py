"""One request of our own and everything that comes back. Given up at any moment, it still tells what it saw."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Outcome, SipExchange, SipReply
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder
from app.protocols.digest import redact_credentials
from app.protocols.sip import SipMessage, parse_message

MOST_REPLIES: Final = 8
LONGEST_REPLY: Final = 16_384
"""Characters kept of one reply; no answer to our requests is nearly as long."""
_FIRST_FINAL: Final = 200


@dataclass(slots=True)
class Attempt:
    """The state of one exchange. A transport's module sends and receives; this keeps the record."""

    signal: str
    path: Path
    method: str
    build: Builder
    remote: Endpoint | None = None
    local: str = ""
    sent: bytes = b""
    outcome: Outcome = "silent"
    attempts: int = 0
    rtt_ms: float | None = None
    replies: list[SipReply] = field(default_factory=list)
    final: SipMessage | None = None
    """The final answer, for a probe that goes on from it; not part of the record."""
    _started: float | None = None
    _last_sent: float = 0.0
    _ended: float | None = None

    def begin(self, local: Endpoint, now: float) -> bytes:
        """Write the request for a socket that stands ready."""
        self.local = str(local)
        self.sent = self.build(local, self.path.transport)
        self._started = self._started or now
        return self.sent

    def note_sent(self, now: float) -> None:
        """Count one transmission."""
        self._started = self._started or now
        self._last_sent = now
        self.attempts += 1

    def note_reply(self, data: bytes, source: Endpoint, arrived_at: Endpoint, now: float) -> bool:
        """Keep what came; says whether it is the final answer to our request."""
        if len(self.replies) < MOST_REPLIES:
            text = redact_credentials(data[:LONGEST_REPLY]).decode("latin-1")  # a server may send back what we sent
            at_ms = round((now - (self._started or now)) * 1000, 2)
            self.replies.append(SipReply(at_ms, str(source), str(arrived_at), text))
        message = parse_message(data)
        if not self._is_ours(message):
            return False
        if self.outcome != "answered":
            self.outcome = "answered"
            self.rtt_ms = round((now - self._last_sent) * 1000, 2) if self.attempts == 1 else None
        if (message.status or 0) < _FIRST_FINAL:
            return False
        self.final = self.final or message
        return True

    def fail(self, outcome: Outcome) -> None:
        """Note how it failed; an answer that came is never taken back."""
        if self.outcome != "answered":
            self.outcome = outcome

    def end(self, now: float) -> None:
        """Stop the clock that says how long replies could arrive."""
        self._ended = now

    def fact(self) -> SipExchange:
        """The record of what happened so far."""
        return SipExchange(
            signal=self.signal,
            role=self.path.role,
            path=self.path.name if self.remote is None else f"{self.path.transport}:{self.remote.port}",
            transport=self.path.transport,
            method=self.method,
            local=self.local,
            remote=str(self.remote or Endpoint(self.path.host, self.path.port)),
            sent=redact_credentials(self.sent).decode("latin-1"),
            replies=tuple(self.replies),
            outcome=self.outcome,
            attempts=self.attempts,
            rtt_ms=self.rtt_ms,
            waited_ms=self._waited_ms(),
        )

    def _waited_ms(self) -> float | None:
        if self._started is None:
            return None
        now = asyncio.get_running_loop().time() if self._ended is None else self._ended
        return round((now - self._started) * 1000, 2)

    def _is_ours(self, message: SipMessage) -> bool:
        """Whether it answers our request: an ALG may change either name, hardly both (RFC 3261 section 17.1.3).

        Requests of one Call-ID are told apart by their number: the one before may have been answered twice.
        """
        if not message.is_response or message.cseq is None or message.cseq[1] != self.method:
            return False
        request = parse_message(self.sent)
        if _branch(message) == _branch(request) != "":
            return True
        return (message.call_id, message.cseq) == (request.call_id, request.cseq)


def _branch(message: SipMessage) -> str:
    return message.top_via.branch if message.top_via else ""
