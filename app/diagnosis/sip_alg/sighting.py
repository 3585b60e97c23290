"""What a server saw of us, as the top Via of its reply tells (RFC 3261 section 18.2.1, RFC 3581 section 4).

The server adds ``received`` with the source address of our request, and fills ``rport`` with its source port. A server
beyond a translating router sees the router's outside address; that it names our own private one is impossible, unless
somebody on the way wrote it into the reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.diagnosis.evidence import Evidence, Seen, endpoint
from app.model.addresses import is_behind_nat
from app.model.endpoint import Endpoint
from app.model.facts import SipExchange, SipReply, StunBinding
from app.model.names import Transport
from app.protocols.sip import SipMessage, Via, parse_message

SIGNAL: Final = "received_private"

Sees = Literal[
    "own",  # our own address, as only this computer and its network know it
    "private",  # an address that no public server can see, but not ours
    "outside",  # another address: what a translating router shows
    "absent",  # the server did not say
    "contradictory",  # its replies to one request disagree
]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One exchange that was answered, and what the answer says."""

    seen: Seen[SipExchange]
    local: Endpoint
    server: Endpoint
    sees: Sees
    received: str | None
    rport: int | None

    @property
    def transport(self) -> Transport:
        """The transport of the exchange."""
        return self.seen.fact.transport

    @property
    def path(self) -> str:
        """The path of the exchange, such as ``"udp:5060"``."""
        return self.seen.fact.path


def sightings(evidence: Evidence, roles: Sequence[str], signal: str = SIGNAL) -> tuple[Sighting, ...]:
    """All answered exchanges of *signal* in one of *roles*."""
    outside = _outside_addresses(evidence)
    exchanges = evidence.all(SipExchange, lambda fact: fact.signal == signal and fact.role in roles)
    return tuple(one for seen in exchanges if (one := _sighting(seen, outside)))


def _outside_addresses(evidence: Evidence) -> frozenset[str]:
    """Addresses under which STUN servers see us: seen by a SIP server too, they are what is to be expected."""
    found = {host.host for seen in evidence.all(StunBinding) if (host := endpoint(seen.fact.mapped))}
    return frozenset(found)


def _sighting(seen: Seen[SipExchange], outside: frozenset[str]) -> Sighting | None:
    local, server = endpoint(seen.fact.local), endpoint(seen.fact.remote)
    vias = [reply.top_via for reply in own_replies(seen.fact)]
    told = [via for via in vias if via is not None]
    if local is None or server is None or not told:
        return None
    kinds = {_kind(via, local, outside) for via in told}
    said = kinds - {"absent"}
    sees: Sees = "contradictory" if len(said) > 1 else next(iter(said), "absent")
    telling = next((via for via in told if via.received), told[0])
    return Sighting(seen, local, server, sees, telling.received, telling.rport)


def _kind(via: Via, local: Endpoint, outside: frozenset[str]) -> Sees:
    received = via.received
    if not received:
        return "absent"
    if received == local.host:
        return "own"
    return "private" if is_behind_nat(received) and received not in outside else "outside"


def own_replies(exchange: SipExchange) -> list[SipMessage]:
    """The responses that answer this very request."""
    return [message for _, message in own_arrivals(exchange)]


def own_arrivals(exchange: SipExchange) -> list[tuple[SipReply, SipMessage]]:
    """What arrived and answers this very request: the same CSeq, and the same branch or Call-ID.

    A device on the way may change one of the two names; a stray or forged message knows neither, and a late answer to
    the request before has another number.
    """
    request = parse_message(exchange.sent.encode("latin-1", "replace"))
    branch = request.top_via.branch if request.top_via else ""
    found = []
    for reply in exchange.replies:
        message = parse_message(reply.raw.encode("latin-1", "replace"))
        same_branch = bool(branch) and message.top_via is not None and message.top_via.branch == branch
        same_call = bool(request.call_id) and message.call_id == request.call_id
        if message.is_response and (same_branch or same_call) and message.cseq == request.cseq:
            found.append((reply, message))
    return found
