"""The catalogue of practice worlds, read from ``resources/practice/scenarios.toml``."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast, get_args

from app.model.errors import UserError
from app.model.facts import Direction
from app.model.names import FINDING_IDS, QUESTIONS, Answer, FindingId, Question
from app.practice.behaviour import AlgRules, DropRule, FarEndBehaviour, PacketKind, PathName, RouterBehaviour
from app.words.resources import resource_path

SOURCE: Final = "practice/scenarios.toml"


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
    expected_primary: FindingId


@cache
def catalogue() -> tuple[Scenario, ...]:
    """All scenarios in the order of the file."""
    return scenarios_from(tomllib.loads(resource_path(SOURCE).read_text(encoding="utf-8")))


def scenario(scenario_id: str) -> Scenario:
    """The scenario of that name; raises :class:`UserError` with the nearest one."""
    known = {one.id: one for one in catalogue()}
    if scenario_id in known:
        return known[scenario_id]
    nearest = difflib.get_close_matches(scenario_id, known, n=1, cutoff=0.4)
    raise UserError("scenario_unknown", name=scenario_id, nearest=nearest[0] if nearest else ", ".join(known))


def scenarios_from(data: Mapping[str, Any]) -> tuple[Scenario, ...]:
    """Read a catalogue; raises ``ValueError`` naming a wrong entry, because the file is part of the program."""
    _only(data, "file", {"alg", "scenario"})
    families = {name: _alg(name, fields) for name, fields in data.get("alg", {}).items()}
    return tuple(_scenario(name, fields, families) for name, fields in data["scenario"].items())


def _scenario(name: str, fields: Mapping[str, Any], families: Mapping[str, AlgRules]) -> Scenario:
    _only(fields, name, {"title", "about", "router", "far_end", "account", "expected"})
    expected = fields["expected"]
    _only(expected, name, {"primary", "verdicts"})
    for question, answer in expected["verdicts"].items():
        _one_of(name, question, QUESTIONS)
        _one_of(name, answer, get_args(Answer))
    return Scenario(
        id=name,
        title=fields["title"],
        about=fields["about"],
        router=_router(name, fields.get("router", {}), families),
        far_end=_far_end(name, fields.get("far_end", {})),
        account=dict(fields.get("account", {})),
        expected_verdicts=dict(expected["verdicts"]),
        expected_primary=cast(FindingId, _one_of(name, expected["primary"], FINDING_IDS)),
    )


def _router(name: str, fields: Mapping[str, Any], families: Mapping[str, AlgRules]) -> RouterBehaviour:
    _only(fields, name, set(RouterBehaviour.__dataclass_fields__))
    alg = fields.get("alg")
    transports = tuple(_one_of(name, entry, ("udp", "tcp")) for entry in fields.get("alg_transports", ("udp",)))
    drops = tuple(_drop(name, rule) for rule in fields.get("drops", ()))
    return RouterBehaviour(families[_one_of(name, alg, tuple(families))] if alg else None, transports, drops)


def _drop(name: str, fields: Mapping[str, Any]) -> DropRule:
    _only(fields, name, {"what", "direction", "path", "after"})
    for kind in fields["what"]:
        _one_of(name, kind, get_args(PacketKind))
    return DropRule(
        what=tuple(fields["what"]),
        direction=cast(Direction, _one_of(name, fields["direction"], get_args(Direction))),
        path=cast(PathName, _one_of(name, fields.get("path", "any"), get_args(PathName))),
        after=int(fields.get("after", 0)),
    )


def _alg(name: str, fields: Mapping[str, Any]) -> AlgRules:
    from app.practice.rewriting import EDITS

    _only(fields, name, set(AlgRules.__dataclass_fields__))
    lists = {key: tuple(entries) for key, entries in fields.items() if key != "via_port"}
    for entry in (entry for entries in lists.values() for entry in entries):
        _one_of(name, entry, tuple(EDITS))
    return AlgRules(**lists, via_port=bool(fields.get("via_port", False)))


def _far_end(name: str, fields: Mapping[str, Any]) -> FarEndBehaviour:
    _only(fields, name, set(FarEndBehaviour.__dataclass_fields__))
    return FarEndBehaviour(**fields)


def _only(fields: Mapping[str, Any], where: str, known: set[str]) -> None:
    unknown = set(fields) - known
    if unknown:
        raise ValueError(f"{where}: unknown {sorted(unknown)}")


def _one_of(where: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{where}: {value!r} is none of {known}")
    return value
