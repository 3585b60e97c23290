"""What came out of a scenario, beside what must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.practice.scenarios import Scenario

ACCUSING: Final = (
    "sip_alg_rewrites",
    "sip_alg_drops_messages",
    "sip_alg_breaks_registration",
    "sip_alg_present_harmless",
    "sip_alg_still_on_old_connections",
)
"""Findings that say of a router that it has an ALG at work."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One scenario's diagnosis, the kind of each observation by its id, and how long it took.

    ``trouble`` says why there is no diagnosis. ``cpu_s`` is what both sides cost, ``late_s`` how late this computer got
    round to them at most, and ``tries`` how often it was checked.
    """

    scenario: str
    diagnosis: Mapping[str, Any] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    trouble: str = ""
    cpu_s: float = 0.0
    late_s: float = 0.0
    tries: int = 1

    @property
    def primary(self) -> str:
        """The first finding."""
        return str(self.diagnosis.get("primary") or "nothing")

    @property
    def findings(self) -> tuple[str, ...]:
        """All of them in their order."""
        return tuple(str(found["id"]) for found in self.diagnosis.get("findings", ()))

    def answer(self, question: str) -> str:
        """The answer to *question*."""
        verdicts = self.diagnosis.get("verdicts", ())
        return next((str(one["answer"]) for one in verdicts if one["question"] == question), "not asked")

    def reason(self, question: str) -> str:
        """The reason for it."""
        verdicts = self.diagnosis.get("verdicts", ())
        return next((str(one["reason"]) for one in verdicts if one["question"] == question), "none")

    def told(self, question: str, name: str) -> str:
        """What the verdict on *question* tells under that name."""
        verdicts = self.diagnosis.get("verdicts", ())
        return next((str(one["details"].get(name)) for one in verdicts if one["question"] == question), "not asked")

    def detail(self, name: str) -> str:
        """What the first finding tells under that name."""
        first: Mapping[str, Any] = next(iter(self.diagnosis.get("findings", ())), {})
        return str(first.get("details", {}).get(name, "nothing"))

    def evidence(self) -> str:
        """The kinds of observation that the first finding rests on, with how many of each."""
        first: Mapping[str, Any] = next(iter(self.diagnosis.get("findings", ())), {})
        counts: dict[str, int] = {}
        for one in first.get("because", ()):
            kind = self.kinds.get(one, "?")
            counts[kind] = counts.get(kind, 0) + 1
        return ", ".join(f"{kind} x{count}" if count > 1 else kind for kind, count in counts.items())


@dataclass(frozen=True, slots=True)
class Row:
    """One expectation: its name, what was expected and what came."""

    name: str
    expected: str
    got: str

    @property
    def agrees(self) -> bool:
        """Whether it came as expected."""
        return self.expected == self.got


def rows(one: Scenario, done: Rehearsed) -> tuple[Row, ...]:
    """Everything that *one* expects, beside what came."""
    found = [Row("primary", one.expected_primary, done.primary)]
    found += [Row(question, answer, done.answer(question)) for question, answer in one.expected_verdicts.items()]
    found += [Row(f"{name}, why", reason, done.reason(name)) for name, reason in one.expected_reasons.items()]
    found += [Row(name, told, done.detail(name)) for name, told in one.expected_details.items()]
    told = [(question, *told) for question, details in one.expected_told.items() for told in details.items()]
    found += [Row(f"{question}, {name}", expected, done.told(question, name)) for question, name, expected in told]
    found += [Row("beside it", name, name if name in done.findings else "nothing") for name in one.expected_also]
    if one.expected_family:
        found.append(Row("family", one.expected_family, done.detail("family")))
    found += [Row("ruled out", "", name) for name in done.findings if name in one.rules_out]
    found += [Row("accused", "", name) for name in wrongly_accused(one, done)]
    return tuple(found)


def agrees(one: Scenario, done: Rehearsed) -> bool:
    """Whether everything came as *one* expects."""
    return all(row.agrees for row in rows(one, done))


def wrongly_accused(one: Scenario, done: Rehearsed) -> tuple[str, ...]:
    """Findings that tell of an ALG where the scenario has none."""
    guilty = one.expected_primary.startswith("sip_alg") or one.expected_verdicts.get("sip_alg") == "yes"
    return () if guilty else tuple(name for name in done.findings if name in ACCUSING)
