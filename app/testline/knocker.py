"""Knocks at whoever asks, from a port of its own: shows which ways in a message has opened in the router before them.

Only the host that asked is ever knocked at, answer and knock together are no larger than the question, and nothing is
remembered, so it helps nobody to reach a third.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.protocols.knock import asks_for_knock, knock
from app.protocols.sdp import parse_sdp
from app.protocols.sip import SipMessage
from app.protocols.sip_build import build_response
from app.testline.answers import Answers
from app.testline.channel import Channel
from app.testline.config import AddressView

LIVES_S: Final = 60
BETWEEN_S: Final = 0.1
KNOCK_AT: Final = {"REGISTER": 1, "INVITE": 0}
"""A way in for the registrar opens with its answer; a refused call closes what its offer had opened."""

Send = Callable[[bytes, Endpoint], object]


class Knocker:
    """Stands beside the mirror. ``send`` leaves from the other port *local*; without it nobody knocks."""

    def __init__(self, answers: Answers, view: AddressView) -> None:
        self._answers, self._view = answers, view
        self.send: Send | None = None
        self.local = Endpoint("", 0)

    def takes(self, data: bytes, message: SipMessage, channel: Channel) -> bool:
        """Answer and knock if it is asked for; says whether it was."""
        nonce = asks_for_knock(message)
        if nonce is None or message.top_via is None or channel.reliable:
            return False
        answer, to = self._answer(message, channel), self._place(message, channel.source)
        word = knock(nonce)
        fits = to is not None and len(answer) + len(word) <= len(data)
        steps: list[Callable[[], object]] = [partial(channel.answer, message, answer)]
        if self.send is not None and to is not None and fits:
            steps.insert(KNOCK_AT[message.method], partial(self.send, word, to))
        for number, step in enumerate(steps):
            asyncio.get_running_loop().call_later(number * BETWEEN_S, step)
        return True

    def _answer(self, message: SipMessage, channel: Channel) -> bytes:
        """As a registrar would, though nothing is stored; a call is refused."""
        status, phrase = (200, "OK") if message.method == "REGISTER" else (480, "Knocked")
        kept = [("Contact", f"{one};expires={LIVES_S}") for one in message.all("contact")[:1]]
        return build_response(
            message,
            status,
            phrase,
            source=self._view.seen(channel.source),
            to_tag=self._answers.tag(message),
            extra=kept if message.method == "REGISTER" else [],
        )

    def _place(self, message: SipMessage, source: Endpoint) -> Endpoint | None:
        """Where the message leads to: its source, or the port for sound that it offers on the same host."""
        if message.method == "REGISTER":
            return source
        media = parse_sdp(message.body).media
        port = media[0].port if media else 0
        return self._view.at_port(source, port, self.local) if 1024 <= port <= 65_535 else None
