"""How far the evidence for rewriting agrees. One witness alone may be wrong, odd or malicious.

A server could write anything into one field of its reply. It cannot know what our canary should have become, choose the
port behind a NAT at which a reply arrives, or write into what a router on the way quotes. So one header alone is never
certain, and it is nothing where a measurement that such a device could not escape shows none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.diagnosis.comparison.places import hosts_of, same_host
from app.diagnosis.evidence import Evidence, Seen, host_of
from app.diagnosis.sip_alg.boxes import Box, named
from app.diagnosis.sip_alg.double_client import shown_alone
from app.diagnosis.sip_alg.reading import Change, Reading, Witness
from app.diagnosis.sip_alg.sighting import own_replies, sightings
from app.model.addresses import is_behind_nat
from app.model.facts import SipExchange
from app.model.names import CONFIDENCES, Confidence
from app.protocols.sip import parse_message

INDEPENDENT: Final[frozenset[Witness]] = frozenset({"delivery", "mirror", "hop"})
"""Witnesses on which the server has no influence."""
IN_VIA: Final[frozenset[Witness]] = frozenset({"received", "echo", "canary"})
"""Witnesses that a server can be, all by itself, in the one header that it copies."""
CANARY: Final = "via_canary"
DECOY: Final = "via_decoy"


def confidence_of(rewritten: Sequence[Reading]) -> Confidence:
    """As sure as the surest reading, and "likely" at most when only one field of the server's replies speaks."""
    surest = min((reading.confidence for reading in rewritten), key=CONFIDENCES.index)
    witnesses = {reading.witness for reading in rewritten}
    if witnesses & INDEPENDENT or len(witnesses) > 1 or surest != "certain":
        return surest
    return "likely"


def is_refuted(rewritten: Sequence[Reading], readings: Sequence[Reading], evidence: Evidence) -> bool:
    """Whether only the server's replies speak, in one header, and its answer to another question contradicts them.

    A server that writes what it likes into Via, or into ``received``, does so for an address that is nobody's, too, and
    leaves our canary alone; a device that translates replies back would leave the former and change the latter. Where
    the router chooses other ports the canary names none that such a device knows; then ``rport`` decides, which the
    server does not copy and the device translates. A canary that was asked and not answered proves nothing.
    """
    witnesses, paths = {reading.witness for reading in rewritten}, {reading.path for reading in rewritten}
    decoys = evidence.all(SipExchange, lambda fact: (fact.signal, fact.role) == (DECOY, "suspected"))
    if witnesses <= IN_VIA and any(_writes_any_via(seen.fact) for seen in decoys if seen.fact.path in paths):
        return True
    if witnesses != {"received"} or _is_seconded(readings, paths):
        return False
    if any(one.sees == "own" and one.path in paths for one in sightings(evidence, ("suspected",), DECOY)):
        return True
    asked = canaries(evidence)
    if asked and all(seen.fact.outcome != "answered" for seen in asked):
        return True
    heard = [one for one in sightings(evidence, ("suspected",), CANARY) if one.path in paths]
    said = [one for one in sightings(evidence, ("suspected",)) if one.path in paths and one.sees == "own"]
    copied = any(one.rport is not None and one.rport != one.local.port for one in said)
    return any(
        _as_sent(one.seen.fact)
        and ((copied and one.sees == "outside") or one.rport in (None, _named_port(one.seen.fact)))
        for one in heard
    )


def canaries(evidence: Evidence) -> tuple[Seen[SipExchange], ...]:
    """Every canary that was shown to a path where a device is expected, answered or not."""
    return evidence.all(SipExchange, lambda fact: (fact.signal, fact.role) == (CANARY, "suspected"))


def _is_seconded(readings: Sequence[Reading], paths: set[str]) -> bool:
    """Whether a hint of another kind points the same way: what is stored, or what is delivered where."""
    return any(one.says == "hint" and one.witness in {"store", "delivery"} and one.path in paths for one in readings)


def _writes_any_via(decoy: SipExchange) -> bool:
    """Whether an address that is nobody's came back as one of our side."""
    own, sent = host_of(decoy.local), parse_message(decoy.sent.encode("latin-1", "replace")).top_via
    back = [reply.top_via for reply in own_replies(decoy)]
    return sent is not None and any(
        via is not None and not same_host(via.host, sent.host) and (via.host == own or is_behind_nat(via.host))
        for via in back
    )


def _as_sent(canary: SipExchange) -> bool:
    """Whether the canary's Via came back as it went out."""
    sent = parse_message(canary.sent.encode("latin-1", "replace")).top_via
    back = [reply.top_via for reply in own_replies(canary)]
    return sent is not None and all(via is not None and same_host(via.host, sent.host) for via in back)


def _named_port(canary: SipExchange) -> int | None:
    """The port that its Via named; where it is the one that the server saw, such a device had to know it."""
    via = parse_message(canary.sent.encode("latin-1", "replace")).top_via
    return via.port if via else None


def supported(readings: Sequence[Reading]) -> list[Reading]:
    """Two hints that mean nothing alone: a device of the proxy kind hides from us what the server said of our source,
    and leads stored Contacts to itself. A registrar that repairs Contacts says where it sees us, and alike everywhere.
    """
    hidden = _hiding(readings)
    stored = [one for one in readings if one.says == "hint" and one.witness == "store" and one.path in hidden]
    return [replace(one, says="rewritten", reason="stored_contact_changed", confidence="likely") for one in stored]


def rests_on_the_store(rewritten: Sequence[Reading], readings: Sequence[Reading]) -> bool:
    """Whether only the registrar's list speaks, while all else on that path came back as it should.

    A registrar may list what it likes; one that puts the address it sees into private Contacts, and leaves their ports,
    is even honest.
    """
    paths = {reading.path for reading in rewritten}
    return {reading.witness for reading in rewritten} == {"store"} and not paths & _hiding(readings)


def _hiding(readings: Sequence[Reading]) -> set[str]:
    """Paths on which the server's word about our source is kept from us, and elsewhere it is not."""
    return {reading.path for reading in readings if reading.reason == "address_not_told_here"}


def weighs_alone(hint: Reading) -> bool:
    """Whether a hint without any proof of rewriting is enough to leave the question open."""
    return shown_alone(hint) or hint.reason in {"one_field_differs", "way_in_opened_here_only"}


def where(rewritten: Sequence[Reading], boxes: Sequence[Box]) -> str:
    """The box that did it: a router's own quote names it best; the layer that it translates names it too."""
    told = sorted((reading for reading in rewritten if reading.where), key=lambda reading: reading.witness != "hop")
    return next((reading.where for reading in told if reading.where), named(boxes) or "unknown")


def distinct(rewritten: Sequence[Reading]) -> list[Change]:
    """Every change once: the same field that became the same, however many messages showed it."""
    found = {_what(change): change for reading in reversed(rewritten) for change in reversed(reading.changed)}
    return list(reversed(found.values()))


def _what(change: Change) -> tuple[object, ...]:
    gone, come = hosts_of(change.before), hosts_of(change.after)
    addresses = (gone - come, come - gone) if gone != come else (change.before, change.after)
    return (change.field, change.direction, change.path, *addresses)
