"""From observations to a diagnosis: every question by itself, then the findings, then their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.diagnosis.answers import not_run
from app.diagnosis.case import Case
from app.diagnosis.evidence import Evidence
from app.diagnosis.findings import doors, drops, extensions, gaps, network, outcome, router, setups, signing_in, sound
from app.diagnosis.findings import inbound as inbound_findings
from app.diagnosis.findings import keypad as keypad_findings
from app.diagnosis.findings import nat as nat_findings
from app.diagnosis.findings import quality as quality_findings
from app.diagnosis.findings import ways_out as ways_out_findings
from app.diagnosis.questions import (
    audio_devices,
    dns,
    extension_call,
    hear,
    inbound,
    internet,
    keypad,
    local_firewall,
    long_call,
    nat,
    presence,
    quality,
    registration,
    sip_alg,
    speak,
    ways_out,
)
from app.diagnosis.ranking import rank
from app.diagnosis.remembered import Remembered
from app.diagnosis.same_network import of_this_network
from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.facts import Observation
from app.model.names import QUESTIONS, Question

JUDGES: Final[dict[Question, Callable[[Evidence], Verdict | None]]] = {
    "internet": internet.judge,
    "dns": dns.judge,
    "nat": nat.judge,
    "local_firewall": local_firewall.judge,
    "quality": quality.judge,
    "audio_devices": audio_devices.judge,
    "registration": registration.judge,
    "sip_alg": sip_alg.judge,
    "hear": hear.judge,
    "speak": speak.judge,
    "keypad": keypad.judge,
    "long_call": long_call.judge,
    "inbound": inbound.judge,
    "extension_call": extension_call.judge,
    "presence": presence.judge,
    "tls_path": ways_out.judge_tls,
    "other_port_path": ways_out.judge_other,
}
FINDERS: Final[tuple[Callable[[Case], Iterator[Finding]], ...]] = (
    doors.find,
    network.find,
    nat_findings.find,
    quality_findings.find,
    signing_in.find,
    ways_out_findings.find,
    inbound_findings.find,
    extensions.find,
    setups.find,
    router.find,
    sound.find,
    drops.find,
    gaps.find,
    keypad_findings.find,
)


_REMEMBERED: Final = Remembered()


def diagnose(observations: Sequence[Observation]) -> Diagnosis:
    """All that *observations* allow to say. The same observations always give the same diagnosis."""
    evidence = Evidence(of_this_network(observations))
    verdicts = {question: verdict for question in QUESTIONS if (verdict := _judge(question, evidence))}
    case = Case(evidence, verdicts)
    found = [one for find in FINDERS for one in find(case)]
    found += outcome.find(case, found)
    findings = rank(found)
    return Diagnosis(tuple(verdicts.values()), findings, findings[0].id if findings else None)


def _judge(question: Question, evidence: Evidence) -> Verdict | None:
    judge = JUDGES.get(question)
    return _REMEMBERED.verdict(question, judge, evidence) if judge else not_run(question, evidence)
