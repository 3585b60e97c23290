"""``non_sip_payload``: a datagram that is not SIP, on the signalling port. Some boxes let nothing else pass there.

Phones keep their way open with such packets; where they vanish, so do incoming calls (facts, science 1.4 and 2.1 A9).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, Outcome, SipExchange, SipReply
from app.network.udp import open_udp
from app.probes.alg.paths import Path

SIGNAL: Final = "non_sip_payload"
QUESTION: Final = b"callmend-question "
ANSWER: Final = b"callmend-returned "
EACH_S: Final = (0.6, 1.0, 1.4)
"""After each of three tries; what a busy computer takes in late must not pass for swallowed."""


@dataclass(slots=True)
class NonSipPayload:
    """One packet, sent up to three times; recorded as an exchange without a method."""

    path: Path
    remote: Endpoint
    _local: str = ""
    _attempts: int = 0
    _mark: bytes = field(default_factory=lambda: secrets.token_hex(24).encode())
    _replies: list[SipReply] = field(default_factory=list)
    _outcome: Outcome = "silent"

    def facts(self) -> Sequence[Fact]:
        """The record; ``rtt_ms`` is not taken."""
        return (
            SipExchange(
                signal=SIGNAL,
                role=self.path.role,
                path=self.path.name,
                transport="udp",
                method="",
                local=self._local,
                remote=str(self.remote),
                sent=(QUESTION + self._mark).decode("latin-1"),
                replies=tuple(self._replies),
                outcome=self._outcome,
                attempts=self._attempts,
                rtt_ms=None,
            ),
        )

    async def run(self) -> None:
        """Send, listen, and send again when nothing comes."""
        clock = asyncio.get_running_loop().time
        async with await open_udp(towards=self.remote) as sock:
            self._local, start = str(sock.local), clock()
            for patience_s in EACH_S:
                if sock.send(QUESTION + self._mark, self.remote):
                    self._outcome = "failed"
                    return
                self._attempts += 1
                got = await sock.receive(patience_s)
                if got is not None and got.data == ANSWER + self._mark:
                    at_ms = round((got.at - start) * 1000, 2)
                    text = got.data.decode("latin-1")
                    self._replies.append(SipReply(at_ms, str(got.source), str(sock.local), text))
                    self._outcome = "answered"
                    return
