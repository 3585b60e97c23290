"""When a call is over for good, read from its messages alone."""

from __future__ import annotations

import itertools

import pytest

from app.model.facts import SipMessage
from app.protocols.sip import parse_message
from app.softphone.dialogue import Dialogue
from app.softphone.ladder import LadderEntry


def entry(text: str, *, inbound: bool = True) -> LadderEntry:
    raw = f"{text}\nCall-ID: one".replace("\n", "\r\n").encode() + b"\r\n\r\n"
    fact = SipMessage("inbound" if inbound else "outbound", "192.0.2.9:5060", "udp", raw.decode("latin-1"))
    return LadderEntry(fact, parse_message(raw))


def parted_after(*texts: str) -> bool:
    dialogue = Dialogue("INVITE", itertools.count().__next__)
    dialogue.take(entry("INVITE sip:1@x SIP/2.0\nCSeq: 1 INVITE", inbound=False))
    for text in texts:
        dialogue.take(entry(text))
    return dialogue.parted.is_set()


ANSWERED = "SIP/2.0 200 OK\nCSeq: 1 INVITE"


@pytest.mark.parametrize(
    ("texts", "parted"),
    [
        (("SIP/2.0 486 Busy Here\nCSeq: 1 INVITE",), True),
        (("SIP/2.0 401 Unauthorized\nCSeq: 1 INVITE",), False),
        ((ANSWERED,), False),
        ((ANSWERED, "SIP/2.0 415 Unsupported Media Type\nCSeq: 2 INFO"), False),
        ((ANSWERED, "SIP/2.0 488 Not Acceptable Here\nCSeq: 3 INVITE"), False),
        ((ANSWERED, "SIP/2.0 415 Unsupported Media Type\nCSeq: 2 INFO", "SIP/2.0 200 OK\nCSeq: 4 BYE"), True),
        ((ANSWERED, "BYE sip:100@x SIP/2.0\nCSeq: 1 BYE"), True),
    ],
)
def test_only_a_goodbye_or_a_refused_call_parts(texts: tuple[str, ...], parted: bool) -> None:
    """A refused key or hold leaves the call, and its goodbye with all the statistics is still to come."""
    assert parted_after(*texts) is parted
