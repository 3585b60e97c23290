"""Other ways in: clean, closed, not trusted, not offered; and what each must not be taken for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Finding, Verdict
from app.model.facts import (
    CallCourse,
    CallResult,
    CallStep,
    Fact,
    MediaFlow,
    Registration,
    SoundHeard,
    SoundLoop,
    TlsLook,
    WayOut,
)
from app.model.names import Question, Transport
from tests.unit.diagnosis.observed import observe

HOST = "198.51.100.20"
SIGNED_IN = Registration(f"{HOST}:5060", "udp", "registered", 200, "OK", 1, 0.1)


def way(transport: Transport = "tls", outcome: Any = "registered", **more: Any) -> WayOut:
    port = {"tls": 5061, "tcp": 5060, "udp": 5070}[transport]
    fields = {
        "path": f"{transport}:{port}", "transport": transport, "server": f"{HOST}:{port}", "named": True,
        "outcome": outcome, "status": 200 if outcome == "registered" else None, "phrase": "", "challenges": 1,
        "elapsed_s": 0.1,
    }  # fmt: skip
    return WayOut(**{**fields, **more})


def look(outcome: Any = "answered", problem: Any = None, **more: Any) -> TlsLook:
    fields = {
        "server": f"{HOST}:5061", "name": "example.com", "outcome": outcome, "problem": problem,
        "protocol": "TLSv1.3", "cipher": "x", "made_out_to": ("example.com",), "valid_until": "2030-01-01",
        "elapsed_ms": 9.0,
    }  # fmt: skip
    return TlsLook(**{**fields, **more})


def steps(answers: int = 1, acks: int = 1, *, bye_answered: bool = True) -> tuple[CallStep, ...]:
    found = [CallStep(0.5 * number, "inbound", "INVITE", 200, 2) for number in range(answers)]
    found += [CallStep(0.1 + number, "outbound", "ACK", None, 2) for number in range(acks)]
    found.append(CallStep(30.0, "outbound", "BYE", None, 3))
    return (*found, CallStep(30.1, "inbound", "BYE", 200, 3)) if bye_answered else tuple(found)


def call(
    path: str, *, heard: int = 300, came_back: int = 100, course: Sequence[CallStep] = steps(), setup_s: float = 0.2
) -> list[Fact]:
    purpose = f"way {path}"
    return [
        SoundHeard(purpose, 400, heard, -20.0 if heard else None, not heard),
        SoundLoop(purpose, 1250.0, 1250.0 if came_back else None, 100, came_back, -20.0, 33.0),
        MediaFlow(purpose, "inbound", "us", 1500 if heard else 0, 0, 0, 1.0, None, None, None),
        MediaFlow(purpose, "outbound", "us", 1500, None, None, None, None, None, None),
        CallCourse(purpose, "outbound", 30.0, tuple(course), None, None),
        CallResult(purpose, "connected", 200, "OK", setup_s, 30.0, "us", ""),
    ]


def verdict(question: Question, *facts: Fact) -> Verdict:
    found = diagnose(observe(*facts)).verdict(question)
    assert found is not None
    return found


def findings(*facts: Fact) -> dict[str, Finding]:
    return {one.id: one for one in diagnose(observe(*facts)).findings}


def test_a_clean_call_over_tls_is_certain() -> None:
    told = verdict("tls_path", SIGNED_IN, look(), way(), *call("tls:5061"))
    assert (told.answer, told.reason, told.confidence) == ("yes", "way_is_clean", "certain")
    assert told.details["works"] == ["tls:5061"]


def test_each_question_looks_at_its_own_ways() -> None:
    facts: list[Fact] = [way("tcp"), *call("tcp:5060"), way("udp"), *call("udp:5070", heard=0)]
    told = verdict("other_port_path", *facts)
    assert told.answer == "yes"
    assert (told.details["works"], told.details["fails"]) == (["tcp:5060"], ["udp:5070"])
    assert diagnose(observe(*facts)).verdict("tls_path") is None


def test_answers_that_come_again_and_again_are_a_lost_ack_whatever_the_softphone_believes() -> None:
    facts: list[Fact] = [way("tcp"), *call("tcp:5060", course=steps(answers=5, acks=5))]
    assert verdict("other_port_path", *facts).reason == "way_loses_ack"
    found = findings(SIGNED_IN, *facts, way(), *call("tls:5061"))
    assert found["call_drops_no_ack"].details == {"seconds": 32, "works": ["tls:5061"]}


def test_a_call_that_shows_what_is_lost_speaks_for_one_that_never_began() -> None:
    swallowed = CallResult("way tcp:5060", "silent", None, "", None, None, None, "")
    facts: list[Fact] = [way("tcp"), swallowed, way("udp"), *call("udp:5070", course=steps(answers=5, acks=5))]
    told = verdict("other_port_path", *facts)
    assert (told.reason, told.details["path"]) == ("way_loses_ack", "udp:5070")
    assert told.details["fails"] == ["tcp:5060", "udp:5070"]
    assert "call_drops_no_ack" in findings(SIGNED_IN, *facts)


def test_one_repeat_that_crossed_the_ack_is_no_loss() -> None:
    assert verdict("tls_path", way(), *call("tls:5061", course=steps(answers=2))).answer == "yes"


def test_repeats_that_our_ack_could_not_yet_prevent_are_no_loss() -> None:
    by_satellite = call("tls:5061", course=steps(answers=5), setup_s=2.1)
    assert verdict("tls_path", way(), *by_satellite).answer == "yes"


def test_a_bye_without_an_answer_is_lost() -> None:
    told = verdict("tls_path", way(), *call("tls:5061", course=steps(bye_answered=False)))
    assert (told.answer, told.reason) == ("no", "way_loses_bye")


def test_silence_on_a_way_that_carries_no_sound() -> None:
    told = verdict("other_port_path", way("udp"), *call("udp:5070", heard=0, came_back=0))
    assert (told.answer, told.reason) == ("no", "way_without_sound")


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        ("expired", "certificate_expired"),
        ("wrong_name", "certificate_for_another_name"),
        ("self_signed", "certificate_self_signed"),
        ("unknown_issuer", "certificate_of_unknown_issuer"),
        ("old_protocol", "only_old_tls"),
    ],
)
def test_a_bad_certificate_is_named_and_is_not_called_blocked(problem: str, reason: str) -> None:
    facts: list[Fact] = [SIGNED_IN, look("not_secure", problem), way(outcome="transport_error", phrase=problem)]
    told = verdict("tls_path", *facts)
    assert (told.answer, told.reason) == ("no", reason)
    assert set(findings(*facts)) & {"tls_not_trusted", "tls_blocked"} == {"tls_not_trusted"}


def test_a_closed_port_is_told_only_where_the_server_answers_by_another_way() -> None:
    silent: list[Fact] = [look("silent"), way(outcome="silent")]
    assert findings(SIGNED_IN, *silent)["tls_blocked"].confidence == "likely"
    assert "tls_blocked" not in findings(*silent)  # the server itself may be down
    elsewhere = Registration("203.0.113.99:5060", "udp", "registered", 200, "OK", 1, 0.1)
    assert "tls_blocked" not in findings(elsewhere, *silent)


def test_a_port_that_nobody_promised_is_not_blocked() -> None:
    facts: list[Fact] = [SIGNED_IN, look("refused"), way(outcome="transport_error", named=False)]
    told = verdict("tls_path", *facts)
    assert (told.answer, told.reason) == ("cannot_tell", "way_not_offered")
    assert "tls_blocked" not in findings(*facts)


def test_the_providers_refusal_says_nothing_about_the_way() -> None:
    told = verdict("tls_path", look(), way(outcome="refused", status=403))
    assert (told.answer, told.reason) == ("cannot_tell", "refused")


def test_a_refused_call_says_nothing_about_the_way() -> None:
    busy = CallResult("way tls:5061", "refused", 486, "Busy Here", None, None, None, "")
    assert verdict("tls_path", way(), busy).answer == "cannot_tell"


def test_signing_in_alone_is_said_with_care() -> None:
    told = verdict("tls_path", way())
    assert (told.answer, told.confidence) == ("yes", "possible")


def test_calls_by_other_ways_do_not_disturb_the_usual_call() -> None:
    """They end in the middle of it: what was recorded of it before must stay its own."""
    heard = SoundHeard("echo", 400, 300, -20.0, False)
    flow = MediaFlow("echo", "inbound", "us", 500, 0, 0, 1.0, None, None, None)
    end = CallResult("echo", "connected", 200, "OK", 0.2, 6.0, "us", "")
    told = verdict("hear", SIGNED_IN, heard, flow, way(), *call("tls:5061"), end)
    assert (told.answer, told.reason) == ("yes", "sound_heard")


def test_an_account_that_uses_tls_is_told_of_its_certificate() -> None:
    broken = Registration(f"{HOST}:5061", "tls", "transport_error", None, "expired", 0, 0.1)
    assert verdict("registration", broken).reason == "certificate_expired"
    assert set(findings(broken)) == {"tls_not_trusted"}
