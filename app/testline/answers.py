"""Answers that need no memory: refusals, challenges, OPTIONS. Repeating the question repeats the answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from app.protocols.sip import SipMessage
from app.protocols.sip_build import ExtraHeaders, build_response
from app.testline.channel import Channel
from app.testline.config import AddressView

ALLOWED: Final = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "REGISTER", "INFO", "UPDATE", "MESSAGE", "SUBSCRIBE")
REFUSED: Final = frozenset({"NOTIFY", "PUBLISH", "REFER", "PRACK"})
"""Methods that are known and not offered: 405. Any other is 501 (RFC 3261 section 21.5.2)."""
ALLOW: Final = ("Allow", ", ".join(ALLOWED))


class Answers:
    """Builds answers with the addresses that *view* gives."""

    def __init__(self, view: AddressView) -> None:
        self._view = view
        self._key = secrets.token_bytes(16)

    def build(self, request: SipMessage, channel: Channel, status: int, phrase: str, extra: ExtraHeaders = ()) -> bytes:
        """An answer without a body; its To tag follows from the request, so that a repetition gets the same one."""
        source = self._view.seen(channel.source)
        return build_response(request, status, phrase, source=source, to_tag=self.tag(request), extra=extra)

    def send(self, request: SipMessage, channel: Channel, status: int, phrase: str, extra: ExtraHeaders = ()) -> None:
        """Answer; to an ACK there is no answer (RFC 3261 section 17)."""
        if request.method != "ACK":
            channel.answer(request, self.build(request, channel, status, phrase, extra))

    def send_small(
        self, request: SipMessage, channel: Channel, status: int, phrase: str, optional: ExtraHeaders
    ) -> None:
        """Answer, leaving *optional* headers out when the answer would be larger than the question; never an ACK."""
        if request.method == "ACK":
            return
        data = self.build(request, channel, status, phrase, optional)
        if len(data) > len(request.raw) and not channel.reliable:
            data = self.build(request, channel, status, phrase)
        channel.answer(request, data)

    def tag(self, request: SipMessage) -> str:
        """A To tag that only we can foretell."""
        branch = request.top_via.branch if request.top_via else ""
        name = f"{request.call_id}|{branch}|{request.get('cseq')}".encode("latin-1", "replace")
        return hmac.new(self._key, name, hashlib.sha256).hexdigest()[:12]


def is_answerable(request: SipMessage) -> bool:
    """Whether a request has what an answer is made of; less than that is dropped, as it may be anything."""
    cseq = request.cseq
    whole = request.is_request and request.top_via is not None and request.call_id
    return bool(whole and request.from_ and request.to and cseq and cseq[1] == request.method)


def unsupported(request: SipMessage) -> tuple[str, ...]:
    """Option tags that the request insists on: we have none (RFC 3261 section 8.2.2.3)."""
    return () if request.method in {"ACK", "CANCEL"} else request.all("require")
