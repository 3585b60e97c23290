"""Packets that are not SIP, on any UDP port of a test line: STUN (RFC 8489, 5780), and the return of voice packets.

STUN on signalling ports too (RFC 5626 section 4.4.2 puts it there): so that a way in can be looked at from the very
port that a phone talks to. Nothing here is larger than its question plus the few bytes that STUN needs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.model.addresses import address_kind
from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket
from app.protocols.stun import StunRequest, binding_response, is_stun, parse_binding_request
from app.protocols.voice_packets import VoiceQuestion, is_load, read_question, voice_answer
from app.testline.config import AddressView, Limits
from app.testline.limits import SourceLimiter

STUN_ROOM: Final = 12
"""Bytes by which a Binding answer may be larger than its question: the one attribute that it is all about. Who wants to
know the other address as well (RFC 5780 section 7.4) makes the question large enough."""
MOST_SESSIONS: Final = 512
"""Voice sessions that are counted; the one not heard of for longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Siblings:
    """The sockets that an answer may leave from in place of the one that was asked (RFC 5780 section 7.2)."""

    other_port: UdpSocket | None = None
    other_address: UdpSocket | None = None
    other_both: UdpSocket | None = None

    def answering(self, request: StunRequest, asked: UdpSocket) -> UdpSocket | None:
        """Where the answer leaves; ``None``: there is no such socket, and no answer is the honest one."""
        if request.change_ip:
            return self.other_both if request.change_port else self.other_address
        return self.other_port if request.change_port else asked


ALONE: Final = Siblings()


class Packets:
    """One for all sockets of a test line, so that its limits hold for all of them together."""

    def __init__(self, view: AddressView, limits: Limits, clock: Callable[[], float]) -> None:
        self._view, self._clock = view, clock
        messages, media = limits.messages_per_second, limits.media_packets_per_second
        self._asked = SourceLimiter(messages, limits.message_burst, limits.all_messages_per_second, clock)
        self._spoken = SourceLimiter(media, media, limits.all_messages_per_second * 10, clock)
        self._counted: OrderedDict[tuple[str, bytes], int] = OrderedDict()

    def takes(self, data: bytes, socket: UdpSocket, source: Endpoint, siblings: Siblings = ALONE) -> bool:
        """Deal with *data* if it is for us; says whether it was."""
        if is_stun(data):
            if self._asked.admit(source.host):
                self._answer(data, socket, source, siblings)
            return True
        if is_load(data):
            return True
        question = read_question(data)
        if question is None:
            return False
        if self._spoken.admit(source.host):
            socket.send(self._returned(question, source), source)
        return True

    def _answer(self, data: bytes, socket: UdpSocket, source: Endpoint, siblings: Siblings) -> None:
        request = parse_binding_request(data)
        answering = None if request is None else siblings.answering(request, socket)
        if request is None or answering is None:
            return
        to = (
            source if request.response_port is None else self._view.at_port(source, request.response_port, socket.local)
        )
        if to is not None:
            whole = self._with_other(request, source, answering, siblings)
            fits = whole is not None and len(whole) <= len(data) + STUN_ROOM
            answering.send(whole if whole and fits else binding_response(request, self._view.seen(source)), to)

    def _with_other(
        self, request: StunRequest, source: Endpoint, answering: UdpSocket, siblings: Siblings
    ) -> bytes | None:
        """The answer that says where else to ask; ``None`` where there is nowhere, or we do not know our address."""
        sibling = siblings.other_both or siblings.other_port
        if sibling is None:
            return None
        origin, other = self._view.announced(answering.local), self._view.announced(sibling.local)
        if address_kind(other.host) == "unspecified":
            return None
        return binding_response(request, self._view.seen(source), origin=origin, other=other)

    def _returned(self, question: VoiceQuestion, source: Endpoint) -> bytes:
        key = (source.host, question.session)
        self._counted[key] = count = self._counted.pop(key, 0) + 1
        if len(self._counted) > MOST_SESSIONS:
            self._counted.popitem(last=False)
        return voice_answer(question, count, int(self._clock() * 1e6))
