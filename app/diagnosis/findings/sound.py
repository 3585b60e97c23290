"""Sound: which direction is missing, and whether the fault lies before the line at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import ids
from app.model.diagnosis import Finding, Verdict
from app.model.facts import PersonSaid
from app.model.names import FindingId

HEARD_NOTHING: Final = frozenset({"none", "no"})

OF_THEIR_OWN: Final[dict[str, FindingId]] = {
    "packets_carry_silence": "sound_but_silent",
    "sound_stopped": "sound_stops_midcall",
    "packets_too_late": "line_quality",
}
"""Reasons for not hearing that have a finding of their own: packets do arrive, or did."""
UNREADABLE: Final = frozenset(
    {
        "no_common_codec",
        "no_sound_agreed",
        "wrong_payload_number",
        "packets_carry_noise",
        "sound_is_distorted",
        "far_end_heard_noise",
    }
)
"""Reasons that no router and no line can be blamed for: both ends must agree on how sound is coded."""


def find(case: Case) -> Iterator[Finding]:
    """Findings of the test calls, then those of this computer's own devices."""
    yield from _missing(case.says("hear", "no"), case.says("speak", "no"))
    yield from _devices(case)


def _missing(deaf: Verdict | None, mute: Verdict | None) -> Iterator[Finding]:
    unreachable = [one for one in (deaf, mute) if one and one.reason == "far_end_address_private"]
    if unreachable:  # one wrong address explains both directions
        address = unreachable[0].details.get("address")
        yield finding("provider_nat_fault", unreachable[0].confidence, unreachable, address=address)
        return
    unreadable = [one for one in (deaf, mute) if one and one.reason in UNREADABLE]
    if unreadable:
        yield finding("sound_unreadable", unreadable[0].confidence, unreadable, cause=unreadable[0].reason)
        deaf, mute = (None if one in unreadable else one for one in (deaf, mute))
    if deaf and deaf.reason in OF_THEIR_OWN:
        packets, seconds = deaf.details.get("packets"), deaf.details.get("seconds")
        name = OF_THEIR_OWN[deaf.reason]
        yield finding(name, deaf.confidence, [deaf], packets=packets, seconds=seconds, cause=deaf.reason)
        deaf = None
    if deaf and mute:
        both = deaf.confidence if deaf.confidence == mute.confidence else "likely"
        yield finding("no_sound_both", both, [deaf, mute], cause=deaf.reason)
    elif deaf:
        sent = deaf.details.get("far_end_sent")
        yield finding("no_sound_inbound", deaf.confidence, [deaf], far_end_sent=sent, cause=deaf.reason)
    elif mute:
        sent = mute.details.get("sent")
        yield finding("no_sound_outbound", mute.confidence, [mute], sent=sent, cause=mute.reason)


def _devices(case: Case) -> Iterator[Finding]:
    devices = case.says("audio_devices", "no")
    if devices and devices.reason in {"microphone_all_zero", "microphone_too_quiet", "microphone_not_opened"}:
        yield finding("silent_microphone", devices.confidence, [devices], cause=devices.reason)
    elif devices and devices.reason == "person_heard_nothing":
        yield finding("wrong_audio_device", "likely", [devices])
    yield from _person_disagrees(case)


def _person_disagrees(case: Case) -> Iterator[Finding]:
    """Sound reached this computer for certain, and the person heard none: it went to another loudspeaker."""
    arrived = case.says("hear", "yes")
    if arrived is None or arrived.confidence != "certain":
        return
    said = case.evidence.last(PersonSaid, lambda fact: fact.question == "hear")
    if said is not None and said.fact.answer in HEARD_NOTHING:
        yield finding("wrong_audio_device", "likely", [arrived, ids([said])], said=said.fact.answer)
