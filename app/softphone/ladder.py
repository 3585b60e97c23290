"""The messages that the softphone sent and received, cut out of pjsip's own log: its only complete record.

``onCallTsxState`` misses the first challenge, every ACK and the BYE (facts of the softphone); the log has them all.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from app.model.facts import Direction, SipMessage
from app.protocols.digest import redact_credentials
from app.protocols.sip import SipMessage as ParsedMessage
from app.protocols.sip import parse_message
from app.softphone.log_tap import LogTap

MAX_BYTES: Final = 65_536
_HEAD: Final = re.compile(
    rb"(?P<way>RX|TX) (?P<size>\d{1,6}) bytes [^\n]{0,600}? (?:from|to) (?P<transport>[A-Za-z0-9]+) (?P<peer>\S+):\n"
)
_INCOMPLETE: Final = re.compile(rb"Error processing packet from (?P<peer>\S{1,80}): [^\n]{0,600}:\n")
"""A message that lacks a header; what pjsip cannot read at all it drops without showing it."""
_ENDS: Final = (b"\n--end msg--", b"\n-- end of packet.")


class LadderEntry(NamedTuple):
    """One message: the fact for the session, the message read, and when it was seen by the listener's clock."""

    fact: SipMessage
    message: ParsedMessage
    at: float = 0.0

    @property
    def inbound(self) -> bool:
        """Whether we received it."""
        return self.fact.direction == "inbound"

    @property
    def cseq_method(self) -> str:
        """The method that the message belongs to, also for responses."""
        cseq = self.message.cseq
        return cseq[1].upper() if cseq else ""


Listener = Callable[[LadderEntry], None]


class Ladder:
    """Reads log lines and hands each SIP message to its listeners, in order."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._muted: set[str] = set()
        self.tap = LogTap(self.take, time.monotonic)
        """What of the log is no message; pjsip's lines come in through it."""

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call *listener* with each message from now on; returns the function that ends this."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def take(self, log_line: str) -> None:
        """Read one log entry of pjsip's level 4 or 5; other entries are passed over."""
        entry = read_log_entry(log_line)
        if entry is not None and entry.fact.peer not in self._muted:
            self._hand_out(entry)

    def mute(self, peer: str) -> None:
        """Pass over what pjsip logs of *peer*: a relay tells its messages as they are on the wire."""
        self._muted.add(peer)

    def take_message(self, direction: Direction, peer: str, transport: str, raw: bytes) -> None:
        """A message that a relay carried; anything else, such as a keep-alive, is passed over."""
        if b"SIP/2.0" in raw.partition(b"\n")[0]:
            self._hand_out(_entry(direction, peer.encode("ascii"), transport.encode("ascii"), raw[:MAX_BYTES]))

    def _hand_out(self, entry: LadderEntry) -> None:
        for listener in tuple(self._listeners):
            listener(entry)


def read_log_entry(log_line: str) -> LadderEntry | None:
    """Cut a SIP message out of a log entry, or ``None`` when it holds none."""
    if "bytes" not in log_line[:300] and "packet" not in log_line[:300]:
        return None
    data = log_line.encode("utf-8", "surrogateescape")
    start = data[:1500]
    head = _HEAD.search(start)
    if head is not None:
        way: Direction = "inbound" if head["way"] == b"RX" else "outbound"
        raw = _body(data[head.end() :], int(head["size"]))
        return _entry(way, head["peer"], head["transport"], raw)
    head = _INCOMPLETE.search(start)
    if head is None:
        return None
    return _entry("inbound", head["peer"], b"", _body(data[head.end() :], MAX_BYTES))


def _entry(direction: Direction, peer: bytes, transport: bytes, raw: bytes) -> LadderEntry:
    shown = redact_credentials(raw).decode("latin-1")
    fact = SipMessage(direction, peer.decode("latin-1"), transport.decode("latin-1").lower(), shown)
    return LadderEntry(fact, parse_message(raw))


def _body(rest: bytes, size: int) -> bytes:
    if len(rest) >= size and rest[size:].lstrip(b"\r").startswith(_ENDS):
        return rest[: min(size, MAX_BYTES)]
    for end in _ENDS:  # the log cuts messages that are longer than its buffer
        rest = rest.partition(end)[0]
    return rest[: min(size, MAX_BYTES)]
