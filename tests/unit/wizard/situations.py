"""Situations for checking the flow: one for every way in which it can branch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.names import Answer, FindingId, Question
from app.model.profile import Account, Profile, Provider
from app.wizard.answers import Answers, Known, Walk
from app.wizard.catalogue import catalogue
from app.wizard.decisions import ASKS

ALL = frozenset(identity for identity, screen in catalogue().items() if screen.kind != "outside")

FINDINGS: tuple[FindingId, ...] = (
    "no_fault_found",
    "no_internet",
    "double_nat",
    "vpn_active",
    "silent_microphone",
    "credentials_refused",
    "local_firewall_blocks",
    "sip_alg_rewrites",
)


def known_with(*ids: FindingId, label: str = "before", **changes: Any) -> Known:
    """What the engine has told when it found *ids*."""
    findings = tuple(Finding(identity, "major", "certain") for identity in ids)
    diagnosis = Diagnosis((), findings, ids[0] if ids else None)
    return Known(label=label, diagnoses={label: diagnosis}, **changes)


def verdict(question: Question, answer: Answer) -> Verdict:
    return Verdict(question, answer, "certain", "measured")


def knowns() -> Iterator[Known]:
    yield Known()
    for finding in FINDINGS:
        yield known_with(finding, digits=("123", "123"))
        yield known_with(finding, devices="none", verdicts={"registration": verdict("registration", "no")})
    yield Known(devices="found", outputs=("a", "b"), inputs=("a", "b"))
    yield Known(routers=("one", "two"))
    yield Known(asked=frozenset({"heard_notes", "bar_moved"}), devices="found", outputs=("a",), inputs=("b",))
    for prompt in ASKS:
        yield Known(prompt=prompt)


def all_answers() -> tuple[Answers, ...]:
    profile = Profile(Account("phone.example"))
    intake = replace(profile, provider=Provider(upload="https://phone.example/reports"))
    return (
        Answers(),
        Answers(provider=Provider(setup="https://phone.example/setup/{code}")),
        Answers(practice="healthy"),
        Answers(profile=profile),
        Answers(profile=intake),
        Answers(profile=profile, resume_at="44"),
        Answers(resume_at="51"),
        Answers(practice="healthy", way="modem"),
        Answers(practice="healthy", fixing=True),
        Answers(practice="healthy", fixing=True, walk=Walk("one", 3, "http://192.168.1.1/", 1)),
        Answers(practice="healthy", fixing=True, walk=Walk("two", 3, step=2)),
    )
