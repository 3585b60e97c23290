"""``inbound``: whether calls reach this computer, also after a quiet time, and whether answering them works.

A call that did not come after a short quiet accuses nobody: the number may not call back at all. A quiet time after
which calls are lost is proven only by a shorter one after which they still came; that the router forgot the port is
proven by a keep-alive with which they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import InboundTrial, PersonSaid, RunMark
from app.model.json import JsonValue
from app.model.names import Confidence

Trials = Sequence[Seen[InboundTrial]]
RANG, NEVER_RANG = "answer", "never_rang"
"""What the person says of the bell (screens 48p and 48q)."""
DISTURBING: Final = ("slept", "network_changed")


def judge(evidence: Evidence) -> Verdict | None:
    """The newest trial of each kind: first whether calls come, then whether they can be taken and end."""
    newest = {
        (seen.fact.plan, seen.fact.quiet_s, seen.fact.keep_alive_s): seen for seen in evidence.all(InboundTrial)
    }  # fmt: skip
    trials = list(newest.values())
    if not trials:
        return not_run("inbound", evidence)
    asked = [seen for seen in trials if seen.fact.asked]
    if not asked:
        reason: Reason = "not_signed_in" if not any(seen.fact.signed_in for seen in trials) else "call_back_refused"
        return cannot_tell("inbound", reason, trials, status=trials[0].fact.status)
    marks = [seen for seen in evidence.all(RunMark, lambda fact: fact.mark in DISTURBING) if _within(seen, trials)]
    missed = [seen for seen in asked if seen.fact.rang_after_s is None]
    if marks and missed:
        slept = marks[0].fact.mark == "slept"
        return cannot_tell("inbound", "computer_slept" if slept else "network_changed_in_call", marks)
    return _with_person(_missing(asked, missed) or _taking(asked) or _reached(asked), evidence)


def _with_person(verdict: Verdict, evidence: Evidence) -> Verdict:
    """Beside what the person says of the bell: it counts among the evidence, and a bell that rang without any call
    measured makes the measurement doubtful. A call that surely came stays one, whoever overlooked its bell."""
    said = evidence.last(PersonSaid, lambda fact: fact.question == "inbound" and fact.answer in {RANG, NEVER_RANG})
    if said is None:
        return verdict
    because = (*verdict.because, said.id)
    rang = said.fact.answer == RANG
    if verdict.reason == "no_call_came" and rang:
        return replace(cannot_tell("inbound", "contradictory", [said]), because=because)
    surer = verdict.reason == "no_call_came" and verdict.confidence == "possible"
    confidence: Confidence = "likely" if surer else verdict.confidence
    details: dict[str, JsonValue] = {**verdict.details, "bell": "rang" if rang else "not_noticed"}
    return replace(verdict, confidence=confidence, because=because, details=details)


def _within(mark: Seen[RunMark], trials: Trials) -> bool:
    """Trials are recorded when they end: a mark before the last of them may have come in the middle."""
    return mark.place < max(trial.place for trial in trials)


def _missing(asked: Trials, missed: Trials) -> Verdict | None:
    """Calls that never came."""
    if not missed:
        return None
    rang = [seen for seen in asked if seen.fact.rang_after_s is not None]
    if not rang:
        return _none_came(missed)
    plain_missed = [seen for seen in missed if seen.fact.keep_alive_s is None]
    if not plain_missed:
        return cannot_tell("inbound", "contradictory", asked)
    shortest = min(seen.fact.quiet_s for seen in plain_missed)
    longer = [seen for seen in rang if seen.fact.keep_alive_s is None and seen.fact.quiet_s >= shortest]
    if longer:  # some came after longer quiet: single losses, not a rule
        return cannot_tell("inbound", "some_calls_missing", asked, missed=len(missed), of=len(asked))
    return _after_quiet(asked, rang, missed, shortest)


def _none_came(missed: Trials) -> Verdict:
    gone = [seen for seen in missed if seen.fact.still_registered is False]
    if len(gone) == len(missed):
        return answer("inbound", "no", "binding_removed", missed, "likely")
    called = [seen for seen in missed if seen.fact.far_end_called]
    if not called and any(seen.fact.far_end_called is False for seen in missed):
        return cannot_tell("inbound", "call_back_refused", missed)  # nobody called, so nothing was lost
    known = any(seen.fact.by_testline for seen in missed) and any(seen.fact.still_registered for seen in missed)
    confidence: Confidence = "certain" if known and len(called) == len(missed) else "likely" if known else "possible"
    return answer("inbound", "no", "no_call_came", missed, confidence, trials=len(missed))


def _after_quiet(asked: Trials, rang: Trials, missed: Trials, shortest: float) -> Verdict:
    """Lost after a quiet time, and kept with keep-alives: only the way in was forgotten."""
    lasted = max((seen.fact.quiet_s for seen in rang if seen.fact.keep_alive_s is None), default=None)
    details: dict[str, JsonValue] = {"seconds": round(shortest), "still_after_s": lasted}
    kept_rang = [seen for seen in rang if seen.fact.keep_alive_s is not None and seen.fact.quiet_s >= shortest]
    kept_missed = [seen for seen in missed if seen.fact.keep_alive_s is not None]
    gone = [seen for seen in missed if seen.fact.still_registered is False]
    details["keep_alive_s"] = kept_rang[0].fact.keep_alive_s if kept_rang else None
    if gone and len(gone) * 2 > len(missed):
        return answer("inbound", "no", "binding_removed_when_quiet", asked, "likely", **details)
    if lasted is None:
        return cannot_tell("inbound", "some_calls_missing", asked, missed=len(missed), of=len(asked))
    if kept_rang and not kept_missed:
        return answer("inbound", "no", "port_forgotten_when_quiet", asked, "certain", **details)
    if kept_missed and not kept_rang:
        return answer("inbound", "no", "lost_in_spite_of_keep_alive", asked, "likely", **details)
    return answer("inbound", "no", "port_forgotten_when_quiet", asked, "likely", **details)


def _taking(asked: Trials) -> Verdict | None:
    """Calls that came and could not be taken, or did not stop ringing."""
    taken = [seen for seen in asked if seen.fact.plan == "answer" and seen.fact.answers]
    open_ones = [seen for seen in taken if not seen.fact.confirmed]
    if open_ones and len(open_ones) * 2 > len(taken):
        return _unconfirmed(open_ones)
    ringing = [seen for seen in asked if seen.fact.plan == "let_ring" and seen.fact.invites]
    if any(not seen.fact.cancelled and not seen.fact.hung_up for seen in ringing):
        return answer("inbound", "no", "goes_on_ringing", ringing, "likely")
    return None


def _unconfirmed(open_ones: Trials) -> Verdict:
    """Repeated INVITEs or a CANCEL after our answer prove that the caller does not know of it."""
    details: dict[str, JsonValue] = {"answers": max(seen.fact.answers for seen in open_ones)}
    deaf = [seen for seen in open_ones if seen.fact.cancelled or seen.fact.invites_after_answer]
    talking = [seen for seen in open_ones if seen.fact.packets or seen.fact.hung_up]
    if deaf and not talking:
        return answer("inbound", "no", "answer_never_arrives", open_ones, "certain", **details)
    if talking and not deaf:
        return answer("inbound", "no", "no_ack_incoming", open_ones, "likely", **details, seconds=32)
    return answer("inbound", "no", "answer_never_arrives", open_ones, "possible", **details)


def _reached(asked: Trials) -> Verdict:
    plain = [seen.fact.quiet_s for seen in asked if seen.fact.keep_alive_s is None]
    longest = max(plain or [seen.fact.quiet_s for seen in asked])
    return answer("inbound", "yes", "calls_arrive", asked, "certain", quiet_s=round(longest))
