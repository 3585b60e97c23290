"""``mirror``: what a test line says about how a message arrived and how its answer left, sealed against every reader.

It shows both directions field by field, and how each spelling fared. The control is the same question to another port
of the same test line: what differs there too is not a device that watches the usual one. A test line answers for the
way to itself; a provider on another network is asked by the other signals. Where it answers one question with its seal
and another on the same port has none, somebody else answered; a port without any sealed answer may be another server's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.diagnosis.comparison import Change as Difference
from app.diagnosis.comparison import SignId, compare, look_at, signs_of
from app.diagnosis.comparison.message import read_message
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Change, Reading, changes
from app.model.facts import SipExchange
from app.model.names import Confidence
from app.protocols.mirror import Mirrored, nonce_of, unpack
from app.protocols.sip import parse_message

SIGNAL: Final = "mirror"
SPELLED: Final = "parser_matrix"
COUNTED: Final = "content_length"
ORIGIN: Final = "response_origin"
VARIANT: Final = "x-callmend-variant"
ODD: Final = frozenset({"tab", "two_blanks", "folded"})
"""Spellings of Via that a reader of text overlooks and a reader of SIP does not."""
_SPELLING_SIGNS: Final[tuple[tuple[frozenset[str], SignId, SignId], ...]] = (
    (ODD, "odd_spelling_kept", "odd_spelling_rewritten"),
    (frozenset({"lower_case"}), "lower_case_via_kept", "short_or_lower_names_rewritten"),
)
"""Spellings, and what it says of an engine that it leaves such a Via as it is, or changes it."""
_WRAPPING: Final = re.compile(rb"(?im)^content-(?:type|length)[ \t]*:.*\r?\n")
_BLANK: Final = b"Content-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Look:
    """One question and its mirrored answer; ``mirrored`` is ``None`` when the answer is not the test line's."""

    seen: Seen[SipExchange]
    mirrored: Mirrored | None
    out: tuple[Difference, ...] = ()
    back: tuple[Difference, ...] = ()
    signs: frozenset[SignId] = frozenset()
    vias: int = 0
    """How many were added on the way."""

    @property
    def fact(self) -> SipExchange:
        """The exchange itself."""
        return self.seen.fact

    @property
    def fields(self) -> frozenset[tuple[str, str]]:
        """What was changed, and which way."""
        return frozenset([(one.field, "request") for one in self.out] + [(one.field, "reply") for one in self.back])


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """At most one reading for each signal and path."""
    looks = [
        look
        for seen in evidence.all(SipExchange, lambda fact: fact.signal in {SIGNAL, SPELLED, COUNTED})
        if (look := _look(seen))
    ]
    return tuple(_all(looks))


def is_mirrored(fact: SipExchange) -> bool:
    """Whether the test line itself answered."""
    return any(_unpacked(fact, reply.raw) for reply in fact.replies)


def _all(looks: Sequence[Look]) -> Iterator[Reading]:
    controls = [one for one in looks if one.fact.role == "control" and one.mirrored]
    suspected = [one for one in looks if one.fact.role == "suspected"]
    for signal, path in dict.fromkeys((one.fact.signal, one.fact.path) for one in suspected):
        here = [one for one in suspected if (one.fact.signal, one.fact.path) == (signal, path)]
        spelled = spelling_signs([one for one in suspected if one.fact.path == path])
        for reading in _of_path(signal, path, here, controls):
            yield reading.with_signs(spelled if reading.signal == SPELLED else ())


def _of_path(signal: str, path: str, here: Sequence[Look], controls: Sequence[Look]) -> Iterator[Reading]:
    usual = frozenset(field for one in controls for field in one.fields)
    changed = [one for one in here if one.fields - usual]
    genuine = [one for one in here if one.mirrored]
    because = tuple(one.seen for one in (*(changed or genuine), *controls))
    if changed:
        told = tuple(change for one in changed for change in _changes(one, usual))
        sure: Confidence = "certain" if controls else "likely"
        reading = Reading(
            signal, "rewritten", "mirror_shows_rewriting", because, path, sure, tuple(dict.fromkeys(told))
        )
        signs = {sign for one in changed for sign in one.signs}
        signs |= {"hidden_proxy"} if _proxied(changed, controls) else set()
        yield reading.with_signs(signs).told_by("mirror")
    elif signal == SIGNAL and genuine and len(genuine) == len(here):
        yield Reading(signal, "untouched", "mirror_shows_nothing", because, path, "certain").told_by("mirror")
    foreign = [one for one in here if one.mirrored is None]
    asked_elsewhere = {one.fact.method for one in controls}
    if signal == SIGNAL and genuine and any(one.fact.method in asked_elsewhere for one in foreign):
        because = tuple(one.seen for one in (*foreign, *controls))
        forged = Reading(ORIGIN, "rewritten", "answer_not_sealed", because, path, "likely")
        yield forged.with_signs(("forged_answer",)).told_by("mirror")


def spelling_signs(looks: Sequence[Look]) -> frozenset[SignId]:
    """Whether a Via that a hasty reader overlooks was changed like any other (RFC 3261 section 7.3.1).

    Only where the same method's Via was changed in its usual spelling; some engines look at one method.
    """
    usual = {one.fact.method for one in looks if not _variant(one.fact) and _changes_via(one)}
    asked = [one for one in looks if one.mirrored and one.fact.method in usual]
    found: set[SignId] = set()
    for names, kept, rewritten in _SPELLING_SIGNS:
        changed = [_changes_via(one) for one in asked if _variant(one.fact) in names]
        found |= {rewritten if any(changed) else kept} if changed else set()
    return frozenset(found)


def _changes_via(look: Look) -> bool:
    return any(one.field == "via" for one in look.out)


def _variant(fact: SipExchange) -> str:
    return parse_message(_bytes(fact.sent)).get(VARIANT) or ""


def _proxied(changed: Sequence[Look], controls: Sequence[Look]) -> bool:
    """Whether somebody on the usual way puts a Via of its own on top; a proxy of the test line does so everywhere."""
    return max((one.vias for one in changed), default=0) > max((one.vias for one in controls), default=0)


def _look(seen: Seen[SipExchange]) -> Look | None:
    """``None`` where nothing came back: silence shows nothing."""
    fact = seen.fact
    if fact.outcome != "answered" or not fact.replies:
        return None
    for reply in fact.replies:
        mirrored = _unpacked(fact, reply.raw)
        if mirrored is not None:
            sent, received = _bytes(fact.sent), _bytes(reply.raw)
            out = tuple(one for one in compare(sent, mirrored.arrived) if one.proves)
            back = tuple(one for one in compare(*_heads(mirrored, received)) if one.proves)
            signs = signs_of(look_at(read_message(sent), read_message(mirrored.arrived))) if out else frozenset()
            vias = len(parse_message(mirrored.arrived).vias) - len(parse_message(sent).vias)
            return Look(seen, mirrored, out, back, signs, vias)
    return Look(seen, None)


def _unpacked(fact: SipExchange, reply: str) -> Mirrored | None:
    nonce, answer = nonce_of(parse_message(_bytes(fact.sent))), parse_message(_bytes(reply))
    return unpack(nonce, answer.body or answer.trailing) if nonce and answer.is_response else None


def _heads(mirrored: Mirrored, received: bytes) -> tuple[bytes, bytes]:
    """The answer as it left and as it came, both without what describes the body."""
    came = _WRAPPING.sub(b"", received.partition(b"\r\n\r\n")[0] + b"\r\n")
    return mirrored.announced + _BLANK, came + _BLANK


def _changes(look: Look, usual: frozenset[tuple[str, str]]) -> Iterator[Change]:
    path = look.fact.path
    yield from changes([one for one in look.out if (one.field, "request") not in usual], "request", path)
    yield from changes([one for one in look.back if (one.field, "reply") not in usual], "reply", path)


def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")
