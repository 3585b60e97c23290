"""The test line's own signals, measured in simulated worlds and judged alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.commands.rehearsing.one_clock import OneClockLoop
from app.diagnosis.evidence import Evidence
from app.diagnosis.sip_alg import mirror, vanished
from app.diagnosis.sip_alg.reading import Reading
from app.model.facts import Observation, SipExchange
from app.model.profile_toml import profile_from_data
from app.practice.scenarios import catalogue, scenario
from app.practice.world import PracticeWorld
from app.probes.alg.side_by_side import side_by_side
from app.probes.alg.testline_look import line_questions

REWRITING = [one.id for one in catalogue() if one.id.startswith("alg-") and not one.router.forges]
INNOCENT = ["healthy", "carrier-nat", "ports-by-destination", "service-repairs-contacts", "tunnel", "restless-line"]


def measured(scenario_id: str) -> list[SipExchange]:
    """On a clock that stands still while anything happens: a busy computer loses no answer."""

    async def measure() -> list[SipExchange]:
        async with PracticeWorld(scenario(scenario_id)) as world:
            planned = await line_questions(profile_from_data(world.profile))
            return [fact async for fact in side_by_side(planned, patient=True) if isinstance(fact, SipExchange)]

    with asyncio.Runner(loop_factory=OneClockLoop) as runner:
        return runner.run(measure())


def read(facts: list[SipExchange]) -> list[Reading]:
    seen = Evidence([Observation(f"o{number}", 0.1, fact) for number, fact in enumerate(facts)])
    return [*mirror.readings(seen), *vanished.readings(seen)]


def said(readings: list[Reading]) -> Mapping[str, set[str]]:
    return {one.signal: {two.says for two in readings if two.signal == one.signal} for one in readings}


@pytest.mark.parametrize("scenario_id", [one for one in REWRITING if one != "alg-outer-of-two"])
def test_each_family_is_seen_with_certainty(scenario_id: str) -> None:
    readings = read(measured(scenario_id))
    assert any((one.signal, one.says, one.confidence) == ("mirror", "rewritten", "certain") for one in readings)


@pytest.mark.parametrize("scenario_id", INNOCENT)
def test_no_innocent_world_is_accused(scenario_id: str) -> None:
    readings = read(measured(scenario_id))
    assert {one.says for one in readings} == {"untouched"}


def test_both_directions_are_told() -> None:
    readings = read(measured("linux-alg"))
    (reading,) = [one for one in readings if (one.signal, one.says) == ("mirror", "rewritten")]
    told = {(one.field, one.direction) for one in reading.changed}
    assert told >= {("via", "request"), ("contact", "request"), ("sdp.c", "request"), ("contact", "reply")}


def test_a_forged_answer_bears_no_seal() -> None:
    readings = said(read(measured("alg-carrier")))
    assert readings["response_origin"] == {"rewritten"}


def test_packets_that_are_not_sip_vanish_on_the_usual_port() -> None:
    hints = [one for one in read(measured("alg-sonicwall")) if one.signal == "non_sip_payload"]
    assert [(one.says, one.signs) for one in hints] == [("hint", frozenset({"non_sip_dropped"}))]


def test_what_the_test_line_itself_changes_on_every_port_is_no_device() -> None:
    facts = measured("linux-alg")
    suspected = [one for one in facts if one.role == "suspected" and one.transport == "udp"]
    assert "rewritten" in said(read(suspected))["mirror"]
    everywhere = [*suspected, *(replace(one, role="control") for one in suspected)]
    assert "rewritten" not in said(read(everywhere))["mirror"]


def test_silence_shows_nothing() -> None:
    facts = [replace(one, replies=(), outcome="silent") for one in measured("healthy")]
    assert read(facts) == []
    one_port = [one for one in facts if one.role == "suspected"]
    assert read(one_port) == []
