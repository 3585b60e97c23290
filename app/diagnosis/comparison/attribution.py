"""Who did it: the provider's own servers or a box on the way. Decides from the journey that the Via entries tell.

A server announces itself by its own Via entry and by ``received``; what such a server may do to a message it forwards
is help, not an ALG. It never touches the sender's own Via host, so a changed one always means a box on the way, and
every other change to the same new address is that box's work too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.diagnosis.comparison.change import Change, MeaningId
from app.diagnosis.comparison.kinds import uri_of
from app.diagnosis.comparison.places import hosts_of, same_host
from app.diagnosis.comparison.via import DEFAULT_PORT, Journey
from app.model.addresses import is_behind_nat

_CONTACT: Final = frozenset({"contact_address", "contact_port", "contact_removed"})
_MEDIA: Final = frozenset(
    {
        "media_address",
        "media_address_ice",
        "media_address_inside",
        "media_port",
        "media_formats",
        "media_direction",
        "media_security",
        "origin_address",
        "rtcp_address",
        "candidate_address",
        "trace_line",
        "sdp_text",
        "content_length_follows",
    }
)
_NEVER_A_SERVER: Final = frozenset({"via_address", "via_port", "received_rewritten", "via_hidden_proxy"})


def attribute(changes: Iterable[Change], journey: Journey) -> tuple[Change, ...]:
    """Give each change its final meaning, seen together with all others."""
    found = tuple(changes)
    if journey.stand == "inside":
        return _inside(found)
    if journey.stand == "beyond":
        return _beyond(found, journey)
    if journey.stand == "none" and _is_contact_repair(found, journey):
        return tuple(_renamed(change, "contact_by_provider") if _is_contact(change) else change for change in found)
    return found


def _inside(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """A proxy on our side of the NAT: an ALG of the proxy kind as soon as it hides our addresses.

    That it leads a request on to another place is what proxies are for (RFC 3261 section 16.6, step 2).
    """
    changes = tuple(_renamed(one, "text_by_provider") if one.field == "request-uri" else one for one in changes)
    if not any(change.proves for change in changes):
        return changes
    return tuple(
        _renamed(change, "via_hidden_proxy") if change.meaning == "proxy_via" else change for change in changes
    )


def _beyond(changes: tuple[Change, ...], journey: Journey) -> tuple[Change, ...]:
    """A server beyond the NAT forwarded the message: what only a box on the way can do stays, the rest is its help."""
    rewritten = any(change.meaning == "via_address" for change in changes)
    boxed = frozenset({journey.arrived.host}) if rewritten and journey.arrived else frozenset()
    return tuple(_by_server(change, journey, boxed) for change in changes)


def _by_server(change: Change, journey: Journey, boxed: frozenset[str]) -> Change:
    if change.nature != "tampering" or change.meaning in _NEVER_A_SERVER or _new_hosts(change) & boxed:
        return change
    to_our_nat = journey.seen_as is not None and journey.seen_as in _new_hosts(change)
    if change.meaning in _CONTACT:
        exact = _leads_to_source(change, journey)
        return _renamed(change, "contact_unclear" if to_our_nat and not exact else "contact_by_provider")
    if change.meaning in _MEDIA:
        return _renamed(change, "media_unclear" if to_our_nat else "media_by_provider")
    return _renamed(change, "text_by_provider")


def _is_contact_repair(changes: tuple[Change, ...], journey: Journey) -> bool:
    """Whether the server that wrote ``received`` also wrote that place into the Contact, and nothing else changed.

    The helpers known to rewrite a Contact rewrite the Via with the same address as well; a registrar's repair
    (Kamailio ``fix_nated_contact``, Asterisk ``rewrite_contact``) leaves it alone and always writes the exact source.
    """
    if journey.sent is None or journey.seen_as is None or is_behind_nat(journey.seen_as):
        return False
    telling = [change for change in changes if change.proves]
    return bool(telling) and all(_is_repaired(change, journey) for change in telling)


def _is_repaired(change: Change, journey: Journey) -> bool:
    old = uri_of("contact", change.before or "")
    if old is None or journey.sent is None or not _is_contact(change):
        return False
    same_socket = same_host(old.host, journey.sent.host) and _port(old.port) == _port(journey.sent.port)
    return same_socket and _leads_to_source(change, journey)


def _leads_to_source(change: Change, journey: Journey) -> bool:
    """Whether the new Contact is exactly the place that the server saw the message come from."""
    uri = uri_of("contact", change.after or "")
    if uri is None or journey.seen_as is None or not same_host(uri.host, journey.seen_as):
        return False
    return journey.seen_port is None or _port(uri.port) == journey.seen_port


def _port(port: int | None) -> int:
    return port or DEFAULT_PORT


def _is_contact(change: Change) -> bool:
    return change.meaning in _CONTACT


def _new_hosts(change: Change) -> frozenset[str]:
    return hosts_of(change.after) - hosts_of(change.before)


def _renamed(change: Change, meaning: MeaningId) -> Change:
    return replace(change, meaning=meaning)
