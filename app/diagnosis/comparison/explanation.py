"""What happened to a message on its way, and is it an ALG: one answer out of three, with its reason.

"Yes" needs a change that only a box rewriting addresses or identifiers makes. Damage, odd text and what a provider's
server may do lead to "no" or to "cannot tell"; one honest-looking header alone never makes the answer certain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from app.diagnosis.comparison.body import body_text
from app.diagnosis.comparison.change import Change
from app.diagnosis.comparison.echo import own_hosts
from app.diagnosis.comparison.family import FamilyGuess, family_of
from app.diagnosis.comparison.message import read_message
from app.diagnosis.comparison.mirror import arrived_inside
from app.diagnosis.comparison.pairing import looks_swapped, relation
from app.diagnosis.comparison.places import hosts_of
from app.diagnosis.comparison.scene import Scene, look_at
from app.diagnosis.comparison.signs import signs_of
from app.model.addresses import is_behind_nat
from app.model.names import CONFIDENCES, Answer, Confidence, FindingId
from app.protocols.sip import SipMessage

ReasonId = Literal[
    "rewritten",
    "sound_rewritten",
    "hidden_proxy",
    "identifier_rewritten",
    "reply_shows_rewriting",
    "reply_shows_private_source",
    "unchanged",
    "only_harmless",
    "provider_help",
    "reply_shows_nat_only",
    "reply_repeats_all",
    "provider_or_alg",
    "corruption_only",
    "changed_not_translated",
    "reply_hides",
    "reply_lacks_received",
    "server_unknown",
    "other_sending",
    "different_messages",
    "no_counterpart",
]
REASON_IDS: Final[tuple[ReasonId, ...]] = get_args(ReasonId)

_SOUND_ONLY: Final = frozenset({"content-length", "body"})
_IDENTIFIERS: Final = frozenset({"call_id", "tag"})
_ONE_HEADER: Final = frozenset({"via_port", "contact_port", "request_uri_port", "identity_port", "tag", "call_id"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to "is it an ALG", what changed, and what that can explain."""

    answer: Answer
    confidence: Confidence
    reason: ReasonId
    changes: tuple[Change, ...] = ()
    family: FamilyGuess | None = None
    swapped: bool = False
    """Whether the two messages were taken in the other order than they were given."""

    @property
    def symptoms(self) -> tuple[FindingId, ...]:
        """Findings that the changes explain, without repetition; none when the answer is "no"."""
        telling = (change for change in self.changes if change.nature in {"tampering", "corruption"})
        found = [symptom for change in telling for symptom in change.symptoms]
        return () if self.answer == "no" else tuple(dict.fromkeys(found))

    @property
    def noteworthy(self) -> tuple[Change, ...]:
        """Everything but the harmless differences."""
        return tuple(change for change in self.changes if change.nature != "harmless")


def explain(sent: bytes, received: bytes, *, server: str | None = None) -> Explanation:
    """Explain what happened between *sent* and *received*; *server* is the address that was talked to, if known."""
    return explain_messages(read_message(sent), read_message(received), server=server)


def explain_messages(
    sent: SipMessage, received: SipMessage, *, server: str | None = None, ordered: bool = False
) -> Explanation:
    """As :func:`explain`, for messages that are already read; *ordered* when it is known which came first."""
    swapped = not ordered and _is_swapped(sent, received)
    if swapped:
        sent, received = received, sent
    scene = look_at(sent, received, server=server)
    mirrored = arrived_inside(received) if scene.relation == "reply" else None
    told = [explain_scene(scene)]
    if mirrored is not None and relation(sent, mirrored) == "copy":
        told.append(_weaker_no(explain_scene(look_at(sent, mirrored, server=server))))
    return replace(strongest(told), swapped=swapped)


def strongest(told: list[Explanation]) -> Explanation:
    """The most telling of several explanations of the same way, with the changes of all that agree with it."""
    ranked = sorted(told, key=_rank)
    best = ranked[0]
    same = [change for one in ranked if one.answer == best.answer for change in one.changes]
    return replace(best, changes=tuple(dict.fromkeys(same)))


def explain_scene(scene: Scene) -> Explanation:
    """The answer that one pair of messages gives."""
    if scene.relation == "strangers":
        return Explanation("cannot_tell", "possible", "different_messages")
    if scene.relation == "other_sending":
        return Explanation("cannot_tell", "possible", "other_sending", _as_own_repair(scene.changes))
    answer = next(told for rule in _RULES if (told := rule(scene)) is not None)
    if answer.answer == "yes":
        return replace(answer, changes=scene.changes, family=family_of(signs_of(scene)))
    return replace(answer, changes=scene.changes)


def _rank(told: Explanation) -> tuple[int, int]:
    """Proof first, then changes that leave a doubt, then an all-clear, then an answer that saw nothing."""
    doubt = told.answer == "cannot_tell" and bool(told.noteworthy)
    order = {"yes": 0, "no": 2, "cannot_tell": 1 if doubt else 3}
    return order[told.answer], CONFIDENCES.index(told.confidence)


def _weaker_no(told: Explanation) -> Explanation:
    """What a box restores on the way back it restores in a plain mirror too (facts: peers 5.3, K20)."""
    return replace(told, confidence="possible") if told.answer == "no" else told


def _is_swapped(sent: SipMessage, received: SipMessage) -> bool:
    if sent.is_response and received.is_request:
        return relation(received, sent) == "reply"
    return relation(sent, received) == "copy" and looks_swapped(sent, received)


def _as_own_repair(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Between two sendings it is our own program that writes another address into Contact and Via."""
    repaired = [
        replace(change, meaning="own_repair")
        for change in changes
        if change.field in {"contact", "via"} and hosts_of(change.after) - hosts_of(change.before)
    ]
    return tuple(dict.fromkeys(repaired))


# ---- the rules, the first that speaks is the answer


def _rewritten(scene: Scene) -> Explanation | None:
    proving = [change for change in scene.changes if change.proves]
    if not proving:
        return None
    if scene.journey.stand == "unclear" and not scene.meanings & {"via_address", "via_port", "received_rewritten"}:
        return Explanation("cannot_tell", "possible", "provider_or_alg")
    if _is_another_sender(scene):
        return Explanation("cannot_tell", "possible", "provider_or_alg")
    return Explanation("yes", _sureness(scene, proving), _reason(scene, proving))


def _is_another_sender(scene: Scene) -> bool:
    """Whether not our Via arrived but one of somebody's own, with a branch of its own (RFC 3261 section 16.6, step 8).

    A session border controller at the provider sends on like that, and writes itself into all the rest; engines that
    rewrite leave the branch as it is.
    """
    of_via = {change.meaning for change in scene.changes if change.field == "via"}
    return scene.relation == "copy" and not scene.journey.added and {"via_address", "branch"} <= of_via


def _reason(scene: Scene, proving: list[Change]) -> ReasonId:
    meanings = {change.meaning for change in proving}
    if scene.relation == "reply":
        only_source = meanings <= {"received_private", "rport_wrong"}
        return "reply_shows_private_source" if only_source else "reply_shows_rewriting"
    if "via_hidden_proxy" in meanings:
        return "hidden_proxy"
    if meanings <= _IDENTIFIERS:
        return "identifier_rewritten"
    sound = all(change.field.startswith("sdp") or change.field in _SOUND_ONLY for change in proving)
    return "sound_rewritten" if sound else "rewritten"


def _sureness(scene: Scene, proving: list[Change]) -> Confidence:
    """Certain takes an address of ours that gave way, in a copy; in a reply two fields must agree."""
    meanings = {change.meaning for change in proving}
    if scene.relation == "reply":
        return "certain" if len(meanings) > 1 and len({change.field for change in proving}) > 1 else "likely"
    if meanings <= _ONE_HEADER:
        return "likely"
    private = any(is_behind_nat(host) for host in scene.replaced)
    return "certain" if private or len({change.field for change in proving}) > 1 else "likely"


def _unclear(scene: Scene) -> Explanation | None:
    found = any(change.unclear for change in scene.changes)
    return Explanation("cannot_tell", "possible", "provider_or_alg") if found else None


def _corrupted(scene: Scene) -> Explanation | None:
    found = any(change.nature == "corruption" for change in scene.changes)
    return Explanation("cannot_tell", "possible", "corruption_only") if found else None


def _noticed(scene: Scene) -> Explanation | None:
    found = any(change.nature == "tampering" for change in scene.changes)
    return Explanation("cannot_tell", "possible", "changed_not_translated") if found else None


def _helped(scene: Scene) -> Explanation | None:
    found = any(change.nature == "nat_help" for change in scene.changes)
    return Explanation("no", "likely", "provider_help") if found else None


def _copy_is_clean(scene: Scene) -> Explanation | None:
    if scene.relation != "copy":
        return None
    return Explanation("no", "likely", "only_harmless" if scene.changes else "unchanged")


def _reply_is_clean(scene: Scene) -> Explanation | None:
    """Nothing in the reply is wrong: then it depends on what it shows of the source address."""
    sent, seen = scene.journey.sent, scene.journey.seen_as
    sureness: Confidence = "possible" if body_text(scene.before) else "likely"
    if sent is None:
        return Explanation("cannot_tell", "possible", "reply_hides")
    if seen is not None and not is_behind_nat(seen):
        return Explanation("no", sureness, "reply_shows_nat_only")
    if not is_behind_nat(sent.host):
        return Explanation("no", "possible", "reply_repeats_all")
    if seen is not None:
        telling = scene.server_is_public is None and seen in own_hosts(scene.before)
        hidden: ReasonId = "server_unknown" if telling else "reply_hides"
        return Explanation("cannot_tell", "possible", hidden)
    return Explanation("cannot_tell", "possible", "reply_lacks_received")


_Rule = Callable[[Scene], Explanation | None]
_RULES: Final[tuple[_Rule, ...]] = (
    _rewritten,
    _unclear,
    _corrupted,
    _noticed,
    _helped,
    _copy_is_clean,
    _reply_is_clean,
)
