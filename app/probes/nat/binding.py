"""One STUN Binding from a socket of one's choice, repeated as RFC 8489 section 6.2.1 begins, and told in seconds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Outcome, StunBinding
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpSocket
from app.protocols.stun import StunAnswer, binding_request, parse_binding, transaction_of

SEND_AFTER_S: Final = (0.0, 0.4, 1.0)
GIVE_UP_S: Final = 1.8


@dataclass(frozen=True, slots=True)
class Bound:
    """What came of asking: the answer, who sent it, and how long the first try took."""

    outcome: Outcome
    answer: StunAnswer | None = None
    source: Endpoint | None = None
    rtt_ms: float | None = None

    @property
    def mapped(self) -> Endpoint | None:
        """The address that the server saw."""
        return self.answer.mapped if self.answer else None


async def ask(
    sock: UdpSocket,
    server: Endpoint,
    request: bytes | None = None,
    *,
    heard_on: UdpSocket | None = None,
    give_up_s: float = GIVE_UP_S,
) -> Bound:
    """Ask *server* from *sock* until an answer to *request* arrives, there or on *heard_on*. Never raises."""
    data = binding_request(roomy=True) if request is None else request
    clock = asyncio.get_running_loop().time
    start = clock()
    scale = give_up_s / GIVE_UP_S
    for number, due in enumerate((*SEND_AFTER_S[1:], GIVE_UP_S)):
        sent_at = clock()
        problem = sock.send(data, server)
        if problem and not number:
            return Bound(problem)
        found = await _heard(heard_on or sock, transaction_of(data), start + due * scale)
        if found is not None:
            rtt = round((clock() - sent_at) * 1000, 2) if not number else None
            return Bound(found.outcome, found.answer, found.source, rtt)
    return Bound("silent")


async def _heard(sock: UdpSocket, transaction: bytes, until: float) -> Bound | None:
    clock = asyncio.get_running_loop().time
    while (left := until - clock()) > 0:
        event = await sock.next_event(left)
        if isinstance(event, IcmpError):
            if event.meaning:
                return Bound(event.meaning)
        elif event is not None:
            answer = parse_binding(event.data)
            if answer is not None and answer.transaction_id == transaction:
                return Bound("answered" if answer.mapped else "refused", answer, event.source)
    return None


def binding_fact(sock: UdpSocket, server: Endpoint, bound: Bound) -> StunBinding:
    """The record of an ordinary Binding."""
    mapped = str(bound.mapped) if bound.mapped else None
    return StunBinding(str(server), str(sock.local), mapped, bound.outcome, bound.rtt_ms)
