"""A device that rewrites messages: the cause of the trouble, or a harmless habit. The two are never mixed up.

It is named as the cause only when rewriting is proven, a symptom was measured that rewriting explains, and nothing
explains that symptom better. It is certain only when the same call worked on a path where nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, answers_are_forged, finding
from app.model.diagnosis import Finding, Verdict
from app.model.facts import Registration, WayOut
from app.model.json import JsonValue
from app.model.names import CONFIDENCES, Confidence, Question

CLEAN_PATHS: Final[tuple[Question, ...]] = ("tls_path", "other_port_path")
SWALLOWING: Final = "double_client"
"""The signal of a second phone whose calls vanish."""
EXPLAINED: Final[dict[Question, frozenset[str]]] = {
    "hear": frozenset({"no_packets_arrived", "only_reports_arrive", "no_sound_agreed"}),
    "speak": frozenset({"far_end_counted_nothing", "far_end_counted_hardly_any", "echo_missing"}),
    "registration": frozenset({"no_answer", "challenged_again_and_again"}),
    "inbound": frozenset({"no_call_came", "answer_never_arrives", "goes_on_ringing", "no_ack_incoming"}),
    "extension_call": frozenset({"other_phone_never_rang", "answer_never_arrives", "same_sound_port_clashes"}),
}
"""Questions and the reasons of their "no" that rewriting can bring about; a refusal by the provider is not one."""
_NO_WAY_IN: Final[frozenset[Question]] = frozenset({"registration"})
_NO_SOUND: Final[frozenset[Question]] = frozenset({"hear", "speak"})
FAILS_ALIKE: Final[dict[str, frozenset[Question]]] = {
    "no_answer": _NO_WAY_IN,
    "transport_error": _NO_WAY_IN,
    "way_refuses_connection": _NO_WAY_IN,
    "way_without_sound": _NO_SOUND,
}
"""What fails on another way, by its reason: a certificate that does not hold says nothing of sound."""
REFUSED: Final = frozenset(
    {"server_error", "service_unavailable", "server_timed_out", "refused", "forbidden", "user_unknown"}
)
"""Reasons that something on the way can bring about which answers in the provider's place."""


def find(case: Case) -> Iterator[Finding]:
    """It breaks signing in, is the cause of other symptoms, swallows messages, or was seen to do no harm."""
    proof = case.says("sip_alg", "yes")
    if proof is None:
        yield from _without_proof(case)
        return
    elsewhere = [verdict for question in CLEAN_PATHS if (verdict := case.verdicts.get(question))]
    found = [verdict for question in EXPLAINED if (verdict := _symptom(case, question))]
    symptoms = [symptom for symptom in found if not _same_elsewhere(symptom, elsewhere)]
    swallows = SWALLOWING in _signals(proof)
    if swallows:
        yield finding("sip_alg_drops_messages", "likely", [proof], signal=SWALLOWING)
    if _breaks_signing_in(case, found):
        yield finding("sip_alg_breaks_registration", proof.confidence, [proof, *found], box=_box(proof))
    elif symptoms:
        yield _cause(proof, symptoms, elsewhere)
    elif not swallows:
        family, sure = proof.details.get("family"), _harmless(proof, case)
        yield finding("sip_alg_present_harmless", sure, [proof], family=family, box=_box(proof))


def _without_proof(case: Case) -> Iterator[Finding]:
    """An old connection that is still changed, or messages that vanish again and again though nothing is rewritten."""
    cleared, doubted = case.says("sip_alg", "no"), case.says("sip_alg", "cannot_tell")
    if cleared is not None and cleared.reason == "only_old_connections":
        yield finding("sip_alg_still_on_old_connections", "likely", [cleared])
    if doubted is not None and SWALLOWING in _signals(doubted):
        yield finding("sip_alg_drops_messages", "possible", [doubted], signal=SWALLOWING)


def _breaks_signing_in(case: Case, symptoms: list[Verdict]) -> bool:
    """Whether signing in fails here and works where nothing is rewritten, whatever the calls there are like."""
    return any(verdict.question == "registration" for verdict in symptoms) and _signs_in_elsewhere(case)


def _cause(proof: Verdict, symptoms: list[Verdict], elsewhere: list[Verdict]) -> Finding:
    return finding(
        "sip_alg_rewrites",
        _as_cause(proof, symptoms, elsewhere),
        [proof, *symptoms, *elsewhere],
        explains=[verdict.question for verdict in symptoms],
        family=proof.details.get("family"),
        works=_clean_ways(elsewhere) or None,
        box=_box(proof),
    )


def _box(proof: Verdict) -> JsonValue:
    """The box that is to blame, ``several`` of them, or nothing where no evidence names any."""
    boxes = proof.details.get("boxes")
    if not isinstance(boxes, list) or not boxes:
        return None
    return boxes[0] if len(boxes) == 1 else "several"


def _clean_ways(elsewhere: list[Verdict]) -> list[JsonValue]:
    """Ways in that an owner can use today, whatever the router lets itself be told."""
    found = [verdict.details.get("works") for verdict in elsewhere if verdict.answer == "yes"]
    return [path for paths in found if isinstance(paths, list) for path in paths]


def _signals(proof: Verdict) -> list[JsonValue]:
    signals = proof.details.get("signals")
    return signals if isinstance(signals, list) else []


def _symptom(case: Case, question: Question) -> Verdict | None:
    failed = case.says(question, "no")
    forged = question == "registration" and answers_are_forged(case)
    explained = EXPLAINED[question] | (REFUSED if forged else frozenset())
    return failed if failed is not None and failed.reason in explained else None


def _same_elsewhere(symptom: Verdict, elsewhere: list[Verdict]) -> bool:
    """Where nothing is rewritten, the very same fails as well: then rewriting is not the cause of it."""
    fails = any(verdict.answer == "no" and _shows(verdict, symptom.question) for verdict in elsewhere)
    return fails and not any(verdict.answer == "yes" for verdict in elsewhere)


def _shows(way: Verdict, question: Question) -> bool:
    silent = way.details.get("silent")
    if isinstance(silent, list) and way.reason == "way_without_sound":
        return question in silent
    return question in FAILS_ALIKE.get(way.reason, frozenset())


def _signs_in_elsewhere(case: Case) -> bool:
    attempts = case.evidence.all(Registration)
    last = attempts[-1].fact
    if case.evidence.all(WayOut, lambda fact: fact.outcome == "registered"):
        return True
    return any(
        seen.fact.outcome == "registered" and (seen.fact.transport, seen.fact.server) != (last.transport, last.server)
        for seen in attempts
    )


def _as_cause(proof: Verdict, symptoms: list[Verdict], elsewhere: list[Verdict]) -> Confidence:
    """As strong as its weakest link, of the symptoms the surest; without a clean path that works, "likely" at best."""
    links: list[Confidence] = [proof.confidence, min((one.confidence for one in symptoms), key=CONFIDENCES.index)]
    if not any(verdict.answer == "yes" for verdict in elsewhere):
        links.append("likely")
    return max(links, key=CONFIDENCES.index)


def _harmless(proof: Verdict, case: Case) -> Confidence:
    """That it does no harm is only as sure as the calls that were made through it."""
    calls_work = case.says("hear", "yes") and case.says("speak", "yes")
    return max([proof.confidence, "likely" if calls_work else "possible"], key=CONFIDENCES.index)
