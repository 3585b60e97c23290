"""What offer and answer of a call settled about its sound (RFC 3264), read from its messages as they were sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.model.facts import MediaAgreed
from app.protocols.sdp import Sdp, parse_sdp
from app.softphone.ladder import LadderEntry

_SSRC: Final = re.compile(rb"^a=ssrc:([0-9]{1,10})[ \r]", re.MULTILINE)


def announced_ssrc(ladder: Sequence[LadderEntry]) -> int | None:
    """The source by which our own description last said that our sound comes (RFC 5576)."""
    for entry in reversed(ladder):
        found = None if entry.inbound or not entry.message.body else _SSRC.search(entry.message.body)
        if found is not None:
            return int(found[1]) & 0xFFFFFFFF
    return None


def agreement_of(ladder: Sequence[LadderEntry], purpose: str) -> MediaAgreed | None:
    """The first exchange of the call that we made; ``None`` when no answer of theirs described sound."""
    ours = _described(ladder, inbound=False, provisional=False)
    final = _described(ladder, inbound=True, provisional=False)
    early = _described(ladder, inbound=True, provisional=True)
    theirs = final or early
    if theirs is None:
        return None
    audio = theirs.audio
    payload = audio.payload_types[0] if audio and audio.payload_types else None
    return MediaAgreed(
        purpose,
        _place(ours),
        _place(theirs),
        _place(early) if early and final and _place(early) != _place(final) else None,
        audio.direction if audio else "inactive",
        audio is not None,
        payload,
        audio.codec(payload)[:40] if audio and payload is not None else "",
        audio.telephone_event if audio else None,
        audio.profile[:40] if audio else "",
    )


def _described(ladder: Sequence[LadderEntry], *, inbound: bool, provisional: bool) -> Sdp | None:
    """Ours in our first INVITE, or theirs in an answer to it."""
    for entry in ladder:
        status = entry.message.status
        wanted = (status is not None and status < 200) if provisional else (status is None or status // 100 == 2)
        if entry.inbound != inbound or entry.cseq_method != "INVITE" or (status is None) == inbound:
            continue
        if wanted and entry.message.body:
            return parse_sdp(entry.message.body)
    return None


def _place(description: Sdp | None) -> str | None:
    return str(description.audio_endpoint) if description and description.audio_endpoint else None
