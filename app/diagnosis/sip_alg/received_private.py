"""``received_private``: the reply names our own address as its source, though a translating router lies between.

The controls decide. The same question by a way where no device looks (another port, TLS, STUN) shows what an honest
answer is: if the server sees our own address there as well, nothing translates between us and it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.diagnosis.comparison import SignId
from app.diagnosis.evidence import Evidence, Seen, endpoint, host_of
from app.diagnosis.reasons import Reason
from app.diagnosis.sip_alg.reading import Change, Reading
from app.diagnosis.sip_alg.sighting import SIGNAL, Sighting, own_replies, sightings
from app.diagnosis.sip_alg.translation import by_stun, hop_beside, through_vpn
from app.model.addresses import address_kind, is_behind_nat
from app.model.facts import SipExchange, StunBinding
from app.model.names import Confidence
from app.protocols.sip import parse_message

CANARY: Final = "via_canary"
OTHER_VIA: Final = "via_port"
STORING: Final = "REGISTER"
"""The method that a stored Contact comes from."""


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each suspected path that was answered."""
    controls = sightings(evidence, roles=("control",))
    by_path: dict[str, list[Sighting]] = {}
    for one in sightings(evidence, roles=("suspected",)):
        by_path.setdefault(one.path, []).append(one)
    found = [_read(path, seen, controls, evidence) for path, seen in by_path.items()]
    hidden = (_hidden_method(path, seen, controls) for path, seen in by_path.items())
    return (*found, *(reading for reading in hidden if reading))


def _read(path: str, seen: Sequence[Sighting], controls: Sequence[Sighting], evidence: Evidence) -> Reading:
    kinds = {one.sees for one in seen} - {"absent"}
    if len(kinds) > 1 or "contradictory" in kinds:
        return _unclear("contradictory", path, seen)
    if not kinds:
        told = any(control.sees != "absent" for control in controls)
        return _unclear("address_not_told_here" if told else "address_not_told", path, [*seen, *controls])
    first = seen[0]
    match next(iter(kinds)):
        case "own":
            honest = [*controls, *sees_more_by_other_via(path, evidence)]
            return _own_address(path, seen, [one for one in honest if _comparable(one, first)], evidence)
        case "private":
            return _foreign_address(path, seen, [one for one in controls if _comparable(one, first)], evidence)
    return Reading(SIGNAL, "untouched", "address_from_outside", _facts(seen), path, "likely")


def _hidden_method(path: str, seen: Sequence[Sighting], controls: Sequence[Sighting]) -> Reading | None:
    """A hint where REGISTER alone is not told whom the server sees, and a control and all else on this path are."""
    mute = [one for one in seen if one.seen.fact.method == STORING]
    told = [one for one in seen if one.seen.fact.method != STORING]
    alike = [one for one in controls if one.seen.fact.method == STORING and one.server.host == seen[0].server.host]
    if not mute or not told or not alike or any(one.sees != "absent" for one in mute):
        return None
    if any(one.sees != "outside" for one in (*told, *alike)):
        return None
    return Reading(SIGNAL, "hint", "address_not_told_here", _facts([*mute, *alike]), path).told_by("received")


def sees_more_by_other_via(path: str, evidence: Evidence) -> list[Sighting]:
    """Answers on *path* to requests whose Via names another port of ours, and that show where we really come from.

    A server writes down where a request came from, whatever stands in its Via (RFC 3261 section 18.2.1); a device that
    translates replies back does so only where it recognises its own work in Via. Where both kinds of requests take the
    same path, the difference is that device's.
    """
    return [one for one in sightings(evidence, ("suspected",), OTHER_VIA) if one.path == path and one.sees == "outside"]


def _comparable(control: Sighting, suspected: Sighting) -> bool:
    """Only the same server, asked from the same address, must see the same: elsewhere another route may lead."""
    return control.server.host == suspected.server.host and control.local.host == suspected.local.host


def _own_address(path: str, seen: Sequence[Sighting], controls: Sequence[Sighting], evidence: Evidence) -> Reading:
    outside = [one for one in controls if one.sees == "outside"]
    if through_vpn(seen[0].local.host, evidence) and outside:
        return _unclear("vpn_between", path, [*seen, *outside])  # a tunnel may carry one port and not the other
    if outside:
        return _rewritten(path, seen, outside, "certain")
    other = [one for one in controls if one.sees == "private"]
    if other and not through_vpn(seen[0].local.host, evidence):
        # translated, though not to a public address: a second router's, or one inside the provider's own network
        return _rewritten(path, seen, other, "likely")
    honest = [one for one in controls if one.sees == "own"]
    if any(one.transport == "tls" for one in honest):
        # nobody can write into TLS: this server really sees our address
        return Reading(SIGNAL, "untouched", "server_sees_own_address", _facts([*seen, *honest]), path, "certain")
    stun = _translation_towards(seen[0], evidence)
    elsewhere = [one for one in honest if one.server.port != seen[0].server.port]
    if stun is not None and host_of(stun.fact.server) == seen[0].server.host and not elsewhere:
        return _rewritten(path, seen, [], "certain", stun)
    return _without_comparison(path, seen, honest, stun, evidence)


def _without_comparison(
    path: str,
    seen: Sequence[Sighting],
    honest: Sequence[Sighting],
    stun: Seen[StunBinding] | None,
    evidence: Evidence,
) -> Reading:
    """Nothing but the addresses themselves: a private one that a public server names is mostly not honest."""
    first = seen[0]
    if not (is_behind_nat(first.local.host) and address_kind(first.server.host) == "public"):
        return Reading(SIGNAL, "untouched", "no_translation_between", _facts([*seen, *honest]), path, "likely")
    if through_vpn(first.local.host, evidence):
        return _unclear("vpn_between", path, seen)
    here = evidence.all(StunBinding, lambda fact: host_of(fact.mapped) == first.local.host == host_of(fact.local))
    if here or any(one.server.port != first.server.port for one in honest) or (honest and stun is None):
        return _unclear("control_looks_the_same", path, [*seen, *honest])
    return _rewritten(path, seen, [], "likely", stun)


def _foreign_address(path: str, seen: Sequence[Sighting], controls: Sequence[Sighting], evidence: Evidence) -> Reading:
    """A private address that is not ours: a second router's, or that of a load balancer in the provider's network.

    It is a second router's when its network lies on our way, or when our canary came back as this very address.
    """
    outside = [one for one in controls if one.sees == "outside"]
    hop = hop_beside(seen[0].received or "", evidence)
    if not outside or (hop is None and not _canary_became(seen[0], evidence)):
        return _unclear("private_address_not_ours", path, [*seen, *controls])
    reading = _rewritten(path, seen, outside, "likely", reason="second_router_address_in_reply")
    return reading.at(f"hop {hop.fact.ttl} ({hop.fact.reporter})") if hop else reading


def _canary_became(one: Sighting, evidence: Evidence) -> bool:
    """Whether a canary of the same path, sent with another outside address, came back as the address of *one*.

    That address itself is tried as a canary too, and coming back as it was sent it shows nothing.
    """
    exchanges = evidence.all(SipExchange, lambda fact: (fact.signal, fact.path) == (CANARY, one.path))
    others = [seen.fact for seen in exchanges if seen.fact.role == "suspected" and _via_sent(seen.fact) != one.received]
    replies = [reply for fact in others for reply in own_replies(fact)]
    return any(reply.top_via is not None and reply.top_via.host == one.received for reply in replies)


def _via_sent(fact: SipExchange) -> str:
    via = parse_message(fact.sent.encode("latin-1", "replace")).top_via
    return via.host if via else ""


def _translation_towards(one: Sighting, evidence: Evidence) -> Seen[StunBinding] | None:
    """A STUN answer to the same address of ours that shows a translated one; one from the same server first."""
    found = by_stun(one.local.host, evidence)
    return min(found, key=lambda seen: host_of(seen.fact.server) != one.server.host, default=None)


def _rewritten(
    path: str,
    seen: Sequence[Sighting],
    controls: Sequence[Sighting],
    confidence: Confidence,
    stun: Seen[StunBinding] | None = None,
    reason: Reason = "own_address_in_reply",
) -> Reading:
    mapped = endpoint(stun.fact.mapped) if stun else None
    honest = controls[0].received if controls else (mapped.host if mapped else None)
    because = (*_facts([*seen, *controls]), *([stun] if stun else []))
    changed = Change("via", honest, seen[0].received, "received_private", "reply", path)
    reading = Reading(SIGNAL, "rewritten", reason, because, path, confidence, (changed,)).told_by("received")
    return reading.with_signs(_signs(seen)) if reason == "own_address_in_reply" else reading


def _signs(seen: Sequence[Sighting]) -> set[SignId]:
    """A device that restores the address and forgets the port shows itself by that."""
    wrong_port = any(one.rport is not None and one.rport != one.local.port for one in seen)
    return {"received_private", "rport_wrong"} if wrong_port else {"received_private"}


def _unclear(reason: Reason, path: str, seen: Sequence[Sighting]) -> Reading:
    return Reading(SIGNAL, "unclear", reason, _facts(seen), path)


def _facts(seen: Sequence[Sighting]) -> tuple[Seen[Any], ...]:
    return tuple(one.seen for one in seen)
