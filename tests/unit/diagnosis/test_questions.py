"""Each question by itself: works, does not work, cannot be told, was not run, was never asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.diagnosis import diagnose
from app.diagnosis.questions.keypad import damage
from app.model.facts import (
    AudioDevices,
    Fact,
    FarEndHeard,
    KeypadDigits,
    MediaFlow,
    MicrophoneLevel,
    NetworkInterface,
    NotRun,
    PersonSaid,
    Registration,
    TcpReach,
)
from app.model.names import Question
from tests.unit.diagnosis.observed import (
    OWN,
    control,
    ended,
    exchange,
    healthy_call,
    inbound,
    lookup,
    loop,
    observe,
    outbound,
    refused,
    registered,
    sound,
    stun,
    unanswered,
    unregistered,
)

CABLE = NetworkInterface("eth0", OWN.host, "192.168.1.1", "cable")
DEVICES = AudioDevices(("Speaker",), ("Microphone",), "found")
UNCALLED = replace(ended(), outcome="silent", status=None)
LISTEN = replace(ended("listen"), status=200)


def level(peak: float | None, *, all_zero: bool = False) -> MicrophoneLevel:
    return MicrophoneLevel("Microphone", peak, all_zero, 3.0)


def rtcp(lost: int) -> MediaFlow:
    return replace(outbound(None, far_end=True), counted_by="far_end_rtcp", lost=lost)


def told(with_sound: int, windows: int = 150) -> FarEndHeard:
    return FarEndHeard("listen", windows, with_sound, None, None, None, with_sound == 0, 1)


CASES: dict[Question, list[tuple[str, list[Fact], str, str, str]]] = {
    "internet": [
        ("a STUN server answers", [stun()], "yes", "something_answered", "certain"),
        ("a connection opens", [TcpReach("192.0.2.1:443", "answered", 9.0)], "yes", "something_answered", "certain"),
        ("a connection is refused", [TcpReach("192.0.2.1:443", "refused", 9.0)], "yes", "connection_refused", "likely"),
        ("the SIP server answers only", [stun(None), exchange()], "yes", "something_answered", "certain"),
        ("no route", [lookup("unreachable"), unanswered("unreachable")], "no", "no_route", "certain"),
        ("no route, one attempt", [unanswered("unreachable")], "no", "no_route", "likely"),
        ("all silent", [stun(None), unanswered()], "cannot_tell", "no_answer", "possible"),
        ("some silent", [unanswered("unreachable"), stun(None)], "cannot_tell", "no_answer", "possible"),
        ("only the interface", [CABLE], "cannot_tell", "nothing_asked", "possible"),
    ],
    "dns": [
        ("found", [lookup(record_type="SRV", outcome="unresolved"), lookup()], "yes", "name_found", "certain"),
        ("no address", [lookup("unresolved"), stun()], "no", "name_has_no_address", "certain"),
        ("the phone service's name only", [lookup(name="stun.example"), unanswered("unresolved")], "no",
         "name_has_no_address", "certain"),
        ("resolver silent, Internet works", [lookup("silent"), stun()], "no", "resolver_silent", "likely"),
        ("all silent", [lookup("silent"), stun(None)], "cannot_tell", "no_answer", "possible"),
    ],
    "nat": [
        ("another address", [stun()], "yes", "different_address_outside", "certain"),
        ("the same address", [stun(OWN.host)], "no", "same_address_outside", "certain"),
        ("two stories", [stun(), stun(OWN.host, server="192.0.2.9:3478")], "cannot_tell", "contradictory", "possible"),
        ("STUN silent, SIP tells", [stun(None), exchange()], "yes", "seen_from_outside", "certain"),
        ("STUN silent, reply rewritten", [stun(None), exchange(OWN.host)], "yes",
         "private_address_answered", "certain"),
        ("silent", [stun(None)], "cannot_tell", "no_answer", "possible"),
        ("not asked", [CABLE], "cannot_tell", "nothing_asked", "possible"),
    ],
    "audio_devices": [
        ("found", [DEVICES], "yes", "devices_found", "likely"),
        ("found and heard", [DEVICES, level(-20.0), PersonSaid("audio_devices", "yes")], "yes",
         "devices_found", "certain"),
        ("digital silence", [DEVICES, level(None, all_zero=True)], "no", "microphone_all_zero", "certain"),
        ("very quiet", [DEVICES, level(-71.0)], "no", "microphone_too_quiet", "possible"),
        ("not heard", [DEVICES, level(-20.0), PersonSaid("audio_devices", "no")], "no",
         "person_heard_nothing", "likely"),
        ("no microphone", [AudioDevices(("Speaker",), (), "found")], "no", "no_microphone", "certain"),
        ("none", [AudioDevices((), (), "none")], "no", "no_loudspeaker", "certain"),
        ("no sound system", [AudioDevices((), (), "no_sound_system")], "cannot_tell", "no_sound_system", "possible"),
    ],
    "registration": [
        ("registered", [registered()], "yes", "registered", "certain"),
        ("registered at last", [unregistered(), registered()], "yes", "registered", "certain"),
        ("wrong password", [refused(401, 2)], "no", "answer_to_challenge_refused", "certain"),
        ("no password", [refused(401, 1)], "no", "challenge_not_answered", "certain"),
        ("a loop", [refused(407, 6)], "no", "challenged_again_and_again", "certain"),
        ("forbidden", [refused(403, 1)], "no", "forbidden", "certain"),
        ("unknown", [refused(404, 0)], "no", "user_unknown", "certain"),
        ("too brief", [refused(423, 1)], "no", "interval_too_short", "certain"),
        ("unavailable", [refused(503, 0)], "no", "service_unavailable", "certain"),
        ("any other", [refused(606, 0)], "no", "refused", "certain"),
        ("silent", [unregistered()], "no", "no_answer", "likely"),
        ("stopped", [replace(unregistered(), outcome="stopped")], "cannot_tell", "stopped", "possible"),
    ],
    "hear": [
        ("sound", [sound(), inbound(), ended()], "yes", "sound_heard", "certain"),
        ("packets", [inbound(), ended()], "yes", "packets_arrived", "likely"),
        ("none came, some were sent", [sound(0), inbound(0), inbound(90, far_end=True), ended()], "no",
         "no_packets_arrived", "certain"),
        ("none came", [inbound(0), ended()], "no", "no_packets_arrived", "likely"),
        ("none was sent", [inbound(0), inbound(0, far_end=True), ended()], "cannot_tell", "far_end_sent_nothing",
         "possible"),
        ("silence", [sound(0), inbound(), ended()], "no", "packets_carry_silence", "certain"),
        ("a click", [sound(3), inbound(), ended()], "cannot_tell", "hardly_any_sound", "possible"),
        ("too short", [sound(0, windows=10), inbound(), ended()], "cannot_tell", "call_too_short", "possible"),
        ("not answered", [UNCALLED], "cannot_tell", "call_not_answered", "possible"),
        ("no media", [replace(ended(), outcome="no_media")], "no", "no_sound_agreed", "likely"),
        ("the echo number waits, the speaking number works",
         [sound(0), inbound(0), ended(), sound(purpose="speak"), inbound(purpose="speak"), ended("speak")],
         "yes", "sound_heard", "certain"),
        ("one call works, one provably not",
         [inbound(0), inbound(90, far_end=True), ended(), sound(purpose="speak"), inbound(purpose="speak"),
          ended("speak")], "cannot_tell", "contradictory", "possible"),
        ("a repeated call counts", [inbound(0), inbound(90, far_end=True), ended(), sound(), inbound(), ended()],
         "yes", "sound_heard", "certain"),
        ("nothing counted", [ended()], "cannot_tell", "nothing_counted", "possible"),
    ],
    "speak": [
        ("echo", [loop(), outbound(), ended()], "yes", "tone_came_back", "certain"),
        ("counted", [loop(0), outbound(), outbound(190, far_end=True), ended()], "yes", "far_end_counted_packets",
         "certain"),
        ("none counted", [loop(0), outbound(), outbound(0, far_end=True), ended()], "no", "far_end_counted_nothing",
         "certain"),
        ("hardly any counted", [loop(0), outbound(), outbound(5, far_end=True), ended()], "no",
         "far_end_counted_hardly_any", "certain"),
        ("none counted, echo came", [loop(), outbound(), outbound(0, far_end=True), ended()], "cannot_tell",
         "contradictory", "possible"),
        ("reports", [outbound(), rtcp(3), ended()], "yes", "far_end_reports_our_packets", "likely"),
        ("reports of loss", [outbound(), rtcp(190), ended()], "no", "far_end_reports_loss", "likely"),
        ("echo missing, far end heard", [sound(), loop(0), outbound(), ended()], "no", "echo_missing", "likely"),
        ("both missing", [sound(0), loop(0), outbound(), ended()], "cannot_tell", "echo_missing_both_ways", "possible"),
        ("parts of the echo", [sound(), loop(20), outbound(), ended()], "cannot_tell", "echo_incomplete", "possible"),
        ("nothing sent", [loop(0), outbound(0), ended()], "cannot_tell", "nothing_sent", "possible"),
        ("not told", [outbound(), ended()], "cannot_tell", "far_end_did_not_tell", "possible"),
        ("the listening number heard sound", [told(140), LISTEN], "yes", "far_end_heard_sound", "certain"),
        ("the listening number heard silence", [told(0), LISTEN], "no", "far_end_heard_silence", "certain"),
        ("not answered", [UNCALLED], "cannot_tell", "call_not_answered", "possible"),
    ],
    "keypad": [
        ("all", [KeypadDigits("rfc4733", "159#", "159#", True)], "yes", "digits_heard", "certain"),
        ("only another way works", [KeypadDigits("rfc4733", "159", "1", True), KeypadDigits("info", "4", "4", True)],
         "no", "digits_lost", "certain"),
        ("another way, no events", [KeypadDigits("rfc4733", "", None, False), KeypadDigits("inband", "B", "B", False)],
         "yes", "digits_heard", "certain"),
        ("lost", [KeypadDigits("rfc4733", "159#", "19", True)], "no", "digits_lost", "certain"),
        ("none", [KeypadDigits("rfc4733", "159#", "", True)], "no", "digits_lost", "certain"),
        ("doubled", [KeypadDigits("rfc4733", "159#", "115599##", True)], "no", "digits_doubled", "certain"),
        ("changed", [KeypadDigits("rfc4733", "159#", "158#", True)], "no", "digits_changed", "certain"),
        ("not told", [KeypadDigits("rfc4733", "159#", None, True)], "cannot_tell", "far_end_did_not_tell", "possible"),
        ("not agreed", [KeypadDigits("rfc4733", "", None, False)], "cannot_tell", "keys_not_agreed", "possible"),
        ("not answered", [replace(UNCALLED, purpose="keypad")], "cannot_tell", "call_not_answered", "possible"),
    ],
}  # fmt: skip
FLAT = [(question, *case) for question, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(
    ("question", "name", "facts", "reply", "reason", "confidence"), FLAT, ids=[f"{one[0]}-{one[1]}" for one in FLAT]
)
def test_the_answer(question: Question, name: str, facts: list[Fact], reply: str, reason: str, confidence: str) -> None:
    verdict = diagnose(observe(*facts)).verdict(question)
    assert verdict is not None, name
    assert (verdict.answer, verdict.reason, verdict.confidence) == (reply, reason, confidence)
    assert verdict.because


@pytest.mark.parametrize("question", [*CASES, "sip_alg", "long_call", "inbound"])
def test_not_run_is_neither_pass_nor_silence(question: Question) -> None:
    verdict = diagnose(observe(NotRun(question, "no_account"))).verdict(question)
    assert verdict is not None
    assert (verdict.answer, verdict.reason, verdict.details) == ("cannot_tell", "not_run", {"not_run": "no_account"})


@pytest.mark.parametrize("question", [*CASES, "sip_alg"])
def test_what_was_never_asked_has_no_verdict(question: Question) -> None:
    assert diagnose([]).verdict(question) is None


def test_a_measurement_outweighs_an_earlier_skip() -> None:
    verdict = diagnose(observe(NotRun("registration", "no_account"), registered())).verdict("registration")
    assert verdict is not None
    assert verdict.answer == "yes"


def test_figures_come_along() -> None:
    diagnosis = diagnose(observe(stun(), registered(), *healthy_call()))
    hear, speak, internet = (diagnosis.verdict(question) for question in ("hear", "speak", "internet"))
    assert hear is not None
    assert speak is not None
    assert internet is not None
    assert hear.details | {"jitter_ms": 1.0} == {
        "packets": 200,
        "lost": 0,
        "discarded": 0,
        "jitter_ms": 1.0,
        "far_end_sent": 200,
        "level_dbfs": -20.0,
    }
    assert (speak.details["packets"], speak.details["round_trip_ms"]) == (200, 120.0)
    assert internet.details == {"rtt_ms": 15.0}


def test_translation_that_depends_on_the_address_is_seen_on_one_socket_only() -> None:
    one, other = stun(), replace(stun(server="192.0.2.9:3478"), mapped="203.0.113.7:40007")
    mapped = diagnose(observe(one, other)).verdict("nat")
    apart = diagnose(observe(one, replace(other, local=f"{OWN.host}:41000"))).verdict("nat")
    assert mapped is not None
    assert apart is not None
    assert mapped.details["mapping"] == "address_dependent"
    assert "mapping" not in apart.details


@pytest.mark.parametrize(
    ("sent", "heard", "what"),
    [
        ("1", "", "lost"),
        ("2277", "27", "lost"),
        ("27", "2277", "doubled"),
        ("2277", "222777", "doubled"),
        ("12", "21", "changed"),
        ("12", "1212", "changed"),
        ("12", "123", "changed"),
    ],
)
def test_damage_to_digits(sent: str, heard: str, what: str) -> None:
    assert damage(sent, heard) == what


def test_controls_are_not_the_suspected_path() -> None:
    verdict = diagnose(observe(control())).verdict("sip_alg")
    assert verdict is None


def test_a_name_that_is_found_later_counts() -> None:
    lost = Registration("sip.example.com:5060", "udp", "unresolved", None, "", 0, 0.0)
    verdict = diagnose(observe(lookup("unresolved"), lost, lookup(), registered())).verdict("dns")
    assert verdict is not None
    assert verdict.answer == "yes"
