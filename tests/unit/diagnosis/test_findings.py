"""Causes and symptoms: who is named first, who is not blamed, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis
from app.model.endpoint import Endpoint
from app.model.facts import Fact, KeypadDigits, MicrophoneLevel, NetworkInterface, PersonSaid
from tests.unit.diagnosis.observed import (
    OWN,
    SERVER,
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
from tests.unit.diagnosis.test_forged_answer import asked
from tests.unit.diagnosis.test_inbound import trial
from tests.unit.diagnosis.test_questions import DEVICES
from tests.unit.diagnosis.test_ways_out import call, look, way

CLEAN = (exchange(), control())
REWRITTEN = (exchange(OWN.host, rport=OWN.port), control())
DEAF = (sound(0), loop(0), inbound(0), outbound(), inbound(90, far_end=True), outbound(190, far_end=True), ended())
MUTE = (sound(), loop(0), inbound(), outbound(), inbound(90, far_end=True), outbound(0, far_end=True), ended())
DUMB_WAITING = (sound(0), loop(0), inbound(0), outbound(), inbound(0, far_end=True), outbound(0, far_end=True), ended())
NOTHING = (sound(0), loop(0), inbound(0), outbound(), inbound(90, far_end=True), outbound(0, far_end=True), ended())
SILENT_CALL = replace(ended(), outcome="silent", duration_s=None)
KEYS = KeypadDigits("rfc4733", "159#", "159#", True)
KEYS_LOST = KeypadDigits("rfc4733", "159#", "19", True)
KEYS_GONE = KeypadDigits("rfc4733", "159#", "", True)

CASES: dict[str, tuple[list[Fact], list[str]]] = {
    "all is well": ([stun(), registered(), *CLEAN, *healthy_call(), KEYS], ["no_fault_found"]),
    "only part was tested": ([stun(), *CLEAN], ["no_fault_found"]),
    "signed in, and no call was ever answered": ([stun(), registered(), *CLEAN, SILENT_CALL], []),
    "a call that was answered at the second try": (
        [stun(), registered(), *CLEAN, SILENT_CALL, *healthy_call(), KEYS],
        ["no_fault_found"],
    ),
    "nothing says anything about the line": ([stun()], []),
    "nothing at all": ([], []),
    "rewritten, calls fine": ([*REWRITTEN, registered(), *healthy_call()], ["sip_alg_present_harmless"]),
    "rewritten, nothing else known": ([*REWRITTEN], ["sip_alg_present_harmless"]),
    "rewritten and deaf": ([*REWRITTEN, registered(), *DEAF], ["sip_alg_rewrites", "no_sound_inbound"]),
    "rewritten and mute": ([*REWRITTEN, registered(), *MUTE], ["sip_alg_rewrites", "no_sound_outbound"]),
    "not rewritten and deaf": ([*CLEAN, registered(), *DEAF], ["no_sound_inbound"]),
    "not rewritten and mute": ([*CLEAN, registered(), *MUTE], ["no_sound_outbound"]),
    "mute, and the far end waits for us": ([*CLEAN, registered(), *DUMB_WAITING], ["no_sound_outbound"]),
    "neither way": ([*CLEAN, registered(), *NOTHING], ["no_sound_both"]),
    "the call carries silence": ([registered(), sound(0), inbound(), ended()], ["sound_but_silent"]),
    "wrong password": ([stun(), *CLEAN, refused(401, 2)], ["credentials_refused"]),
    "wrong password behind a rewriting router": (
        [stun(), *REWRITTEN, refused(401, 2)],
        ["credentials_refused", "sip_alg_present_harmless"],
    ),
    "forbidden after a challenge": ([*CLEAN, refused(403, 1)], ["credentials_refused"]),
    "forbidden at once": ([*CLEAN, refused(403, 0)], ["registration_blocked"]),
    "a loop is not the password": ([*CLEAN, refused(401, 6)], ["registration_loop"]),
    "a loop behind a rewriting router": ([*REWRITTEN, refused(401, 6)], ["sip_alg_rewrites", "registration_loop"]),
    "only REGISTER is not answered": ([*CLEAN, unregistered()], ["registration_blocked"]),
    "only REGISTER is not answered, and others to the end": (
        [*CLEAN, unregistered(), exchange(signal="last_look")],
        ["registration_blocked"],
    ),
    "at first all is answered, and at last nothing": (
        [*CLEAN, unregistered(), replace(unanswered(), signal="last_look", attempts=4)],
        ["provider_unreachable"],
    ),
    "at last one question is lost": (
        [*CLEAN, unregistered(), replace(unanswered(), signal="last_look", attempts=1)],
        ["registration_blocked"],
    ),
    "rewritten, and REGISTER is not answered": (
        [*REWRITTEN, unregistered()],
        ["sip_alg_rewrites", "registration_blocked"],
    ),
    "rewritten, and signing in works another way": (
        [*REWRITTEN, registered("198.51.100.20:5061", "tls"), unregistered()],
        ["sip_alg_breaks_registration", "registration_blocked"],
    ),
    "rewritten, signs in another way, and no sound there either": (
        [*REWRITTEN, registered(), unregistered(), way("tls"), *call("tls:5061", heard=0, came_back=0)],
        ["sip_alg_breaks_registration", "registration_blocked"],
    ),
    "rewritten and deaf, and deaf over TLS as well": (
        [*REWRITTEN, registered(), *DEAF, way("tls"), *call("tls:5061", heard=0, came_back=0)],
        ["no_sound_inbound", "sip_alg_present_harmless"],
    ),
    "rewritten and deaf, and over TLS a certificate that does not hold": (
        [*REWRITTEN, registered(), *DEAF, way("tls", "transport_error"), look("not_trusted", "self_signed")],
        ["sip_alg_rewrites", "no_sound_inbound", "tls_not_trusted"],
    ),
    "rewritten and no call comes in, and over TLS no sound": (
        [*REWRITTEN, registered(), trial(rang=False), trial(rang=False), way("tls"), *call("tls:5061", heard=0)],
        ["sip_alg_rewrites", "inbound_calls_lost"],
    ),
    "refused in the provider's place": (
        [*asked(500), replace(refused(500, 0), server="198.51.100.20:5060")],
        ["sip_alg_rewrites", "registration_blocked"],
    ),
    "refused in the provider's place, and let in another way": (
        [*asked(500), refused(500, 0), way("tls")],
        ["sip_alg_breaks_registration", "registration_blocked"],
    ),
    "a password refused in the provider's place": (
        [*asked(403), refused(403, 1)],
        ["sip_alg_rewrites", "registration_blocked"],
    ),
    "the phone service is silent": ([stun(), unanswered(), unregistered()], ["provider_unreachable"]),
    "all is silent": ([stun(None), unanswered(), unregistered()], ["provider_unreachable"]),
    "silent, another way is answered": ([stun(), unanswered(), control()], ["sip_port_blocked"]),
    "silent, another server is answered": (
        [unanswered(), exchange(role="control", server=Endpoint("192.0.2.66", 5060))],
        ["provider_unreachable"],
    ),
    "silent after one datagram": ([stun(), replace(unanswered(), attempts=1), control()], []),
    "silent messages, and yet signed in": ([stun(), unanswered(), control(), registered()], ["no_fault_found"]),
    "no internet": ([lookup("unreachable"), unanswered("unreachable")], ["no_internet"]),
    "no such name": ([stun(), lookup("unresolved"), unanswered("unresolved")], ["dns_failure"]),
    "keys lost": ([*CLEAN, registered(), *healthy_call(), KEYS_LOST], ["keypad_tones_lost"]),
    "keys gone with all sound": ([*CLEAN, registered(), *MUTE, KEYS_GONE], ["no_sound_outbound"]),
    "keys lost behind a rewriting router": (
        [*REWRITTEN, registered(), *healthy_call(), KEYS_LOST],
        ["keypad_tones_lost", "sip_alg_present_harmless"],
    ),
    "a mute microphone on a good line": (
        [*CLEAN, DEVICES, MicrophoneLevel("Microphone", None, True, 3.0), registered(), *healthy_call()],
        ["silent_microphone"],
    ),
    "the person heard nothing, the packets are fine": (
        [*CLEAN, registered(), *healthy_call(), PersonSaid("hear", "none")],
        ["wrong_audio_device"],
    ),
    "the person heard nothing, and nothing came": (
        [*CLEAN, registered(), *DEAF, PersonSaid("hear", "none")],
        ["no_sound_inbound"],
    ),
    "a VPN is on": (
        [NetworkInterface("wg0", "10.8.0.2", None, "vpn"), *CLEAN, registered()],
        ["vpn_active", "no_fault_found"],
    ),
    "carrier translation": (
        [stun(local="100.64.3.4"), exchange(local=Endpoint("100.64.3.4", 5062)), registered()],
        ["carrier_nat", "no_fault_found"],
    ),
    "two stories about rewriting, calls deaf": (
        [*REWRITTEN, exchange(method="REGISTER", local=OWN._replace(port=5066)), registered(), *DEAF],
        ["no_sound_inbound"],
    ),
}


def _diagnose(facts: list[Fact]) -> Diagnosis:
    return diagnose(observe(*facts))


@pytest.mark.parametrize(("facts", "expected"), CASES.values(), ids=CASES)
def test_findings_in_their_order(facts: list[Fact], expected: list[str]) -> None:
    diagnosis = _diagnose(facts)
    assert [finding.id for finding in diagnosis.findings] == expected
    assert diagnosis.primary == (expected[0] if expected else None)


@pytest.mark.parametrize("name", CASES)
def test_every_finding_rests_on_observations_that_exist(name: str) -> None:
    observations = observe(*CASES[name][0])
    known = {one.id for one in observations}
    for finding in diagnose(observations).findings:
        assert finding.because
        assert set(finding.because) <= known


def test_the_router_is_named_as_the_cause_with_certainty_only_when_a_clean_path_works() -> None:
    diagnosis = _diagnose([*REWRITTEN, registered(), *DEAF])
    assert (diagnosis.findings[0].confidence, diagnosis.findings[0].details["explains"]) == ("likely", ["hear"])


def test_a_second_symptom_that_is_less_sure_does_not_weaken_the_cause() -> None:
    unconfirmed = trial(answers=5, invites_after_answer=4, confirmed=False)
    inbound = _diagnose([*REWRITTEN, registered(), unconfirmed])
    both = _diagnose([*REWRITTEN, registered(), *DEAF, unconfirmed])
    assert (inbound.primary, inbound.findings[0].confidence) == ("sip_alg_rewrites", "possible")
    assert (both.primary, both.findings[0].confidence) == ("sip_alg_rewrites", "likely")
    assert both.findings[0].details["explains"] == ["hear", "inbound"]


def test_harmless_is_said_with_care() -> None:
    tried = _diagnose([*REWRITTEN, registered(), *healthy_call()]).findings[0]
    untried = _diagnose([*REWRITTEN]).findings[0]
    assert (tried.confidence, untried.confidence) == ("likely", "possible")


def test_a_wrong_password_is_certain_and_never_the_routers() -> None:
    diagnosis = _diagnose([stun(), *REWRITTEN, refused(401, 2)])
    assert diagnosis.findings[0].confidence == "certain"
    assert "sip_alg_rewrites" not in {finding.id for finding in diagnosis.findings}


def test_silence_names_what_was_tried_and_nobody_else() -> None:
    finding = _diagnose([stun(), unanswered(), unregistered()]).findings[0]
    assert (finding.confidence, finding.details) == ("likely", {"path": "udp:5060"})


def test_a_closed_door_is_shown_with_the_way_that_works() -> None:
    finding = _diagnose([stun(), unanswered(), control()]).findings[0]
    assert (finding.confidence, finding.details) == ("likely", {"blocked": "udp:5060", "works": ["udp:5070"]})
    assert finding.because == ("o2", "o3")


def test_one_path_that_is_answered_keeps_the_door_open() -> None:
    other = exchange(transport="tcp", local=OWN._replace(port=5068), server=SERVER)
    assert _diagnose([stun(), unanswered(), other, control()]).primary == "no_fault_found"


def test_no_fault_found_is_only_likely_when_everything_was_tested() -> None:
    whole = _diagnose([stun(), registered(), *CLEAN, *healthy_call(), KEYS]).findings[0]
    part = _diagnose([stun(), *CLEAN]).findings[0]
    assert (whole.confidence, part.confidence) == ("likely", "possible")


def test_good_answers_of_longer_tests_stand_among_the_evidence() -> None:
    facts = [stun(), registered(), *CLEAN, *healthy_call(), KEYS, trial(5.0)]
    finding = _diagnose(facts).findings[0]
    assert finding.id == "no_fault_found"
    assert f"o{len(facts) - 1}" in finding.because
