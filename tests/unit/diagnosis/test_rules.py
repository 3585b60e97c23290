"""The rules as a whole: closed lists, words for everything, the same answer every time, and no way to break them."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app.diagnosis
from app.diagnosis import diagnose
from app.diagnosis.ranking import RANKED
from app.diagnosis.reasons import REASONS
from app.model.codec import observation_from_json, observation_to_json, to_json
from app.model.facts import Fact, Observation, SipExchange, SipReply, Unknown
from app.model.names import FINDING_IDS, Severity
from app.words import entries
from tests.unit.diagnosis.observed import control, exchange, healthy_call, observe, refused, registered, stun

ROOM = Path(app.diagnosis.__file__).parent


def test_every_finding_has_one_rank_and_a_severity() -> None:
    assert sorted(finding for finding, _ in RANKED) == sorted(FINDING_IDS)
    assert {severity for _, severity in RANKED} <= set(get_args(Severity))


def test_every_reason_has_words_and_is_used() -> None:
    assert set(entries("reasons")) == set(REASONS)
    own = [path for path in ROOM.rglob("*.py") if path.name != "reasons.py" and path.parent.name != "comparison"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in own)
    assert [reason for reason in REASONS if f'"{reason}"' not in source] == []


def test_the_room_sees_no_clock_and_no_world() -> None:
    forbidden = re.compile(r"^\s*(?:import|from) (?:os|time|datetime|random|socket|pathlib|pydantic)\b", re.MULTILINE)
    assert [path.name for path in ROOM.rglob("*.py") if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_the_same_observations_give_the_same_diagnosis_live_and_from_a_file() -> None:
    facts: list[Fact] = [stun(), exchange("192.168.1.10"), control(), registered(), *healthy_call(), refused(401, 2)]
    observations = observe(*facts)
    stored = json.loads(json.dumps([observation_to_json(one) for one in observations]))
    assert to_json(diagnose(observations)) == to_json(diagnose([observation_from_json(one) for one in stored]))


def test_a_kind_from_the_future_changes_nothing() -> None:
    observations = observe(stun(), exchange(), control())
    later = [*observations, Observation("o9", 9.0, Unknown("future.kind", '{"a": 1}'))]
    assert diagnose(later) == diagnose(observations)


def test_duplicates_and_order_between_paths_change_no_answer() -> None:
    facts: list[Fact] = [
        stun(),
        exchange("192.168.1.10"),
        control(),
        control("203.0.113.7", transport="tls", port=5061),
    ]
    expected = [(one.question, one.answer, one.confidence) for one in diagnose(observe(*facts)).verdicts]
    for seed in range(20):
        shuffled = random.Random(seed).sample(facts * 2, len(facts) * 2)
        found = [(one.question, one.answer, one.confidence) for one in diagnose(observe(*shuffled)).verdicts]
        assert found == expected


NASTY = st.sampled_from(
    ["", "[", "[::", "a:b", "::1", "999.1.1.1:5060", "1.2.3.4:99999999", "\x00", "x" * 5000, "sip:"]
)


@st.composite
def _nasty_exchange(draw: st.DrawFn) -> SipExchange:
    good = exchange()
    reply = draw(st.one_of(st.text(max_size=200), st.sampled_from([good.replies[0].raw, good.sent, ""])))
    cut = draw(st.integers(0, 300))
    replies = tuple(SipReply(0.0, draw(NASTY), draw(NASTY), reply[:cut]) for _ in range(draw(st.integers(0, 3))))
    return SipExchange(
        draw(st.sampled_from(["received_private", "via_canary", "?"])),
        draw(st.sampled_from(["suspected", "control"])),
        draw(NASTY),
        draw(st.sampled_from(["udp", "tcp", "tls"])),
        draw(NASTY),
        draw(NASTY),
        draw(NASTY),
        draw(st.one_of(NASTY, st.text(max_size=50), st.just(good.sent))),
        replies,
        draw(st.sampled_from(["answered", "silent", "refused", "failed", "stopped"])),
        draw(st.integers(-1, 3)),
        None,
    )


@settings(deadline=None)
@given(st.lists(_nasty_exchange(), max_size=4))
def test_nothing_that_a_file_or_a_network_holds_breaks_the_rules(exchanges: list[SipExchange]) -> None:
    diagnose(observe(stun("[::"), *exchanges))


HARMLESS: tuple[Fact, ...] = (stun(), exchange(), control(), registered(), *healthy_call())


@pytest.mark.parametrize("fact", HARMLESS, ids=lambda fact: fact.kind)
def test_one_good_fact_alone_invents_no_fault(fact: Fact) -> None:
    assert diagnose(observe(fact)).primary in {None, "no_fault_found"}
