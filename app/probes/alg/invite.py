"""INVITE on a raw socket, without credentials: a provider challenges it, and we always end what we began.

A refused INVITE is acknowledged (RFC 3261 section 17.1.1.3), a pending one cancelled (section 9), an accepted one
acknowledged and hung up (sections 13.2.2.4 and 15).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Final

from app.model.endpoint import Endpoint
from app.model.names import Transport
from app.model.profile import Account
from app.probes.alg.attempt import Attempt
from app.probes.alg.requests import Builder, contact_value, domain_of
from app.protocols.sdp import CONTENT_TYPE, build_audio_sdp
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import build_request, new_branch, new_call_id, new_tag, via_value

ONE_CODEC: Final = ((0, "PCMU/8000"),)
"""A short offer, so that a router's quote of the first 520 bytes shows all of it that an ALG might change."""


def fresh_media_port() -> int:
    """An even port that no softphone starts at, so that only we can clash with ourselves."""
    return 30_000 + 2 * secrets.randbelow(10_000)


def invite(account: Account, number: str, media_port: int) -> Builder:
    """A short offer of one codec to *number*; *media_port* is what ``m=`` names."""

    def build(local: Endpoint, transport: Transport) -> bytes:
        domain = domain_of(account)
        user = account.username or "callmend"
        return build_request(
            "INVITE",
            f"sip:{number}@{domain}",
            via=via_value(transport, local, new_branch()),
            from_=f"<sip:{user}@{domain}>;tag={new_tag()}",
            to=f"<sip:{number}@{domain}>",
            call_id=new_call_id(),
            cseq=1,
            contact=contact_value(user, local, transport),
            body=build_audio_sdp(Endpoint(local.host, media_port), codecs=ONE_CODEC, telephone_event=None),
            content_type=CONTENT_TYPE,
        )

    return build


def end_call(attempt: Attempt, send: Callable[[bytes], object]) -> None:
    """*send* to the same server what ends the attempt's transaction, whatever state it is in."""
    for data in _endings(attempt):
        send(data)


def _endings(attempt: Attempt) -> Iterator[bytes]:
    request = parse_message(attempt.sent)
    answer = attempt.final
    if answer is None:
        if attempt.replies:
            yield _within(request, "CANCEL", request.get("to") or "", same_branch=True)
        return
    to = answer.get("to") or request.get("to") or ""
    accepted = (answer.status or 0) < 300
    yield _within(request, "ACK", to, same_branch=not accepted)
    if accepted:
        yield _within(request, "BYE", to, same_branch=False, cseq=2)


def _within(request: SipMessage, method: str, to: str, *, same_branch: bool, cseq: int = 1) -> bytes:
    via = request.get("via") or ""
    branch = request.top_via.branch if request.top_via else ""
    return build_request(
        method,
        request.request_uri,
        via=via if same_branch else via.replace(branch, new_branch()),
        from_=request.get("from") or "",
        to=to,
        call_id=request.call_id,
        cseq=cseq,
    )
