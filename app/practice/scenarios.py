"""The catalogue of practice worlds, read from ``resources/practice``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal, cast, get_args

from app.model.errors import UserError
from app.model.facts import Direction
from app.model.json import JsonObject
from app.model.names import FINDING_IDS, QUESTIONS, Answer, FindingId, Question
from app.model.nearest import nearest
from app.model.stage import Happening
from app.practice.behaviour import (
    OUTSIDE,
    AlgRules,
    Certificate,
    DropRule,
    FarEndBehaviour,
    ForgeRule,
    HoldRules,
    LetsIn,
    Lifetimes,
    LineRules,
    MediaRule,
    Names,
    PacketKind,
    PathName,
    Portal,
    Ports,
    RouterBehaviour,
    StallRule,
    Translation,
)
from app.testline.config import SignInManners
from app.words.resources import resource_path

SOURCE: Final = "practice/scenarios.toml"
"""Families of ALGs, and the scenarios that came first."""
FURTHER: Final = "practice/catalogue"
"""Files with more of them, by what they are about."""
PACE: Final = 10.0
"""Of long calls in practice, unless a scenario says otherwise."""
_FIELDS: Final = {"title", "about", "router", "far_end", "account", "expected", "pace", "questions"} | {
    "computer", "happens", "hold_s", "label", "otherwise",
}  # fmt: skip
_TRANSLATION: Final = tuple(Translation.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One practice world and what an honest check says of it.

    ``account`` replaces values of the profile's account section. ``expected_verdicts`` holds what the scenario decides,
    and nothing that depends on the computer it runs on.
    """

    id: str
    title: str
    about: str
    router: RouterBehaviour
    far_end: FarEndBehaviour
    account: Mapping[str, str]
    expected_verdicts: Mapping[Question, Answer]
    expected_primary: FindingId | Literal["nothing"]
    """``nothing``: no fault can be named, and that there is none would be untrue."""
    expected_family: str = ""
    """The family of ALG that the rules name, where the scenario decides it."""
    expected_reasons: Mapping[Question, str] = field(default_factory=dict)
    """The cause that a verdict gives, by its id of the word list ``reasons``."""
    expected_details: Mapping[str, str] = field(default_factory=dict)
    """What the first finding tells beside its name."""
    expected_told: Mapping[Question, Mapping[str, str]] = field(default_factory=dict)
    """What the verdict on a question tells beside its answer."""
    expected_also: tuple[FindingId, ...] = ()
    """Findings that must come out beside the first."""
    rules_out: tuple[FindingId, ...] = ()
    """Look-alikes: findings that must not come out, not even beside the right one."""
    questions: tuple[Question, ...] = ()
    """What a check of it asks, where that is more than it decides."""
    pace: float = PACE
    """So many seconds of a long call pass in one."""
    computer: tuple[JsonObject, ...] = ()
    """What is observed of this computer and its owner, as in a session: facts that a practice network cannot bring
    about. They stand in the place of what is really observed of it."""
    happens: tuple[Happening, ...] = ()
    """What happens to this computer while a call is held."""
    hold_s: float | None = None
    """How long the long call is held, in seconds of a real call; ``None``: as long as usual."""
    label: str = "before"
    """How the computer is connected in the first run."""
    otherwise: Mapping[str, RouterBehaviour] = field(default_factory=dict)
    """Further runs by their labels, such as ``modem``, and what then stands between us and the phone service.

    What is expected is of the last run.
    """

    @property
    def lasts_s(self) -> float:
        """About how long its held calls take by the clock: another is held for each that something happens in."""
        disturbed = max((event.calls for event in self.happens if event.what != "roams"), default=0)
        return (self.hold_s or 150.0) / self.pace * (1 + min(disturbed, 2))

    @property
    def runs(self) -> tuple[str, ...]:
        """The labels of all its runs."""
        return (self.label, *self.otherwise)


@cache
def catalogue() -> tuple[Scenario, ...]:
    """All scenarios in the order of the files; raises ``ValueError`` where two have one name."""
    files = (resource_path(SOURCE), *sorted(resource_path(FURTHER).glob("*.toml")))
    read = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    named = [entry for data in read for entry in data["scenario"].items()]
    scenarios = dict(named)
    if len(scenarios) != len(named):
        raise ValueError("two scenarios have one name")
    return scenarios_from({**read[0], "scenario": scenarios})


def scenario(scenario_id: str) -> Scenario:
    """The scenario of that name; raises :class:`UserError` with the nearest one."""
    known = {one.id: one for one in catalogue()}
    if scenario_id in known:
        return known[scenario_id]
    raise UserError("scenario_unknown", name=scenario_id, nearest=nearest(scenario_id, known))


def runs_of(scenario_id: str) -> tuple[str, ...]:
    """The labels of the runs of a check; one, where the catalogue knows nothing of it."""
    return next((one.runs for one in catalogue() if one.id == scenario_id), ("before",))


def scenarios_from(data: Mapping[str, Any]) -> tuple[Scenario, ...]:
    """Read a catalogue; raises ``ValueError`` naming a wrong entry, because the file is part of the program."""
    _only(data, "file", {"alg", "scenario"})
    families = {name: _alg(name, fields) for name, fields in data.get("alg", {}).items()}
    return tuple(_scenario(name, fields, families) for name, fields in data["scenario"].items())


def _scenario(name: str, fields: Mapping[str, Any], families: Mapping[str, AlgRules]) -> Scenario:
    _only(fields, name, _FIELDS)
    expected = fields["expected"]
    _only(expected, name, {"primary", "verdicts", "family", "rules_out", "reasons", "details", "told", "also"})
    for question, answer in expected["verdicts"].items():
        _one_of(name, question, QUESTIONS)
        _one_of(name, answer, get_args(Answer))
    for question in expected.get("reasons", {}):
        _one_of(name, question, tuple(expected["verdicts"]))
    return Scenario(
        id=name,
        title=fields["title"],
        about=fields["about"],
        router=_router(name, fields.get("router", {}), families),
        far_end=_far_end(name, fields.get("far_end", {})),
        account=dict(fields.get("account", {})),
        expected_verdicts=dict(expected["verdicts"]),
        expected_primary=cast(FindingId, _one_of(name, expected["primary"], (*FINDING_IDS, "nothing"))),
        expected_family=str(expected.get("family", "")),
        expected_reasons=dict(expected.get("reasons", {})),
        expected_details=dict(expected.get("details", {})),
        expected_told=dict(expected.get("told", {})),
        expected_also=tuple(cast(FindingId, _one_of(name, one, FINDING_IDS)) for one in expected.get("also", ())),
        rules_out=tuple(cast(FindingId, _one_of(name, one, FINDING_IDS)) for one in expected.get("rules_out", ())),
        questions=tuple(cast(Question, _one_of(name, one, QUESTIONS)) for one in fields.get("questions", ())),
        pace=float(fields.get("pace", PACE)),
        computer=tuple(dict(entry) for entry in fields.get("computer", ())),
        happens=tuple(Happening.read(entry) for entry in fields.get("happens", ())),
        hold_s=fields.get("hold_s"),
        label=str(fields.get("label", "before")),
        otherwise={
            str(label): _router(name, router, families) for label, router in fields.get("otherwise", {}).items()
        },
    )


def _router(name: str, fields: Mapping[str, Any], families: Mapping[str, AlgRules]) -> RouterBehaviour:
    _only(fields, name, set(RouterBehaviour.__dataclass_fields__))
    nearest = _translation(name, {key: fields[key] for key in _TRANSLATION if key in fields}, families)
    return RouterBehaviour(
        alg=nearest.alg,
        alg_transports=nearest.alg_transports,
        outside=nearest.outside,
        ports=nearest.ports,
        drops=tuple(_drop(name, rule) for rule in fields.get("drops", ())),
        beyond=tuple(_translation(name, box, families) for box in fields.get("beyond", ())),
        tunnel=bool(fields.get("tunnel", False)),
        forges=tuple(_forge(name, rule) for rule in fields.get("forges", ())),
        line=_line(name, fields.get("line", {})),
        media=tuple(_media(name, rule) for rule in fields.get("media", ())),
        stalls=tuple(_stall(name, rule) for rule in fields.get("stalls", ())),
        home=_line(name, fields.get("home", {})),
        gateway=bool(fields.get("gateway", True)),
        forgets_after_s=fields.get("forgets_after_s"),
        new_port_each_message=bool(fields.get("new_port_each_message", False)),
        largest_datagram=fields.get("largest_datagram"),
        one_phone_per_sound_port=bool(fields.get("one_phone_per_sound_port", False)),
        forgets_ports_after_s=fields.get("forgets_ports_after_s"),
        keep_alives_refresh=bool(fields.get("keep_alives_refresh", True)),
        sound_from_other_port=bool(fields.get("sound_from_other_port", False)),
        news_to_other_phone=bool(fields.get("news_to_other_phone", False)),
        lifetimes=_lifetimes(name, fields.get("lifetimes", {})),
        keeps_connections=bool(fields.get("keeps_connections", False)),
        names=cast(Names, _one_of(name, fields.get("names", ""), get_args(Names))),
        other_names=cast(Names, _one_of(name, fields.get("other_names", ""), get_args(Names))),
        portal=cast(Portal, _one_of(name, fields.get("portal", ""), get_args(Portal))),
        lets_in=cast(LetsIn, _one_of(name, fields.get("lets_in", "same_port"), get_args(LetsIn))),
    )


def _translation(name: str, fields: Mapping[str, Any], families: Mapping[str, AlgRules]) -> Translation:
    _only(fields, name, set(_TRANSLATION))
    alg = fields.get("alg")
    return Translation(
        outside=str(fields.get("outside", OUTSIDE)),
        ports=cast(Ports, _one_of(name, fields.get("ports", "kept"), get_args(Ports))),
        alg=families[_one_of(name, alg, tuple(families))] if alg else None,
        alg_transports=tuple(_one_of(name, entry, ("udp", "tcp")) for entry in fields.get("alg_transports", ("udp",))),
    )


def _drop(name: str, fields: Mapping[str, Any]) -> DropRule:
    _only(fields, name, {"what", "direction", "path", "after", "larger_than"})
    for kind in fields["what"]:
        _one_of(name, kind, get_args(PacketKind))
    return DropRule(
        what=tuple(fields["what"]),
        direction=cast(Direction, _one_of(name, fields["direction"], get_args(Direction))),
        path=cast(PathName, _one_of(name, fields.get("path", "any"), get_args(PathName))),
        after=int(fields.get("after", 0)),
        larger_than=int(fields.get("larger_than", 0)),
    )


def _media(name: str, fields: Mapping[str, Any]) -> MediaRule:
    from app.practice.media_edits import EDITS

    _only(fields, name, set(MediaRule.__dataclass_fields__))
    if "edit" in fields:
        _one_of(name, fields["edit"], tuple(EDITS))
    _one_of(name, fields["direction"], get_args(Direction))
    return MediaRule(**fields)


def _stall(name: str, fields: Mapping[str, Any]) -> StallRule:
    _only(fields, name, set(StallRule.__dataclass_fields__))
    ways = tuple(_one_of(name, way, get_args(Direction)) for way in fields.get("directions", ("inbound",)))
    return StallRule(**{**fields, "directions": cast(tuple[Direction, ...], ways)})


def _forge(name: str, fields: Mapping[str, Any]) -> ForgeRule:
    _only(fields, name, set(ForgeRule.__dataclass_fields__))
    lists = {key: tuple(fields[key]) for key in ("methods", "transports") if key in fields}
    return ForgeRule(**{**fields, **lists})


def _line(name: str, fields: Mapping[str, Any]) -> LineRules:
    _only(fields, name, set(LineRules.__dataclass_fields__))
    return LineRules(**fields)


def _lifetimes(name: str, fields: Mapping[str, Any]) -> Lifetimes:
    _only(fields, name, set(Lifetimes.__dataclass_fields__))
    return Lifetimes(**fields)


def _alg(name: str, fields: Mapping[str, Any]) -> AlgRules:
    from app.practice.rewriting import EDITS

    _only(fields, name, set(AlgRules.__dataclass_fields__))
    edits = {key: fields.get(key, ()) for key in ("outbound", "replies", "inbound")}
    for entry in (entry for entries in edits.values() for entry in entries):
        _one_of(name, entry, tuple(EDITS))
    lists = {**edits, "methods": fields.get("methods", ()), "opens": fields.get("opens", ())}
    given: dict[str, Any] = {**fields, **{key: tuple(entries) for key, entries in lists.items()}}
    return AlgRules(**given)


def _far_end(name: str, fields: Mapping[str, Any]) -> FarEndBehaviour:
    from app.practice.manners import MANNERS

    _only(fields, name, set(FarEndBehaviour.__dataclass_fields__))
    manners = tuple(_one_of(name, entry, tuple(MANNERS)) for entry in fields.get("manners", ()))
    hold = fields.get("hold", {})
    _only(hold, name, set(HoldRules.__dataclass_fields__))
    certificate = _one_of(name, fields.get("certificate", "good"), get_args(Certificate))
    return FarEndBehaviour(
        silent=bool(fields.get("silent", False)),
        manners=manners,
        hold=HoldRules(**{**hold, "spurts_s": tuple(hold.get("spurts_s", ()))}),
        sign_in=_sign_in(name, fields.get("sign_in", {})),
        bindings_last_s=fields.get("bindings_last_s"),
        certificate=cast(Certificate, certificate),
        old_tls=bool(fields.get("old_tls", False)),
        announces_s=float(fields.get("announces_s", 0.0)),
    )


def _sign_in(name: str, fields: Mapping[str, Any]) -> SignInManners:
    _only(fields, name, set(SignInManners.__dataclass_fields__))
    return SignInManners(**fields)


def _only(fields: Mapping[str, Any], where: str, known: set[str]) -> None:
    unknown = set(fields) - known
    if unknown:
        raise ValueError(f"{where}: unknown {sorted(unknown)}")


def _one_of(where: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{where}: {value!r} is none of {known}")
    return value
