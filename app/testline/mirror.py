"""Answers that show how a question arrived: the mirror, and the return of packets that are not SIP.

Both need no memory and no password, so neither may help anybody: an answer over UDP is never larger than its question,
and a returned packet is never answered again.
"""

from __future__ import annotations

from typing import Final

from app.protocols.mirror import CONTENT_TYPE, nonce_of, pack
from app.protocols.sip import SipMessage
from app.protocols.sip_build import build_response
from app.testline.answers import Answers
from app.testline.channel import Channel
from app.testline.config import AddressView

PLAIN_QUESTION: Final = b"callmend-question "
PLAIN_ANSWER: Final = b"callmend-returned "
MOST_PLAIN: Final = 200
_LENGTH_AND_END: Final = b"Content-Length: 0\r\n\r\n"


class Mirror:
    """Stands before everything else that looks at a message."""

    def __init__(self, answers: Answers, view: AddressView) -> None:
        self._answers, self._view = answers, view

    def takes(self, data: bytes, message: SipMessage, channel: Channel) -> bool:
        """Answer if it is a question for the mirror; says whether it was."""
        if data.startswith(PLAIN_QUESTION) and len(data) <= MOST_PLAIN and not channel.reliable:
            channel.send(PLAIN_ANSWER + data[len(PLAIN_QUESTION) :])
            return True
        nonce = nonce_of(message)
        if nonce is None or message.top_via is None or message.method == "ACK":
            return False
        channel.answer(message, self._answer(nonce, data, message, channel))
        return True

    def _answer(self, nonce: str, data: bytes, message: SipMessage, channel: Channel) -> bytes:
        head = self._built(message, channel)
        announced = head.removesuffix(_LENGTH_AND_END)
        whole = self._built(message, channel, pack(nonce, data, announced))
        return whole if channel.reliable or len(whole) <= len(data) else head

    def _built(self, message: SipMessage, channel: Channel, body: bytes = b"") -> bytes:
        """An INVITE is refused, so that no call begins; a request without CSeq gets one, or nobody could match it."""
        status, phrase = (480, "Mirrored") if message.method == "INVITE" else (200, "OK")
        seen = self._view.seen(channel.source)
        return build_response(
            message,
            status,
            phrase,
            source=seen,
            to_tag=self._answers.tag(message),
            contact=f"<sip:mirror@{seen}>",
            extra=[] if message.get("cseq") else [("CSeq", f"1 {message.method}")],
            body=body,
            content_type=CONTENT_TYPE if body else None,
        )
