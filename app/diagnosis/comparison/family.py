"""Which family of ALG does this: one table of signs that speak for a family, and signs that it never shows.

The family helps to find the setting; it is never a reason to accuse. Sources: facts, science 2.4 and peers 5.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from app.diagnosis.comparison.signs import SignId
from app.model.names import Confidence

FamilyId = Literal[
    "linux_helper",
    "linux_helper_old",
    "broadcom",
    "siproxd",
    "fortigate",
    "juniper",
    "cisco",
    "sonicwall",
    "tmg",
    "speedtouch",
    "carrier",
    "unknown",
]
FAMILY_IDS: Final[tuple[FamilyId, ...]] = get_args(FamilyId)

ENOUGH: Final = 2
LIKELY: Final = 5
MARGIN: Final = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """What speaks for a family: at least one of ``needs``, none of ``never``, and the weights of what is seen."""

    needs: frozenset[SignId]
    weights: Mapping[SignId, int]
    never: frozenset[SignId] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class FamilyGuess:
    """The family, how sure that is, and the signs it rests on."""

    id: FamilyId
    confidence: Confidence
    evidence: tuple[SignId, ...]


def _signs(*signs: SignId) -> frozenset[SignId]:
    return frozenset(signs)


_SEARCH_AND_REPLACE: Final = _signs("free_text_rewritten", "candidate_rewritten")

PROFILES: Final[dict[FamilyId, Profile]] = {
    "linux_helper": Profile(
        needs=_signs(
            "via_rewritten",
            "via_translated_back",
            "contact_rewritten",
            "sdp_rewritten",
            "request_uri_rewritten",
            "received_private",
            "reply_at_via_port",
            "same_media_port_dropped",
        ),
        weights={
            "via_rewritten": 1,
            "contact_rewritten": 1,
            "sdp_rewritten": 1,
            "origin_matches": 1,
            "contact_port_added": 1,
            "all_contacts": 2,
            "second_via_kept": 2,
            "rtcp_kept": 2,
            "candidate_kept": 2,
            "call_id_kept": 1,
            "route_kept": 1,
            "others_kept": 1,
            "short_or_lower_names_rewritten": 2,
            "via_translated_back": 2,
            "received_private": 2,
            "request_uri_rewritten": 1,
            "forced_port": 5,
            "reply_at_via_port": 5,
            "same_media_port_dropped": 4,
            "without_cseq_dropped": 2,
            "odd_spelling_kept": 3,
            "via_kept": -2,
        },
        never=_SEARCH_AND_REPLACE
        | _signs(
            "call_id_rewritten",
            "route_rewritten",
            "rtcp_rewritten",
            "trace_line",
            "hidden_proxy",
            "first_contact_only",
            "identity_port_added",
            "bare_address_kept_bare",
            "two_outside_addresses",
            "origin_kept",
            "media_port_even",
            "public_via_in_success",
            "attribute_added",
            "reordered",
            "rport_wrong",
            "reply_follows_via",
            "odd_spelling_rewritten",
            "lower_case_via_kept",
            "forged_answer",
            "non_sip_dropped",
        ),
    ),
    "linux_helper_old": Profile(
        needs=_signs("identity_port_added", "first_media_only"),
        weights={
            "identity_port_added": 5,
            "first_media_only": 3,
            "contact_port_added": 1,
            "via_rewritten": 1,
            "contact_rewritten": 1,
        },
        never=_SEARCH_AND_REPLACE
        | _signs(
            "trace_line", "hidden_proxy", "call_id_rewritten", "route_rewritten", "rtcp_rewritten", "received_private"
        ),
    ),
    "broadcom": Profile(
        needs=_signs(
            "rtcp_rewritten", "first_contact_only", "lower_case_via_kept", "public_via_in_success", "media_port_even"
        ),
        weights={
            "rtcp_rewritten": 3,
            "first_contact_only": 4,
            "lower_case_via_kept": 4,
            "public_via_in_success": 4,
            "via_restored_in_refusal": 3,
            "media_port_even": 2,
            "odd_spelling_kept": 1,
            "via_rewritten": 1,
            "contact_rewritten": 1,
        },
        never=_SEARCH_AND_REPLACE
        | _signs(
            "identity_rewritten",
            "call_id_rewritten",
            "route_rewritten",
            "trace_line",
            "hidden_proxy",
            "odd_spelling_rewritten",
            "reply_at_via_port",
        ),
    ),
    "siproxd": Profile(
        needs=_signs("hidden_proxy", "reply_follows_via"),
        weights={
            "hidden_proxy": 3,
            "reply_follows_via": 4,
            "proxy_branch": 3,
            "osip_layout": 3,
            "media_port_siproxd": 1,
            "reordered": 1,
        },
    ),
    "fortigate": Profile(
        needs=_signs("trace_line", "two_outside_addresses", "route_rewritten"),
        weights={"trace_line": 6, "two_outside_addresses": 4, "route_rewritten": 2, "identity_rewritten": 1},
        never=_SEARCH_AND_REPLACE | _signs("hidden_proxy", "call_id_rewritten"),
    ),
    "juniper": Profile(
        needs=_signs("call_id_rewritten"),
        weights={"call_id_rewritten": 4, "route_rewritten": 2, "identity_rewritten": 1},
        never=_SEARCH_AND_REPLACE | _signs("trace_line", "hidden_proxy"),
    ),
    "cisco": Profile(
        needs=_signs("origin_kept", "attribute_added", "media_idle_cut"),
        weights={"origin_kept": 2, "attribute_added": 3, "media_idle_cut": 2, "via_rewritten": 1},
        never=_SEARCH_AND_REPLACE | _signs("trace_line", "hidden_proxy", "call_id_rewritten"),
    ),
    "sonicwall": Profile(
        needs=_signs("non_sip_dropped"),
        weights={"non_sip_dropped": 5, "via_rewritten": 1},
        never=_signs("reply_at_via_port", "forced_port", "same_media_port_dropped"),
    ),
    "tmg": Profile(needs=_signs("rport_wrong"), weights={"rport_wrong": 5, "received_private": 1}),
    "speedtouch": Profile(
        needs=_SEARCH_AND_REPLACE,
        weights={"free_text_rewritten": 4, "candidate_rewritten": 3, "call_id_rewritten": 1, "route_rewritten": 1},
        never=_signs("trace_line", "hidden_proxy", "call_id_kept"),
    ),
    "carrier": Profile(needs=_signs("forged_answer"), weights={"forged_answer": 6}),
}


def family_of(signs: Set[SignId]) -> FamilyGuess:
    """The family that *signs* speak for most, ``"unknown"`` when they are too few or speak for two alike."""
    scores = sorted(((_score(profile, signs), name) for name, profile in PROFILES.items()), reverse=True)
    (best, name), (second, _) = scores[:2]
    if best < ENOUGH or best == second:
        return FamilyGuess("unknown", "possible", ())
    weights = PROFILES[name].weights
    evidence = tuple(sign for sign in weights if sign in signs and weights[sign] > 0)
    confidence: Confidence = "likely" if best >= LIKELY and best - second >= MARGIN else "possible"
    return FamilyGuess(name, confidence, evidence)


def _score(profile: Profile, signs: Set[SignId]) -> int:
    if not profile.needs & signs or profile.never & signs:
        return 0
    return sum(weight for sign, weight in profile.weights.items() if sign in signs)
