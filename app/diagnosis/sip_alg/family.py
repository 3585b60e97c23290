"""Which kind of device it is, from the signs that all signals together showed. It never makes an accusation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.diagnosis.comparison import FamilyGuess, FamilyId, SignId
from app.diagnosis.comparison import family_of as family_of_signs
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Reading
from app.diagnosis.sip_alg.sighting import own_arrivals, own_replies
from app.model.facts import SipExchange
from app.protocols.sip import SipMessage, parse_message

COMMON: Final[frozenset[SignId]] = frozenset(
    {"received_private", "via_translated_back", "contact_rewritten", "request_uri_rewritten", "all_contacts"}
)
"""What the Linux helper shares with others that translate replies back."""
ITS_OWN: Final[frozenset[SignId]] = frozenset(
    {
        "forced_port",
        "reply_at_via_port",
        "same_media_port_dropped",
        "without_cseq_dropped",
        "odd_spelling_kept",
        "all_contacts",
    }
)
"""What no other known engine does alike: without any of it, it could be almost anybody (facts, science 2.4)."""
GUIDES: Final[dict[FamilyId, tuple[str, ...]]] = {
    "linux_helper": ("linux_helper", "mikrotik"),
    "linux_helper_old": ("linux_helper",),
    "broadcom": ("broadcom",),
    "fortigate": ("fortigate",),
    "juniper": ("juniper",),
    "cisco": ("cisco_ios", "cisco_asa"),
    "sonicwall": ("sonicwall",),
}
"""As the router guides name the families (``alg_families`` in their files)."""
_FIRST_REFUSAL: Final = 300


def family_of(readings: Sequence[Reading], evidence: Evidence) -> FamilyGuess:
    """The best guess; ``"unknown"`` when the signs are too few or speak for two families alike."""
    signs: frozenset[SignId] = frozenset().union(*(reading.signs for reading in readings))
    guess = family_of_signs(signs | _in_success_only(evidence))
    if guess.id != "linux_helper":
        return guess
    shown = set(guess.evidence)
    if not shown & ITS_OWN or (shown <= COMMON and _answered_to_source(evidence)):
        return FamilyGuess("unknown", "possible", ())  # the helper would have led the reply to the port in Via
    return guess


def guide_families(family: FamilyId) -> list[Any]:
    """The names under which the router guides know *family*, the likeliest first."""
    return list(GUIDES.get(family, ()))


def _answered_to_source(evidence: Evidence) -> bool:
    """Whether the question with another port in Via was answered, and at its source."""
    found = evidence.all(SipExchange, lambda fact: (fact.signal, fact.role) == ("via_port", "suspected"))
    answered = [seen.fact for seen in found if seen.fact.outcome == "answered"]
    straight = [reply.arrived_at == fact.local for fact in answered for reply, _ in own_arrivals(fact)]
    return bool(straight) and all(straight)


def _in_success_only(evidence: Evidence) -> frozenset[SignId]:
    """Broadcom's way, with Zyxel's change: our Via comes back changed in a success, and as sent in a refusal."""
    found = evidence.all(SipExchange, lambda fact: (fact.signal, fact.role) == ("received_private", "suspected"))
    fates = {fate for seen in found for fate in _fates(seen)}
    both: frozenset[SignId] = frozenset({"public_via_in_success", "via_restored_in_refusal"})
    return both if fates == {(True, True), (False, False)} else frozenset()


def _fates(seen: Seen[SipExchange]) -> list[tuple[bool, bool]]:
    """For each reply: whether it is no refusal, and whether its Via names another host than we sent."""
    sent = parse_message(seen.fact.sent.encode("latin-1", "replace"))
    return [((reply.status or 0) < _FIRST_REFUSAL, _host(reply) != _host(sent)) for reply in own_replies(seen.fact)]


def _host(message: SipMessage) -> str:
    return message.top_via.host if message.top_via else ""
