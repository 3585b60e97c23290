"""The phone service gets what it is asked in a row, so that nobody takes a check for a flood."""

from __future__ import annotations

from app.engine.plan import PHONE_LANE, PHONE_WAITS_S, turns_s
from app.model.names import QUESTIONS
from app.probes.catalogue import probes_for


def test_what_asks_much_begins_apart_in_a_full_check() -> None:
    turns = turns_s([name for name, _ in probes_for(QUESTIONS)], guarded=True)
    asking = {name: wait_s for name, wait_s in turns.items() if name not in PHONE_LANE}
    assert asking == {"inbound": 8, "ways_out": 11, "presence": 14, "extension": 17}
    assert set(turns) - set(asking) == PHONE_LANE


def test_what_is_asked_alone_waits_for_nothing() -> None:
    assert turns_s(["presence", "registration"], guarded=True) == {}
    assert turns_s(["ways_out", "extension", "registration"], guarded=True) == {"extension": 3}
    assert turns_s([], guarded=True) == {}


def test_the_softphone_waits_only_where_somebody_may_count() -> None:
    assert turns_s(["sip_alg", "registration"], guarded=True) == {"registration": PHONE_WAITS_S}
    assert turns_s(["sip_alg", "registration"], guarded=False) == {}
    assert turns_s(["sip_alg", "ways_out", "presence"], guarded=False) == {"ways_out": 3, "presence": 6}
