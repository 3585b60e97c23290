"""A dialog (RFC 3261 section 12): what names a call on both sides, and the requests we send in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.endpoint import Endpoint
from app.protocols.sip import SipMessage
from app.protocols.sip_build import ExtraHeaders, build_request, new_branch, via_value
from app.testline.channel import Channel

DialogKey = tuple[str, str]
"""Call-ID and our own tag."""


@dataclass(slots=True)
class Dialog:
    """``local`` and ``remote`` are the From and To values of our own requests, tags included; ``own`` is our Via.

    Requests go the way the caller's came, whatever its Contact says: what a router did to that address must not send
    our packets to a stranger.
    """

    call_id: str
    local: str
    local_tag: str
    remote: str
    remote_tag: str
    target: str
    routes: tuple[str, ...]
    channel: Channel
    own: Endpoint
    remote_cseq: int
    cseq: int = field(default=0)

    @property
    def key(self) -> DialogKey:
        """What finds it again."""
        return self.call_id, self.local_tag

    def request(
        self, method: str, extra: ExtraHeaders = (), body: bytes = b"", content_type: str | None = None
    ) -> tuple[str, bytes]:
        """The next request of ours: its branch and its bytes."""
        self.cseq += 1
        branch = new_branch()
        data = build_request(
            method,
            self.target,
            via=via_value(self.channel.transport, self.own, branch),
            from_=self.local,
            to=self.remote,
            call_id=self.call_id,
            cseq=self.cseq,
            extra=[*(("Route", route) for route in self.routes), *extra],
            body=body,
            content_type=content_type,
        )
        return branch, data


def dialog_of_invite(invite: SipMessage, channel: Channel, tag: str, own: Endpoint) -> Dialog | None:
    """The dialog that answering *invite* makes; ``None`` when it lacks what section 12.1.1 needs."""
    caller, contact, cseq = invite.from_, invite.contact, invite.cseq
    if caller is None or contact is None or contact.uri is None or cseq is None or not invite.call_id:
        return None
    return Dialog(
        call_id=invite.call_id,
        local=f"{invite.get('to') or ''};tag={tag}",
        local_tag=tag,
        remote=invite.get("from") or "",
        remote_tag=caller.tag or "",
        target=contact.uri_text,
        routes=invite.all("record-route"),
        channel=channel,
        own=own,
        remote_cseq=cseq[0],
    )


def dialog_key(request: SipMessage) -> DialogKey | None:
    """The dialog that a request of the far end belongs to, ``None`` outside one."""
    tag = request.to.tag if request.to is not None else None
    return (request.call_id, tag) if tag else None
