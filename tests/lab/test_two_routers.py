"""Two NATs in a row, at home or at the carrier's, with the helper in the inner one, the outer one, both or none."""

from __future__ import annotations

from typing import Literal

import pytest

from app.model.facts import Fact, SipExchange
from app.protocols.sip import parse_message
from tests.lab.judging import verdict_on
from tests.lab.test_received_private import measure
from tests.lab.topology import BETWEEN, CLIENT, HOP_FAR, lab

Box = Literal["inner", "outer"]


def canaries(facts: list[Fact], role: str) -> set[str]:
    """The address that came back where the address outside of both routers had been written."""
    found = set()
    for fact in facts:
        if isinstance(fact, SipExchange) and (fact.signal, fact.role) == ("via_canary", role):
            assert f"UDP {HOP_FAR}:" in fact.sent
            vias = [parse_message(reply.raw.encode("latin-1")).top_via for reply in fact.replies]
            found |= {via.host for via in vias if via is not None}
    return found


@pytest.mark.parametrize("between", ["private", "carrier"])
@pytest.mark.parametrize("boxes", [(), ("inner",), ("outer",), ("inner", "outer")], ids=lambda boxes: "+".join(boxes))
def test_the_canary_comes_back_as_the_address_inside_of_the_box_that_translates(
    boxes: tuple[Box, ...], between: Literal["private", "carrier"]
) -> None:
    inner, outer = (("udp",) if box in boxes else () for box in ("inner", "outer"))
    with lab(alg=inner, outer_alg=outer, double_nat=True, between=between) as net:
        facts, _ = measure(net)
    expected = {(): HOP_FAR, ("inner",): HOP_FAR, ("outer",): BETWEEN[between][0], ("inner", "outer"): CLIENT}[boxes]
    assert canaries(facts, "suspected") == {expected}
    assert canaries(facts, "control") == {HOP_FAR}
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == ("yes" if boxes else "no"), verdict
