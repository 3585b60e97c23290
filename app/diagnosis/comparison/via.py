"""The Via lists of two copies: which entries are new, which of them is ours, and what happened to each.

The journey they tell is what separates a box that rewrites from a server that forwards: a correct proxy adds its
own entry and leaves every other one alone but for ``received`` and ``rport`` (RFC 3261 16.6 and 18.2.1, RFC 3581).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app.diagnosis.comparison.change import Change, MeaningId
from app.diagnosis.comparison.places import same_host
from app.diagnosis.comparison.spelling import same_value
from app.model.addresses import address_kind, is_behind_nat
from app.protocols.sip import SipMessage, Via, parse_via

DEFAULT_PORT: Final = 5060
_OWN: Final = frozenset({"received", "rport", "branch", "maddr"})

Stand = Literal["none", "inside", "beyond", "unclear"]
"""Where the first proxy after the sender stands: none, on our side of the NAT, beyond it, or not to be told."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What the Via entries say about the way between the two copies."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    sent: Via | None
    """The entry of the last sender before the way, as it was sent."""
    arrived: Via | None
    """The same entry as it arrived."""

    @property
    def was_marked(self) -> bool:
        """Whether a server wrote into the arrived entry where the message came from."""
        return self.arrived is not None and (self.arrived.received is not None or self.arrived.rport is not None)

    @property
    def seen_as(self) -> str | None:
        """The source address that the next server saw, if it told one."""
        return self.arrived.received if self.arrived else None

    @property
    def seen_port(self) -> int | None:
        """The source port that the next server saw, if it told one."""
        return self.arrived.rport if self.arrived else None

    @property
    def stand(self) -> Stand:
        """Where the proxy stands that added the entry just above ours."""
        if not self.added:
            return "none"
        if self.sent is None or self.arrived is None:
            return "unclear"
        if self.seen_as is not None:
            return "inside" if is_behind_nat(self.seen_as) else "beyond"
        if self.seen_port is not None and self.seen_port != (self.sent.port or DEFAULT_PORT):
            return "beyond"
        if is_behind_nat(self.arrived.host):
            return "inside"
        return "beyond" if address_kind(self.arrived.host) == "public" else "unclear"


def journey_of(before: SipMessage, after: SipMessage) -> Journey:
    """Line up both Via lists by their branches, or from the bottom where branches do not help."""
    old, new = before.all("via"), after.all("via")
    added, removed = _offsets(old, new)
    left, right = old[removed:], new[added:]
    return Journey(new[:added], old[:removed], _read(left), _read(right))


def compare_vias(before: SipMessage, after: SipMessage, *, partial: bool = False) -> Iterator[Change]:
    """Every difference of the Via entries."""
    old, new = before.all("via"), after.all("via")
    journey = journey_of(before, after)
    if journey.added or (journey.removed and not partial):
        meaning: MeaningId = "proxy_via" if journey.added or before.is_response else "via_removed"
        yield Change("via", ", ".join(old), ", ".join(new), meaning)
    found = [
        change
        for left, right in zip(old[len(journey.removed) :], new[len(journey.added) :], strict=False)
        for change in compare_via(left, right)
    ]
    yield from found
    if not found and not journey.added and not journey.removed and _lines(before) != _lines(after):
        yield Change("via", "\n".join(_lines(before)), "\n".join(_lines(after)), "spelling")


def compare_via(before: str, after: str) -> Iterator[Change]:
    """One entry and what arrived of it."""
    if same_value("via", before, after):
        return
    old, new = parse_via(before), parse_via(after)
    if old is None or new is None:
        yield Change("via", before, after, "header_damaged" if old is not None else "header_text")
        return
    meanings = [meaning for meaning in (_sent_by(old, new), _source(old, new), _rest(old, new)) if meaning]
    yield from (Change("via", before, after, meaning) for meaning in meanings)
    if not meanings:
        yield Change("via", before, after, "spelling")


def _sent_by(old: Via, new: Via) -> MeaningId | None:
    if not same_host(old.host, new.host) or old.params.get("maddr") != new.params.get("maddr"):
        return "via_address"
    return "via_port" if (old.port or DEFAULT_PORT) != (new.port or DEFAULT_PORT) else None


def _source(old: Via, new: Via) -> MeaningId | None:
    """``received`` and ``rport``: to fill them in is a server's duty, to change them afterwards is nobody's."""
    pairs = ((old.received, new.received), (old.rport, new.rport))
    if any(before is not None and before != after for before, after in pairs):
        return "received_rewritten"
    return "received_added" if any(before != after for before, after in pairs) else None


def _rest(old: Via, new: Via) -> MeaningId | None:
    if old.branch.lower() != new.branch.lower():
        return "branch"
    lost_rport = "rport" in old.params and "rport" not in new.params
    others = [
        {name: value.lower() for name, value in via.params.items() if name not in _OWN} | {"": via.transport}
        for via in (old, new)
    ]
    return "header_text" if lost_rport or others[0] != others[1] else None


def _offsets(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, int]:
    """How many entries were added on top of the second list, and how many were taken off the first."""
    if not old or not new:
        return len(new), len(old)
    branches_old, branches_new = [_branch(via) for via in old], [_branch(via) for via in new]
    if branches_old[0] and branches_old[0] in branches_new:
        return branches_new.index(branches_old[0]), 0
    if branches_new[0] and branches_new[0] in branches_old:
        return 0, branches_old.index(branches_new[0])
    return max(0, len(new) - len(old)), max(0, len(old) - len(new))


def _branch(value: str) -> str:
    via = parse_via(value)
    return via.branch.lower() if via else ""


def _read(values: tuple[str, ...]) -> Via | None:
    return parse_via(values[0]) if values else None


def _lines(message: SipMessage) -> list[str]:
    return [header.raw.decode("latin-1") for header in message.headers if header.key == "via"]
