"""Two captures of the same way, many messages each: which belong together, and what they say as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.diagnosis.comparison.change import Change
from app.diagnosis.comparison.explanation import Explanation, explain_messages, strongest
from app.diagnosis.comparison.message import read_message
from app.diagnosis.comparison.pairing import relation
from app.diagnosis.comparison.places import hosts_of
from app.model.endpoint import Endpoint
from app.protocols.sip import SipMessage

MAX_MESSAGES: Final = 2000
"""Messages of one side that are looked at."""
MAX_CANDIDATES: Final = 16
"""Messages of the other side that one is tried against."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A SIP message out of a file, with the addresses of its packet where the file tells them."""

    raw: bytes
    source: Endpoint | None = None
    destination: Endpoint | None = None


@dataclass(frozen=True, slots=True)
class SidesExplanation:
    """The answer over all pairs, and how many there were."""

    explanation: Explanation
    messages: int
    pairs: int


@dataclass(frozen=True, slots=True)
class _Item:
    captured: Captured
    message: SipMessage


def explain_sides(
    sent: Sequence[Captured], received: Sequence[Captured], *, server: str | None = None
) -> SidesExplanation:
    """Explain what happened between two captures; each side holds at least one message."""
    ours, theirs = _read(sent), _read(received)
    if len(ours) == 1 == len(theirs):
        told = explain_messages(ours[0].message, theirs[0].message, server=server or _server_of(ours[0]))
        return SidesExplanation(told, 1, 0 if told.reason == "different_messages" else 1)
    index = _Index(theirs)
    pairs = [pair for item in ours if (pair := _pair(item, index, server))]
    if not pairs:
        return SidesExplanation(Explanation("cannot_tell", "possible", "no_counterpart"), len(ours), 0)
    told = strongest(pairs)
    changes = told.changes if len(pairs) == 1 else _each_kind_once(told.changes)
    return SidesExplanation(replace(told, changes=changes), len(ours), len(pairs))


def _each_kind_once(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Over many messages: one change for each field, meaning and pair of addresses."""
    kinds: dict[tuple[object, ...], Change] = {}
    for change in changes:
        old, new = hosts_of(change.before), hosts_of(change.after)
        kinds.setdefault((change.field, change.meaning, old - new, new - old), change)
    return tuple(kinds.values())


class _Index:
    """One side's messages by the identifiers they carry."""

    def __init__(self, items: Iterable[_Item]) -> None:
        self._by_mark: dict[str, list[_Item]] = defaultdict(list)
        for item in items:
            for mark in _marks(item.message):
                self._by_mark[mark].append(item)

    def candidates(self, message: SipMessage) -> list[_Item]:
        """Messages that share an identifier with *message*, each once, in the order of the file."""
        found = {id(item): item for mark in _marks(message) for item in self._by_mark[mark][:MAX_CANDIDATES]}
        return list(found.values())


def _pair(item: _Item, index: _Index, server: str | None) -> Explanation | None:
    """The counterpart of one message: its copy, or for a request seen at one point only, its reply."""
    related = [(other, relation(item.message, other.message)) for other in index.candidates(item.message)]
    copies = [other for other, kin in related if kin == "copy" and not _same_point(item, other)]
    replies = [other for other, kin in related if kin == "reply"]
    server = server or _server_of(item)
    if copies:
        before, after = (copies[0], item) if _travels_back(item, copies[0]) else (item, copies[0])
        known = item.captured.source is not None
        return explain_messages(before.message, after.message, server=server, ordered=known)
    if replies:
        return strongest([explain_messages(item.message, other.message, server=server) for other in replies])
    return None


def _same_point(item: _Item, other: _Item) -> bool:
    """Whether both captures saw the very same packet: then it tells nothing about the way."""
    one, two = item.captured, other.captured
    return one.source is not None and (one.source, one.destination) == (two.source, two.destination)


def _travels_back(item: _Item, other: _Item) -> bool:
    """Whether this message went from the second capture to the first: NAT changes the side that it comes from."""
    one, two = item.captured, other.captured
    if one.source is None or two.source is None:
        return False
    if (one.source == two.source) != (one.destination == two.destination):
        return one.source == two.source
    return item.message.is_response


def _server_of(item: _Item) -> str | None:
    return item.captured.destination.host if item.captured.destination and item.message.is_request else None


def _read(captured: Sequence[Captured]) -> list[_Item]:
    return [_Item(one, read_message(one.raw)) for one in captured[:MAX_MESSAGES]]


def _marks(message: SipMessage) -> set[str]:
    address = message.from_
    marks = {f"b {via.branch.lower()}" for via in message.vias if via.branch}
    marks |= {f"c {message.call_id.partition('@')[0]}"} if message.call_id else set()
    return marks | ({f"t {address.tag.lower()}"} if address and address.tag else set())
