"""The table of causes of one-way and missing sound, row by row (facts, science 4), each beside its near miss."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.diagnosis.rules import diagnose
from app.model.facts import (
    AudioDevices,
    CallResult,
    Fact,
    FarEndHeard,
    FarEndPath,
    MediaAgreed,
    MediaFlow,
    MediaWatch,
    MicrophoneLevel,
    PersonSaid,
    SoundHeard,
)
from tests.unit.diagnosis.observed import ended, healthy_call, inbound, loop, observe, outbound, registered, sound

AGREED = MediaAgreed(
    "echo", "192.168.1.10:4000", "198.51.100.20:5000", None, "sendrecv", True, 0, "PCMU/8000", 101, "RTP/AVP"
)
WATCHED = MediaWatch("echo", 4.0, 0.1, 3.9, (), ("198.51.100.20:5000",), None, 0)
SILENT = replace(WATCHED, first_s=None, last_s=None, sources=())
REPORTS = replace(SILENT, reports_from="198.51.100.20:5001")
PATH = FarEndPath("echo", "203.0.113.7:4000", "192.168.1.10:4000")
TOLD = FarEndHeard("echo", 200, 140, -12.0, 1250.0, 0.9, False, 1)
RTCP = MediaFlow("echo", "outbound", "far_end_rtcp", None, 0, None, 1.0, None, None, None)
DEVICES = AudioDevices(("Speaker",), ("Headset",), "found", "Speaker", "Headset")


def deaf(*more: Fact, sent: int | None = 200) -> list[Fact]:
    """A call in which nothing came in, and all that went out arrived."""
    told = [inbound(sent, far_end=True)] if sent is not None else []
    return [registered(), sound(0), loop(0), inbound(0), outbound(), outbound(far_end=True), *told, *more, ended()]


def untold(*more: Fact) -> list[Fact]:
    """The same at a provider that tells nothing at the end."""
    return [registered(), sound(0), loop(0), inbound(0), outbound(), *more, ended()]


def well(*more: Fact) -> list[Fact]:
    *call, result = healthy_call()
    return [registered(), *call, *more, result]


def heard_as(**changed: Any) -> list[Fact]:
    """All went well but for what the sound that arrived was like."""
    heard = SoundHeard("echo", 200, changed.pop("loud", 150), -20.0, False, changed.pop("noisy", 0))
    rest = [fact for fact in healthy_call() if not isinstance(fact, SoundHeard)]
    return [registered(), heard, *rest]


PRIVATE = replace(AGREED, told="10.1.2.3:5000")
OFFICE = replace(registered(), server="192.168.1.2:5060")

HEAR: dict[str, tuple[list[Fact], str, str, str | None]] = {
    # 1
    "1 nothing came in": (deaf(AGREED, SILENT, PATH), "no", "no_packets_arrived", "no_sound_inbound"),
    "1 and the far end does not tell": (untold(AGREED, SILENT), "no", "no_packets_arrived", "no_sound_inbound"),
    "1 the router took another port": (
        deaf(AGREED, SILENT, replace(PATH, seen="203.0.113.7:61000")),
        "no",
        "announced_port_not_mapped",
        "no_sound_inbound",
    ),
    "another port, and all is well": (
        well(AGREED, WATCHED, replace(PATH, seen="203.0.113.7:61000")),
        "yes",
        "sound_heard",
        None,
    ),
    "1 an echo that falls silent at once, at a provider that tells nothing": (
        [registered(), sound(3), loop(0), inbound(5), outbound(), AGREED, WATCHED, ended()],
        "no",
        "sound_stopped",
        "sound_stops_midcall",
    ),
    "a few packets in a call that hardly lasted": (
        [registered(), sound(3), loop(0), inbound(5), outbound(40), AGREED, WATCHED, ended()],
        "cannot_tell",
        "hardly_any_sound",
        None,
    ),
    # 2 and 14
    "2 reports came, sound did not": (untold(AGREED, REPORTS, RTCP), "no", "reports_without_sound", "no_sound_inbound"),
    "14 sound was sent, only reports came": (deaf(AGREED, REPORTS), "no", "only_reports_arrive", "no_sound_inbound"),
    "reports came, nothing was sent": (deaf(AGREED, REPORTS, sent=0), "cannot_tell", "far_end_sent_nothing", None),
    # 3
    "3 a private address of theirs": (untold(PRIVATE, SILENT), "no", "far_end_address_private", "provider_nat_fault"),
    "a telephone system in the same house": (
        [OFFICE, *untold(replace(PRIVATE, told="192.168.1.2:5000"), SILENT)[1:]],
        "no",
        "no_packets_arrived",
        "no_sound_inbound",
    ),
    "a private address that found us": (deaf(PRIVATE, SILENT), "no", "no_packets_arrived", "no_sound_inbound"),
    "a private address, and all is well": (well(PRIVATE, WATCHED), "yes", "sound_heard", None),
    "3 on hold by noughts": (
        untold(replace(AGREED, told="0.0.0.0:5000"), SILENT),
        "cannot_tell",
        "far_end_on_hold",
        None,
    ),
    "3 on hold by direction": (untold(replace(AGREED, direction="inactive")), "cannot_tell", "far_end_on_hold", None),
    "they only send": (
        deaf(replace(AGREED, direction="sendonly"), SILENT),
        "no",
        "no_packets_arrived",
        "no_sound_inbound",
    ),
    # 5
    "5 it comes from elsewhere, and well": (
        well(AGREED, replace(WATCHED, sources=("198.51.100.99:7000",))),
        "yes",
        "sound_heard",
        None,
    ),
    "5 and 12 it stopped while they went on": (
        [
            registered(),
            sound(40),
            loop(0),
            inbound(60),
            inbound(300, far_end=True),
            outbound(),
            outbound(far_end=True),
            replace(WATCHED, last_s=1.2),
            ended(),
        ],
        "no",
        "sound_stopped",
        "sound_stops_midcall",
    ),
    "they stopped talking": (
        [
            registered(),
            sound(40),
            loop(0),
            inbound(60),
            inbound(62, far_end=True),
            outbound(),
            outbound(far_end=True),
            replace(WATCHED, last_s=1.2),
            ended(),
        ],
        "yes",
        "sound_heard",
        None,
    ),
    "it stopped as the call ended": (
        [
            registered(),
            sound(40),
            loop(0),
            inbound(60),
            inbound(300, far_end=True),
            outbound(),
            outbound(far_end=True),
            replace(WATCHED, last_s=3.9),
            ended(),
        ],
        "yes",
        "sound_heard",
        None,
    ),
    # 8
    "8 all came too late": (
        [
            registered(),
            sound(0),
            loop(0),
            replace(inbound(), discarded=190),
            outbound(),
            outbound(far_end=True),
            ended(),
        ],
        "no",
        "packets_too_late",
        "line_quality",
    ),
    "a few came too late": (
        [registered(), sound(), loop(), replace(inbound(), discarded=10), outbound(), ended()],
        "yes",
        "sound_heard",
        None,
    ),
    "8 under a wrong number": (
        [
            registered(),
            sound(0),
            loop(0),
            inbound(),
            outbound(),
            outbound(far_end=True),
            replace(WATCHED, wrong_payload=195),
            ended(),
        ],
        "no",
        "wrong_payload_number",
        "sound_unreadable",
    ),
    "comfort noise under its own number": (well(replace(WATCHED, wrong_payload=12)), "yes", "sound_heard", None),
    "8 flowing, and silent": (
        [registered(), sound(0), loop(0), inbound(), outbound(), outbound(far_end=True), ended()],
        "no",
        "packets_carry_silence",
        "sound_but_silent",
    ),
    # 9
    "9 noise": (heard_as(noisy=148), "no", "packets_carry_noise", "sound_unreadable"),
    "hissing consonants": (heard_as(noisy=20), "yes", "sound_heard", None),
    "9 the other law": (
        [registered(), sound(), replace(loop(), level_dbfs=-4.2), inbound(), outbound(), ended()],
        "no",
        "sound_is_distorted",
        "sound_unreadable",
    ),
    "a little louder": (
        [registered(), sound(), replace(loop(), level_dbfs=-11.0), inbound(), ended()],
        "yes",
        "sound_heard",
        None,
    ),
    # 11
    "11 no sound stream": (
        [
            registered(),
            replace(AGREED, offered=False, told=None),
            CallResult("echo", "no_media", 200, "OK", 0.1, 2.0, "us", ""),
        ],
        "no",
        "no_sound_agreed",
        "sound_unreadable",
    ),
    "11 no common codec": (
        [registered(), CallResult("echo", "refused", 488, "Not Acceptable Here", None, None, None, "")],
        "no",
        "no_common_codec",
        "sound_unreadable",
    ),
    "busy is no codec": (
        [registered(), CallResult("echo", "refused", 486, "Busy Here", None, None, None, "")],
        "cannot_tell",
        "call_not_answered",
        None,
    ),
    # 13
    "13 a far end that waits for our sound": (
        [registered(), inbound(0), outbound(0), inbound(0, far_end=True), outbound(0, far_end=True), ended()],
        "cannot_tell",
        "far_end_sent_nothing",
        None,
    ),
    # 15
    "15 announcement from elsewhere": (
        untold(replace(AGREED, early="198.51.100.9:6000"), SILENT),
        "no",
        "sound_lost_at_answer",
        "no_sound_inbound",
    ),
    "15 and both came": (well(replace(AGREED, early="198.51.100.9:6000"), WATCHED), "yes", "sound_heard", None),
    # 16
    "16 our own echo": (well(AGREED, WATCHED, PATH, TOLD), "yes", "sound_heard", None),
}


@pytest.mark.parametrize(("facts", "answer", "reason", "found"), HEAR.values(), ids=HEAR)
def test_hearing(facts: list[Fact], answer: str, reason: str, found: str | None) -> None:
    diagnosis = diagnose(observe(*facts))
    verdict = diagnosis.verdict("hear")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == (answer, reason)
    about_sound = [
        one.id for one in diagnosis.findings if "sound" in one.id or one.id in {"provider_nat_fault", "line_quality"}
    ]
    assert about_sound[:1] == ([found] if found else [])


def out(*more: Fact, sent: int = 200) -> list[Fact]:
    """A call that is heard well; whether we are heard is in *more*."""
    return [registered(), sound(), loop(0), inbound(), outbound(sent), *more, ended()]


SPEAK: dict[str, tuple[list[Fact], str, str]] = {
    "4 they counted none": (out(outbound(0, far_end=True)), "no", "far_end_counted_nothing"),
    "4 their reports say all is lost": (out(replace(RTCP, lost=198)), "no", "far_end_reports_loss"),
    "their reports say a tenth is lost": (
        [registered(), sound(), loop(), inbound(), outbound(), replace(RTCP, lost=20), ended()],
        "yes",
        "tone_came_back",
    ),
    "reports are well and the echo is missing": (out(RTCP), "cannot_tell", "contradictory"),
    "no reports and the echo is missing": (out(), "no", "echo_missing"),
    "they heard noise": (
        out(replace(TOLD, windows_with_sound=198, tone_share=0.02), outbound(far_end=True)),
        "no",
        "far_end_heard_noise",
    ),
    "they heard speech beside the tone": (
        out(replace(TOLD, tone_share=0.6), outbound(far_end=True)),
        "yes",
        "far_end_heard_sound",
    ),
    "they heard silence": (
        out(replace(TOLD, windows_with_sound=0), outbound(far_end=True)),
        "no",
        "far_end_heard_silence",
    ),
    "10 they take none": (out(replace(AGREED, direction="sendonly"), sent=0), "cannot_tell", "far_end_on_hold"),
    "10 we sent none": (out(AGREED, sent=0), "cannot_tell", "nothing_sent"),
    "3 nobody can send there": (untold(PRIVATE, SILENT), "no", "far_end_address_private"),
    "3 and they got it all the same": (
        [registered(), sound(), loop(), inbound(), outbound(), outbound(far_end=True), PRIVATE, ended()],
        "yes",
        "tone_came_back",
    ),
}


@pytest.mark.parametrize(("facts", "answer", "reason"), SPEAK.values(), ids=SPEAK)
def test_speaking(facts: list[Fact], answer: str, reason: str) -> None:
    verdict = diagnose(observe(*facts)).verdict("speak")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == (answer, reason)


def said(question: Any, answer: str) -> PersonSaid:
    return PersonSaid(question, answer)


PACKETS_ONLY: list[Fact] = [registered(), inbound(), outbound(), ended()]
PERSON: dict[str, tuple[list[Fact], Any, str, str]] = {
    "a likely yes and a person who heard none": (
        [*PACKETS_ONLY, said("hear", "none")],
        "hear",
        "cannot_tell",
        "contradictory",
    ),
    "a likely yes and a person who heard all": ([*PACKETS_ONLY, said("hear", "all")], "hear", "yes", "packets_arrived"),
    "a certain yes stands": ([*well(), said("hear", "none")], "hear", "yes", "sound_heard"),
    "a likely no and a person who heard": ([*untold(), said("hear", "all")], "hear", "cannot_tell", "contradictory"),
    "no measurement and a person who heard": (
        [registered(), outbound(), ended(), said("hear", "all")],
        "hear",
        "yes",
        "person_heard_voice",
    ),
    "no measurement and a person who did not": (
        [registered(), outbound(), ended(), said("hear", "none")],
        "hear",
        "no",
        "person_heard_no_voice",
    ),
    "not sure is no answer": (
        [registered(), outbound(), ended(), said("hear", "not_sure")],
        "hear",
        "cannot_tell",
        "nothing_counted",
    ),
    "the echo is missing and the person heard it": (
        [*out(), said("speak", "clear")],
        "speak",
        "cannot_tell",
        "contradictory",
    ),
    "nothing told and the person heard themselves": (
        [registered(), inbound(), outbound(), ended(), said("speak", "clear")],
        "speak",
        "yes",
        "person_heard_self",
    ),
    "reports and echo disagree, and a person cannot settle it": (
        [*out(RTCP), said("speak", "clear")],
        "speak",
        "cannot_tell",
        "contradictory",
    ),
}


@pytest.mark.parametrize(("facts", "question", "answer", "reason"), PERSON.values(), ids=PERSON)
def test_a_person_decides_only_what_the_measurement_left_open(
    facts: list[Fact], question: Any, answer: str, reason: str
) -> None:
    verdict = diagnose(observe(*facts)).verdict(question)
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == (answer, reason)


MICROPHONE: dict[str, tuple[MicrophoneLevel, str | None]] = {
    "6 muted or not allowed": (MicrophoneLevel("Headset", None, True, 2.0), "microphone_all_zero"),
    "6 could not be opened": (MicrophoneLevel("Headset", None, False, 0.0), "microphone_not_opened"),
    "6 far too quiet": (MicrophoneLevel("Headset", -70.0, False, 2.0), "microphone_too_quiet"),
    "a quiet room": (MicrophoneLevel("Headset", -45.0, False, 2.0), None),
}


@pytest.mark.parametrize(("level", "cause"), MICROPHONE.values(), ids=MICROPHONE)
def test_the_microphone_is_no_fault_of_the_line(level: MicrophoneLevel, cause: str | None) -> None:
    diagnosis = diagnose(observe(*well(), DEVICES, level))
    found = [one for one in diagnosis.findings if one.id == "silent_microphone"]
    assert [one.details["cause"] for one in found] == ([cause] if cause else [])
    assert not [one for one in diagnosis.findings if one.id.startswith("no_sound")]


def test_7_sound_that_surely_arrived_and_was_not_heard_went_to_another_loudspeaker() -> None:
    diagnosis = diagnose(observe(*well(), DEVICES, said("hear", "none")))
    assert diagnosis.primary == "wrong_audio_device"


def test_measurements_that_deny_each_other_are_not_no_fault() -> None:
    assert diagnose(observe(*out(RTCP))).primary is None
