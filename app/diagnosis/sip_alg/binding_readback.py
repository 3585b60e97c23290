"""``binding_readback``: Contacts that were stored from one port and read back from another.

A device undoes its changes only for the flow it looks at, so the second port sees what really reached the registrar.
The Contact with a name that nobody translates is the control: a registrar that repairs Contacts changes that one too.
Some repair the first one only (Asterisk's ``rewrite_contact``), or private addresses only, and both always write the
one place that the message came from. A device that maps addresses leads two ports of ours to two places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.diagnosis.comparison import SignId
from app.diagnosis.comparison.places import same_host
from app.diagnosis.evidence import Evidence, Seen, host_of
from app.diagnosis.sip_alg.reading import Change, Reading
from app.diagnosis.sip_alg.sighting import own_replies
from app.diagnosis.sip_alg.translation import may_be_a_routers
from app.model.facts import SipExchange
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_uri import SipUri, parse_address

SIGNAL: Final = "binding_readback"
CONTROL: Final = "name"
TWO_PLACES: Final = 2
DEFAULT_PORT: Final = 5060
_CANARY: Final = re.compile(r"callmend-canary-[0-9a-z]+-([a-z]+)\Z")


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading when a stored Contact of ours came back changed and the control as it was."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL and fact.outcome == "answered")
    sent, read = _stored(exchanges), _listed(exchanges)
    changed = {label: read[label] for label in sent if label in read and not _same(sent[label], read[label])}
    if not changed or CONTROL in changed:
        return ()
    path = exchanges[0].fact.path
    if CONTROL not in read:
        return (Reading(SIGNAL, "silent", "stored_contact_unclear", exchanges, path),)
    found = tuple(
        Change("contact", _text(sent[label]), _text(uri), "contact_address", "request", path)
        for label, uri in changed.items()
    )
    places = {_place(uri) for uri in changed.values()}
    server = host_of(exchanges[0].fact.remote)
    if len(places) < TWO_PLACES or not all(may_be_a_routers(host, server, evidence) for host, _ in places):
        return (Reading(SIGNAL, "hint", "stored_contact_unclear", exchanges, path, changed=found).told_by("store"),)
    signs: set[SignId] = {"contact_rewritten", "all_contacts"}
    reading = Reading(SIGNAL, "rewritten", "stored_contact_changed", exchanges, path, "certain", found)
    return (reading.with_signs(signs).told_by("store"),)


def _stored(exchanges: Sequence[Seen[SipExchange]]) -> dict[str, SipUri]:
    """The canaries by their label, as they were registered and accepted."""
    found: dict[str, SipUri] = {}
    for seen in exchanges:
        request = parse_message(seen.fact.sent.encode("latin-1", "replace"))
        if request.all("contact") and request.get("expires") != "0" and _success(seen.fact):
            found = dict(_canaries(request)) | found
    return found


def _listed(exchanges: Sequence[Seen[SipExchange]]) -> dict[str, SipUri]:
    """The same as the registrar listed them to one who only asked, from another port than they were stored from."""
    found: dict[str, SipUri] = {}
    writers: set[str] = set()
    for seen in exchanges:
        request, success = parse_message(seen.fact.sent.encode("latin-1", "replace")), _success(seen.fact)
        if request.all("contact"):
            writers |= {seen.fact.local} if request.get("expires") != "0" else set()
        elif success is not None and writers and seen.fact.local not in writers:
            found = dict(_canaries(success)) | found
    return found


def _canaries(message: SipMessage) -> Iterator[tuple[str, SipUri]]:
    for contact in message.all("contact"):
        uri = parse_address(contact).uri
        label = _CANARY.match(uri.user) if uri else None
        if uri is not None and label:
            yield label[1], uri


def _success(fact: SipExchange) -> SipMessage | None:
    return next((reply for reply in own_replies(fact) if reply.status is not None and 200 <= reply.status < 300), None)


def _place(uri: SipUri) -> tuple[str, int]:
    return uri.host.strip("[]").lower(), uri.port or DEFAULT_PORT


def _same(one: SipUri, other: SipUri) -> bool:
    return same_host(one.host, other.host) and (one.port or DEFAULT_PORT) == (other.port or DEFAULT_PORT)


def _text(uri: SipUri) -> str:
    port = f":{uri.port}" if uri.port else ""
    return f"<sip:{uri.user}@{uri.host}{port}>"[:200]
