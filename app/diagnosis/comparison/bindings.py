"""Contacts that were registered against those that the registrar stored (RFC 3261 section 10.2.3).

A registrar that repairs Contacts repairs every one; a box on the way knows only the address it translates. So a
Contact with a name or a foreign address that was registered beside ours is the control.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from app.diagnosis.comparison.change import Change, MeaningId
from app.diagnosis.comparison.kinds import uri_of
from app.diagnosis.comparison.places import same_host
from app.diagnosis.comparison.via import DEFAULT_PORT
from app.protocols.sip_uri import SipUri

MAX_CONTACTS: Final = 100
_Pair = tuple[str, str]


def compare_bindings(
    sent: Sequence[str], listed: Sequence[str], *, own: Set[str], rewritten_to: str | None = None
) -> tuple[Change, ...]:
    """What became of the registered Contacts.

    *own* are the hosts by which this computer calls itself; *rewritten_to* is the host that a box is already known to
    put in their place. Without that and without a control that stayed, a repair by the server looks the same.
    """
    kept, moved = _pair_up(sent[:MAX_CONTACTS], listed[:MAX_CONTACTS])
    control_kept = any(not _is_own(contact, own) for contact in kept)
    control_moved = any(not _is_own(old, own) for old, _ in moved)
    changes = []
    for old, new in moved:
        boxed = rewritten_to is not None and _leads_to(new, rewritten_to)
        proven = boxed or (control_kept and not control_moved and _is_own(old, own))
        changes.append(Change("contact", old, new, _meaning(proven, control_moved)))
    return tuple(changes)


def _meaning(proven: bool, control_moved: bool) -> MeaningId:
    if proven:
        return "contact_address"
    return "contact_by_provider" if control_moved else "contact_unclear"


def _pair_up(sent: Sequence[str], listed: Sequence[str]) -> tuple[list[str], list[_Pair]]:
    """Contacts that are listed as they were sent, and pairs of those that are not, told by their user part."""
    stock = list(listed)
    kept: list[str] = []
    missing: list[str] = []
    for contact in sent:
        same = next((other for other in stock if _is_same(contact, other)), None)
        if same is None:
            missing.append(contact)
        else:
            stock.remove(same)
            kept.append(contact)
    moved: list[_Pair] = []
    for contact in missing:
        match = next((other for other in stock if _user(other) == _user(contact)), None)
        if match is not None:
            stock.remove(match)
            moved.append((contact, match))
    return kept, moved


def _is_same(contact: str, other: str) -> bool:
    old, new = uri_of("contact", contact), uri_of("contact", other)
    return old is not None and new is not None and old.user == new.user and _same_place(old, new)


def _same_place(one: SipUri, other: SipUri) -> bool:
    return same_host(one.host, other.host) and (one.port or DEFAULT_PORT) == (other.port or DEFAULT_PORT)


def _is_own(contact: str, own: Set[str]) -> bool:
    return any(_leads_to(contact, host) for host in own)


def _leads_to(contact: str, host: str) -> bool:
    uri = uri_of("contact", contact)
    return uri is not None and same_host(uri.host, host)


def _user(contact: str) -> str | None:
    uri = uri_of("contact", contact)
    return uri.user if uri else None
