"""Two messages, what differs between them, and who stood between: all that signs and verdicts look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.diagnosis.comparison.attribution import attribute
from app.diagnosis.comparison.change import Change, MeaningId
from app.diagnosis.comparison.echo import compare_reply, echo_journey
from app.diagnosis.comparison.message import KEPT, compare_copies
from app.diagnosis.comparison.pairing import Relation, relation
from app.diagnosis.comparison.places import hosts_of
from app.diagnosis.comparison.via import Journey, journey_of
from app.model.addresses import address_kind
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_address, parse_uri


@dataclass(frozen=True)
class Scene:
    """One pair. ``after`` is the copy that arrived, or the reply."""

    before: SipMessage
    after: SipMessage
    relation: Relation
    changes: tuple[Change, ...]
    journey: Journey
    server_is_public: bool | None = None
    """Whether the server lies on the Internet; ``None`` when nothing tells its address."""

    @cached_property
    def meanings(self) -> frozenset[MeaningId]:
        """The meanings of all changes."""
        return frozenset(change.meaning for change in self.changes)

    @cached_property
    def replaced(self) -> frozenset[str]:
        """Addresses that gave way to others."""
        return frozenset(
            host
            for change in self.changes
            if change.proves
            for host in hosts_of(change.before) - hosts_of(change.after)
        )

    def new_hosts(self, *fields: str) -> frozenset[str]:
        """Addresses that came into these fields; a field ending in a dot stands for all that begin so."""
        return frozenset(
            host
            for change in self.changes
            if change.proves and any(change.field == field or _is_below(change.field, field) for field in fields)
            for host in hosts_of(change.after) - hosts_of(change.before)
        )


@lru_cache(KEPT)
def look_at(before: SipMessage, after: SipMessage, *, server: str | None = None) -> Scene:
    """Compare two messages as what they are to each other; *server* is the address that was talked to, if known."""
    kin = relation(before, after)
    public = _is_public(before, server)
    if kin == "reply":
        changes = compare_reply(before, after, server_is_public=bool(public))
        return Scene(before, after, kin, changes, echo_journey(before, after), public)
    journey = journey_of(before, after)
    changes = () if kin == "strangers" else compare_copies(before, after)
    return Scene(before, after, kin, attribute(changes, journey) if kin == "copy" else changes, journey, public)


def _is_public(request: SipMessage, server: str | None) -> bool | None:
    """What the server's address tells: given, or written as a literal in the first Route or the Request-URI."""
    route = request.all("route")[:1]
    uri = parse_address(route[0]).uri if route else parse_uri(request.request_uri)
    host = server or (uri.host if uri else "")
    kind = address_kind(host) if host else "name"
    return None if kind == "name" else kind == "public"


def _is_below(field: str, prefix: str) -> bool:
    return prefix.endswith(".") and field.startswith(prefix)
