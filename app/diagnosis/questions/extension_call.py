"""``extension_call``: whether two phones of this network can call each other through the phone service.

A service that does not lead a call to the account's own phones has an opinion of its own about that number, and says
nothing about the network; our own test line always does.
"""

from __future__ import annotations

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen, host_of
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import ExtensionCall, StunBinding
from app.model.json import JsonValue
from app.model.names import Confidence


def judge(evidence: Evidence) -> Verdict | None:
    """The newest call with ports of their own, then the newest with a port in common."""
    own = evidence.last(ExtensionCall, lambda fact: not fact.same_media_port)
    shared = evidence.last(ExtensionCall, lambda fact: fact.same_media_port)
    if own is None:
        return not_run("extension_call", evidence)
    verdict = _judge(evidence, own)
    if verdict.answer != "yes" or shared is None or shared.place < own.place or shared.fact.confirmed:
        return verdict
    if not shared.fact.signed_in:
        return verdict
    # both phones of ours have one address; phones of their own have two, which not every router mixes up
    return answer("extension_call", "no", "same_sound_port_clashes", [own, shared], "possible")


def _judge(evidence: Evidence, seen: Seen[ExtensionCall]) -> Verdict:
    fact = seen.fact
    if not fact.signed_in:
        return cannot_tell("extension_call", "not_signed_in", [seen], status=fact.status)
    if not fact.arrived:
        return _not_arrived(seen)
    if not fact.confirmed:
        reached = fact.status is not None and fact.status // 100 == 2
        reason: Reason = "no_ack_incoming" if reached else "answer_never_arrives"
        return answer("extension_call", "no", reason, [seen], "likely", status=fact.status)
    return _sound(evidence, seen)


def _not_arrived(seen: Seen[ExtensionCall]) -> Verdict:
    fact = seen.fact
    if fact.status is not None and fact.status // 100 == 2:
        return cannot_tell("extension_call", "somebody_else_answered", [seen])
    if fact.by_testline:
        return answer("extension_call", "no", "other_phone_never_rang", [seen], "likely", status=fact.status)
    if fact.status is None:
        return answer("extension_call", "no", "other_phone_never_rang", [seen], "possible")
    return cannot_tell("extension_call", "number_not_led_to_phones", [seen], status=fact.status)


def _sound(evidence: Evidence, seen: Seen[ExtensionCall]) -> Verdict:
    fact = seen.fact
    if not fact.packets_sent:
        return cannot_tell("extension_call", "nothing_sent", [seen])
    details: dict[str, JsonValue] = {"to_called": fact.packets_to_called, "to_caller": fact.packets_to_caller}
    if fact.packets_to_called and fact.packets_to_caller:
        return answer("extension_call", "yes", "phones_talk", [seen], "certain", **details)
    outside = {host_of(stun.fact.mapped) for stun in evidence.all(StunBinding, lambda one: one.mapped is not None)}
    back_in = host_of(fact.address_told) in outside - {""}
    reason: Reason = "no_way_back_in" if back_in else "phones_hear_nothing"
    confidence: Confidence = "certain" if back_in or fact.by_testline else "likely"
    return answer("extension_call", "no", reason, [seen], confidence, **details, told=fact.address_told)
