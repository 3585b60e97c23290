"""Ways in that open or stay on the usual port only: told, and nobody accused of rewriting for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Verdict
from app.model.endpoint import Endpoint
from app.model.facts import Fact, MappingHeld, Role, SipExchange, SipReply
from app.probes.alg.inbound_pinhole import SIGNAL, knock_request
from app.protocols.knock import asks_for_knock, knock
from app.protocols.sip import parse_message
from tests.unit.diagnosis.observed import OWN, SERVER, observe
from tests.unit.diagnosis.test_signals import CLEAN, REWRITTEN

OTHER_PORT = SERVER._replace(port=5070)


def judge(*facts: Fact) -> Verdict:
    verdict = diagnose(observe(*facts)).verdict("sip_alg")
    assert verdict is not None
    return verdict


def asked(
    role: Role, *, knocked: bool, source: Endpoint | None = None, attempts: int = 3, method: str = "REGISTER"
) -> SipExchange:
    remote = SERVER if role == "suspected" else OTHER_PORT
    sent = knock_request(method, "test.example", 4000)(OWN, "udp")
    word = knock(asks_for_knock(parse_message(sent)) or "").decode()
    replies = [SipReply(9.0, str(remote), str(OWN), "SIP/2.0 200 OK\r\n\r\n")]
    replies += [SipReply(50.0, str(source or SERVER._replace(port=40_000)), str(OWN), word)] if knocked else []
    return SipExchange(
        SIGNAL, role, f"udp:{remote.port}", "udp", method, str(OWN), str(remote), sent.decode("latin-1"),
        tuple(replies), "answered", attempts, 9.0,
    )  # fmt: skip


def test_a_knock_that_comes_in_on_the_usual_port_only_leaves_the_question_open() -> None:
    verdict = judge(*CLEAN, asked("suspected", knocked=True, attempts=1), asked("control", knocked=False))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "way_in_opened_here_only")
    assert verdict.details["signals"] == ["inbound_pinhole"]


def test_beside_a_proof_it_is_one_more_sign() -> None:
    verdict = judge(*REWRITTEN, asked("suspected", knocked=True), asked("control", knocked=False))
    assert verdict.answer == "yes"
    assert "inbound_pinhole" in verdict.details["signals"]  # type: ignore[operator]


NO_SIGN = {
    "a router that lets everybody in": [asked("suspected", knocked=True), asked("control", knocked=True)],
    "one that lets nobody in": [asked("suspected", knocked=False), asked("control", knocked=False)],
    "no control": [asked("suspected", knocked=True)],
    "the control's knock may have been lost": [
        asked("suspected", knocked=True),
        asked("control", knocked=False, attempts=1),
    ],
    "the control never answered": [
        asked("suspected", knocked=True),
        replace(asked("control", knocked=False), outcome="silent"),
    ],
    "the control is another question": [
        asked("suspected", knocked=True),
        asked("control", knocked=False, method="INVITE"),
    ],
    "the knock came from the port that was asked": [
        asked("suspected", knocked=True, source=SERVER),
        asked("control", knocked=False),
    ],
    "the knock came from elsewhere": [
        asked("suspected", knocked=True, source=Endpoint("192.0.2.66", 5090)),
        asked("control", knocked=False),
    ],
    "the knock is of another question": [
        replace(asked("suspected", knocked=True), sent=asked("suspected", knocked=True).sent),
        asked("control", knocked=False),
    ],
}


@pytest.mark.parametrize("facts", NO_SIGN.values(), ids=NO_SIGN)
def test_other_knocks_say_nothing(facts: list[Fact]) -> None:
    assert judge(*CLEAN, *facts).answer == "no"


def held(role: Role, quiet_s: float, outcome: str, traffic: str = "sip") -> MappingHeld:
    remote = SERVER if role == "suspected" else OTHER_PORT
    return MappingHeld(
        traffic, role, f"udp:{remote.port}", str(remote), str(OWN), "203.0.113.7:5062", quiet_s, outcome, 1  # type: ignore[arg-type]
    )  # fmt: skip


HELPER = [held("suspected", 122.0, "held"), held("suspected", 32.0, "held"), held("control", 32.0, "lost")]


def test_a_way_in_that_stays_longer_is_told_beside_no() -> None:
    verdict = judge(*CLEAN, *HELPER)
    assert (verdict.answer, verdict.details["signals"]) == ("no", ["mapping_lifetime"])
    assert judge(*REWRITTEN, *HELPER).details["signals"] == ["received_private", "mapping_lifetime"]


@pytest.mark.parametrize(
    "facts",
    [
        [held("suspected", 122.0, "held"), held("control", 122.0, "held")],
        [held("suspected", 32.0, "held"), held("control", 182.0, "lost")],
        [held("suspected", 32.0, "lost"), held("suspected", 122.0, "held"), held("control", 65.0, "lost")],
        [held("suspected", 122.0, "held"), held("control", 65.0, "unknown")],
        [held("suspected", 122.0, "held", "stream"), held("control", 65.0, "lost", "stream")],
    ],
    ids=["alike", "not comparable", "contradictory", "not measured", "no phone messages"],
)
def test_other_lifetimes_say_nothing(facts: list[Fact]) -> None:
    assert judge(*CLEAN, *facts).details.get("signals") is None
