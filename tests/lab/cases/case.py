"""One row of the lab's table: a scenario of the catalogue, what brings it about for real, and what must come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final, Literal

from app.model.json import JsonObject
from app.model.names import Answer, FindingId, Question
from app.practice.behaviour import Lifetimes, LineRules, Portal
from app.practice.scenarios import Scenario, scenario
from tests.lab.cases.pieces import Rule

Resolver = Literal["", "right", "silent", "wrong", "invents", "search"]
"""What the office's name server does: :mod:`tests.lab.cases.name_server`."""
FarEnd = Literal["testline", "kamailio", "rtpengine", "sipp", "none"]
"""Our test line; Kamailio, with the test line behind it; rtpengine between those; SIPp; nobody."""


LOOK_ALIKES: Final = ("provider_unreachable", "no_internet", "credentials_refused", "sip_port_blocked")
"""Of a name that leads nowhere or elsewhere."""


PLAIN: Final = LineRules()
WIRES: Final = ("at home", "line")


def _briefly(rules: LineRules) -> str:
    said = {one.name: getattr(rules, one.name) for one in fields(rules) if getattr(rules, one.name) != one.default}
    return ", ".join(f"{name}={value:g}" for name, value in said.items())


@dataclass(frozen=True, slots=True)
class Case:
    """``scenario`` names the one of the catalogue that says what must come out; what differs is said here.

    ``timers``: seconds of the router's own connection table. ``pace``: so many seconds of a real call pass in one.
    """

    scenario: str
    far_end: FarEnd = "testline"
    rules: tuple[Rule, ...] = ()
    table: str = ""
    """More of nftables, for the router."""
    timers: Mapping[str, int] = field(default_factory=dict)
    slow: bool = False
    """Whether the wires do to packets what the scenario says of home and line: :mod:`tests.lab.slow_wire`."""
    shaped: str = ""
    """Of tc, on the router's way out."""
    portal: Portal = ""
    """Who answers web requests on the router in everybody's place, while nothing else passes."""
    unplugged: bool = False
    """The office's computer has no way out."""
    alg: tuple[str, ...] = ()
    outer_alg: tuple[str, ...] = ()
    double_nat: Literal["", "private", "carrier"] = ""
    gateway_says: str = ""
    """The outside address that the router names: :mod:`tests.lab.cases.gateways`."""
    stun: Literal["", "testline", "coturn"] = ""
    pace: float = 10.0
    certificate: str = "good"
    kamailio: str = ""
    """What Kamailio does with a REGISTER before all else."""
    answers: str = ""
    """What Kamailio does to the answers of calls."""
    silence_s: int = 60
    """After which rtpengine misses sound."""
    resolver: Resolver = ""
    """The office's name server; empty: addresses are given."""
    questions: tuple[Question, ...] = ()
    """What to ask, where that is not what the scenario asks."""
    primary: FindingId | Literal[""] = ""
    verdicts: Mapping[Question, Answer] | None = None
    reasons: Mapping[Question, str] = field(default_factory=dict)
    name: str = ""
    """Where a scenario stands in the table more than once, or in no catalogue."""

    @property
    def id(self) -> str:
        """Its name in the table."""
        return self.name or self.scenario

    @property
    def catalogued(self) -> Scenario | None:
        """The catalogue's, where it has one."""
        return scenario(self.scenario) if self.scenario else None

    @property
    def computer(self) -> tuple[JsonObject, ...]:
        """What the scenario says of the computer, where its wires are slow: that its cable here is a Wi-Fi there."""
        return self.catalogued.computer if self.slow and self.catalogued is not None else ()

    @property
    def wires(self) -> tuple[LineRules, LineRules]:
        """What the wire at home and the line behind the router do to packets."""
        if not self.slow or self.catalogued is None:
            return PLAIN, PLAIN
        return self.catalogued.router.home, self.catalogued.router.line

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions of its check: those that the scenario decides."""
        if self.questions:
            return self.questions
        assert self.catalogued is not None
        decides = tuple(self.catalogued.expected_verdicts)
        also = ("sip_alg",) if self.slow else ()  # what a slow line does must never be taken for an ALG's doing
        return tuple(dict.fromkeys((*self.catalogued.questions, *decides, *also)))

    @property
    def forgets(self) -> bool:
        """Whether its router forgets quiet connections, so that ``nat`` is to take its minutes."""
        return self.catalogued is not None and self.catalogued.router.lifetimes != Lifetimes()

    @property
    def expected(self) -> str:
        """The finding that must come first."""
        return self.primary or (self.catalogued.expected_primary if self.catalogued else "")

    @property
    def also_true(self) -> FindingId | Literal[""]:
        """What the kernel's helper does besides now and then, and what may therefore come first as well.

        It drops a second phone's INVITE with the same sound port while the first one's expectation lives: until its
        answer comes, which is a matter of how busy this computer is.
        """
        return "sip_alg_drops_messages" if "udp" in (*self.alg, *self.outer_alg) else ""

    @property
    def expected_verdicts(self) -> Mapping[Question, Answer]:
        """Answers that the scenario decides, of those that are asked here."""
        if self.verdicts is not None:
            return self.verdicts
        known = self.catalogued.expected_verdicts if self.catalogued else {}
        return {question: answer for question, answer in known.items() if question in self.asked}

    @property
    def ruled_out(self) -> tuple[str, ...]:
        """Look-alikes that must not come out."""
        look_alikes = self.catalogued.rules_out if self.catalogued else LOOK_ALIKES
        return tuple(name for name in look_alikes if name != self.also_true)

    @property
    def set_up(self) -> str:
        """What was done, for the table."""
        parts = [
            self.far_end,
            *(f"{rule.box}: {rule.text}" for rule in self.rules),
            " ".join(self.table.split()),
            *(f"{name}={seconds}s" for name, seconds in self.timers.items()),
            f"tc {self.shaped}" if self.shaped else "",
            *(f"{name}: {_briefly(rules)}" for name, rules in zip(WIRES, self.wires, strict=True) if rules != PLAIN),
            f"web requests redirected, nothing else forwarded ({self.portal})" if self.portal else "",
            "no default route" if self.unplugged else "",
            f"helper {'+'.join(self.alg)}" if self.alg else "",
            f"second NAT ({self.double_nat})" if self.double_nat else "",
            f"outer helper {'+'.join(self.outer_alg)}" if self.outer_alg else "",
            f"the gateway names {self.gateway_says}" if self.gateway_says else "",
            self.stun if self.stun == "coturn" else "",
            f"certificate {self.certificate}" if self.certificate != "good" else "",
            " ".join((self.kamailio + self.answers).split()),
            f"rtpengine timeout {self.silence_s}s" if self.far_end == "rtpengine" else "",
            f"name server {self.resolver}" if self.resolver else "",
        ]
        return "; ".join(part for part in parts if part)
