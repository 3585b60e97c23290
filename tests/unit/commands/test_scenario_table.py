"""The table that proves the catalogue: expected beside got, with reasons, evidence, and the sum of it."""

from __future__ import annotations

from typing import Any

from app.commands.rehearsing.outcome import Rehearsed
from app.commands.scenarios import _table
from app.practice.scenarios import scenario


def done(name: str, found: str, reason: str = "") -> Rehearsed:
    one = scenario(name)
    verdicts = [
        {"question": question, "answer": answer, "reason": reason or one.expected_reasons.get(question, "")}
        for question, answer in one.expected_verdicts.items()
    ]
    diagnosis: dict[str, Any] = {
        "primary": found, "findings": [{"id": found, "because": ["o1"]}], "verdicts": verdicts
    }  # fmt: skip
    return Rehearsed(name, diagnosis, {"o1": "inbound.trial"}, 2.0)


def test_a_row_tells_expected_got_and_what_it_rests_on() -> None:
    one = scenario("inbound-rings-on")
    table = _table([one], {one.id: done(one.id, "ringing_goes_on")})
    row = table.splitlines()[2]
    assert row.split(" | ")[1:3] == ["ringing_goes_on (inbound: goes_on_ringing)"] * 2
    assert "answer_not_delivered inbound_calls_lost" in row
    assert "inbound.trial" in row
    assert table.endswith("1 of 1 name the right cause (100 %), 0 accuse an ALG wrongly.\n")


def test_what_came_out_otherwise_is_in_the_sum() -> None:
    one, other = scenario("inbound-rings-on"), scenario("healthy")
    table = _table(
        [one, other], {one.id: done(one.id, "double_nat", "x"), other.id: done(other.id, "sip_alg_rewrites")}
    )
    assert "double_nat (inbound: x)" in table
    assert table.endswith("0 of 2 name the right cause (0 %), 1 accuse an ALG wrongly.\n")
