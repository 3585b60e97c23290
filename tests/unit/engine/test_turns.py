"""The phone service gets what it is asked in a row, so that nobody takes a check for a flood."""

from __future__ import annotations

from app.engine.plan import APART_S, turns_s
from app.model.names import QUESTIONS
from app.probes.catalogue import probes_for


def test_what_asks_much_begins_apart_in_a_full_check() -> None:
    turns = turns_s([name for name, _ in probes_for(QUESTIONS)])
    assert turns == {"inbound": APART_S, "ways_out": 2 * APART_S, "presence": 3 * APART_S, "extension": 4 * APART_S}


def test_what_is_asked_alone_waits_for_nothing() -> None:
    assert turns_s(["presence", "registration"]) == {}
    assert turns_s([]) == {}
