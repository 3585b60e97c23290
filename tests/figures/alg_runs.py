"""One run of the probe in one made-up world, on loopback, and what the rules say of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis
from app.model.facts import IcmpQuote, Observation, SipExchange
from app.model.names import Answer
from app.model.profile_toml import profile_from_data
from app.practice.world import PracticeWorld
from app.probes import sip_alg
from app.probes.alg.turns import Turns
from app.probes.context import ProbeContext
from app.probes.gateway_outside import OutsideDoors
from tests.figures.alg_cases import Case

AT_ONCE = 4
BLOCKED = frozenset({"udp_blocked", "sip_port_blocked", "local_firewall_blocks", "registration_blocked"})
ACCUSING = frozenset({"sip_alg_drops_messages", "sip_alg_rewrites", "sip_alg_breaks_registration"})


@dataclass(frozen=True)
class Run:
    """What came out. ``told_s``: when the first observations stood that allow the final answer.

    ``questions`` counts requests; ``sent`` counts packets, and so also what a busy computer repeats for nothing.
    """

    case: Case
    answer: Answer
    reason: str
    family: str
    signals: tuple[str, ...]
    findings: frozenset[str]
    questions: int
    sent: int
    told_s: float
    whole_s: float

    @property
    def wrong(self) -> str:
        """What the issue forbids and this run did; empty when it did well."""
        if self.case.group == "clean" and (self.answer == "yes" or self.findings & ACCUSING):
            return f"accused ({', '.join(self.signals)})"
        if self.case.group == "one way silent" and (self.answer != "cannot_tell" or self.findings & ACCUSING):
            return self.answer
        if self.case.group == "silent" and (self.answer != "cannot_tell" or self.findings & (BLOCKED | ACCUSING)):
            return f"{self.answer} {' '.join(sorted(self.findings & BLOCKED))}"
        if self.case.group == "family" and self.answer != "yes":
            return f"not found ({self.answer}, {self.reason})"
        return ""


async def run(case: Case, *, in_turn: bool = False) -> Run:
    """Measure in that world, and judge; *in_turn* as slowly as a guarded provider is asked in life."""
    clock = asyncio.get_running_loop().time
    async with PracticeWorld(case.scenario) as world:
        left_out = {*case.without, *(() if case.test_line else ("testline",))}
        sections = {name: part for name, part in world.profile.items() if name not in left_out}
        start = clock()
        seen: list[Observation] = []
        turns = Turns() if in_turn else None
        context = ProbeContext(profile_from_data(sections), gateway=_doors(case, world), turns=turns)
        async for fact in sip_alg.measure(context):
            seen.append(Observation(f"o{len(seen)}", clock() - start, fact))
        whole_s = clock() - start
        return _judged(case, seen, world.sent, whole_s)


def _doors(case: Case, world: PracticeWorld) -> OutsideDoors | None:
    """Where the router would be asked by its neighbours; many say nothing."""
    return OutsideDoors(world.gateway) if world.gateway is not None and not case.mute_gateway else None


async def run_all(cases: Iterable[Case], at_once: int = AT_ONCE, *, in_turn: bool = False) -> AsyncIterator[Run]:
    """Several side by side, as each of them mostly waits, in the order in which they end; the timed ones alone."""
    places = asyncio.Semaphore(at_once)

    async def placed(case: Case) -> Run:
        async with places:
            return await run(case, in_turn=in_turn)

    chosen = list(cases)
    for ended in asyncio.as_completed([placed(case) for case in chosen if not case.router.forges]):
        yield await ended
    for case in chosen:
        if case.router.forges:  # told by the time that an answer takes: a busy computer would falsify it
            yield await run(case, in_turn=in_turn)


def _judged(case: Case, seen: Sequence[Observation], sent: int, whole_s: float) -> Run:
    diagnosis = diagnose(seen)
    verdict = next(one for one in diagnosis.verdicts if one.question == "sip_alg")
    signals = verdict.details.get("signals")
    return Run(
        case=case,
        answer=verdict.answer,
        reason=str(verdict.reason),
        family=str(verdict.details.get("family") or ""),
        signals=tuple(str(one) for one in signals) if isinstance(signals, list) else (),
        findings=frozenset(one.id for one in diagnosis.findings),
        questions=sum(isinstance(one.fact, SipExchange | IcmpQuote) for one in seen),
        sent=sent,
        told_s=_told_s(seen, verdict.answer, whole_s),
        whole_s=whole_s,
    )


def _told_s(seen: Sequence[Observation], final: Answer, whole_s: float) -> float:
    """A "no" stands only at the end; a "yes" as soon as the observations so far say it."""
    if final != "yes":
        return whole_s
    for number, one in enumerate(seen, 1):
        if isinstance(one.fact, SipExchange) and _answer(diagnose(seen[:number])) == "yes":
            return one.at_s
    return whole_s


def _answer(diagnosis: Diagnosis) -> Answer | None:
    return next((one.answer for one in diagnosis.verdicts if one.question == "sip_alg"), None)
