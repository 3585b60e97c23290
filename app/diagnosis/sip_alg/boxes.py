"""Which box does it: the router at our side, a second one behind it, or the carrier's. Told by the layer it translates.

Each box knows two addresses of ours, the one inside of it and the one outside. Only the box that translates our own
address can put that in place of a canary which names another; one that puts in another inside address translates that,
and stands beyond the first (science facts 2.5 and 6.5). What left our side changed to the first router's outside
address was changed by that router; changed to any other, somebody beyond may have done it all, and nobody is named.

Who only answers in the provider's place translates nothing. Carriers are known to do that and no router is (science
facts 1.4), so it is laid at a router's door only by an answer as quick as the router's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, get_args

from app.diagnosis.comparison import SignId
from app.diagnosis.comparison.places import written_hosts
from app.diagnosis.evidence import Evidence, host_of
from app.diagnosis.sip_alg.reading import Change, Reading
from app.diagnosis.sip_alg.translation import hop_beside, named_by_gateway, outside_by_stun
from app.model.addresses import address_kind, is_behind_nat
from app.model.facts import GatewayOutside, NetworkHop

Box = Literal["router", "second_router", "beyond_router", "carrier"]
"""``router`` is the one that our computer stands behind; ``beyond_router``: a modem, or the internet company's."""
BOXES: Final[tuple[Box, ...]] = get_args(Box)
NAMES: Final[dict[Box, str]] = {
    "router": "first router",
    "second_router": "second router",
    "beyond_router": "beyond the first router",
    "carrier": "carrier",
}
"""For ``details.where``, where no hop is known."""
FORGED: Final[SignId] = "forged_answer"
AS_QUICK: Final = 2.0
"""Times as long as the first hop takes: a router that answers has more to do than one that drops a packet."""
_CARRIERS: Final = frozenset({"carrier", "translated_ipv6"})
_HOMES: Final = "192.168."
"""Where only homes number their boxes; carriers use the other private ranges as well."""
_FIRST_HOP: Final = "hop 1"
_SOURCE: Final = "received"
"""The witness of a change whose old value is what the server saw, and not what we wrote."""


def boxes_of(rewritten: Sequence[Reading], evidence: Evidence) -> tuple[Box, ...]:
    """Every box that the evidence names, the nearest first; empty where it names none."""
    if rewritten and all(one.signs == {FORGED} and not one.changed for one in rewritten):
        return ("router",) if _as_quick_as_the_router(rewritten, evidence) else ("carrier",)
    middle = _between(rewritten, evidence)
    found = {box for one in rewritten for change in one.changed for box in _boxes(one, change, middle, evidence)}
    return tuple(box for box in BOXES if box in found)


def _as_quick_as_the_router(forged: Iterable[Reading], evidence: Evidence) -> bool:
    hop = evidence.last(NetworkHop, lambda fact: fact.ttl == 1 and fact.rtt_ms is not None)
    facts = [seen.fact for one in forged for seen in one.because if seen.fact.role == "suspected"]
    quickest = min((fact.rtt_ms for fact in facts if fact.rtt_ms is not None), default=None)
    return hop is not None and quickest is not None and quickest <= AS_QUICK * (hop.fact.rtt_ms or 0.0)


def named(boxes: Iterable[Box]) -> str:
    """Their names in one line."""
    return " and ".join(NAMES[box] for box in boxes)


def beyond(address: str) -> Box:
    """The box whose inside address is *address*, an address of ours that is not this computer's."""
    if address_kind(address) in _CARRIERS:
        return "carrier"
    return "second_router" if address.startswith(_HOMES) else "beyond_router"


def is_between(host: str, evidence: Evidence) -> bool:
    """Whether *host* is known to lie between two boxes of ours: the gateway names it, or a hop stands beside it."""
    if host in outside_by_stun(evidence):
        return False
    return named_by_gateway(host, evidence) is not None or hop_beside(host, evidence) is not None


def _between(rewritten: Sequence[Reading], evidence: Evidence) -> str | None:
    """The outside address of the first router where another box follows it; ``None`` where that is not known."""
    outermost = outside_by_stun(evidence)
    gateway = evidence.last(GatewayOutside, lambda fact: fact.outside is not None)
    quoted = (_new(change) for one in rewritten if _at_first_hop(one) for change in one.changed)
    addresses = [gateway.fact.outside or ""] if gateway else [host for hosts in quoted for host in hosts]
    return next((one for one in addresses if one and outermost and one not in outermost), None)


def _boxes(reading: Reading, change: Change, middle: str | None, evidence: Evidence) -> Iterator[Box]:
    own = {host_of(getattr(seen.fact, "local", None)) for seen in reading.because} - {""}
    gone, come = _moved(change, change.before, change.after), _new(change)
    if change.direction == "request":
        if own & gone and _by_first_router(reading, come, middle, evidence):
            yield _of(own & gone)
        return
    if own & come:
        yield _of(own & come)
        if middle and gone and middle not in gone and reading.witness != _SOURCE:
            yield beyond(middle)  # the canary named the outermost address, which the first router does not know
    yield from (beyond(host) for host in come - own if is_behind_nat(host) or is_between(host, evidence))


def _by_first_router(reading: Reading, come: frozenset[str], middle: str | None, evidence: Evidence) -> bool:
    """Whether what came in is the first router's outside address, as its quote, itself or the lack of others tells."""
    if _at_first_hop(reading):
        return True
    return bool(come) and all(host == middle or named_by_gateway(host, evidence) is not None for host in come)


def _of(own: frozenset[str] | set[str]) -> Box:
    """Who translates our own address: without a router of ours it is the carrier."""
    return "carrier" if any(address_kind(host) in _CARRIERS for host in own) else "router"


def _at_first_hop(reading: Reading) -> bool:
    return (reading.where or "").partition(" (")[0] == _FIRST_HOP


def _new(change: Change) -> frozenset[str]:
    return _moved(change, change.after, change.before)


def _moved(change: Change, here: str | None, there: str | None) -> frozenset[str]:
    return written_hosts(change.field, here) - written_hosts(change.field, there)
