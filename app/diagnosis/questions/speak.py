"""``speak``: whether our sound arrives at the far end. Only the far end can know: its counters, or its echo."""

from __future__ import annotations

from typing import Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence
from app.diagnosis.questions.calls import FAR_END, Call, newest_calls, together
from app.diagnosis.reasons import Reason
from app.diagnosis.sound.person import with_person
from app.diagnosis.sound.places import TAKES_NONE, cannot_be_reached, holds, refused_codecs
from app.model.diagnosis import Verdict
from app.model.facts import FarEndHeard, MediaFlow
from app.model.json import JsonValue

PURPOSES: Final = ("listen", "echo")
RECOGNISED_SHARE: Final = 0.5
"""Share of the windows in which the known tone must come back: no other sound does that by chance."""
MEASURED_WINDOWS: Final = 25
MOSTLY_LOST: Final = 0.5
HARDLY_ANY: Final = 0.1
"""Share of our packets below which no word is understood, though a few show that a way exists."""
MEASURED_PACKETS: Final = 50
NEARLY_ALL: Final = 0.9
NOISE_SHARE: Final = 0.8
TONE_SHARE: Final = 0.3
"""Of the windows with sound; our signal is a tone for six tenths of the time."""


def judge(evidence: Evidence) -> Verdict | None:
    """Each call by itself, then all together."""
    calls = newest_calls(evidence, *PURPOSES)
    measured = together([of_call(call, evidence) for call in calls]) or not_run("speak", evidence)
    return with_person(measured, evidence)


def of_call(call: Call, evidence: Evidence | None = None) -> Verdict:
    """A recognised echo proves it works; a far end that counted nothing proves the opposite; both together, neither."""
    result = call.result.fact
    if refused_codecs(call):
        return answer("speak", "no", "no_common_codec", call.because(), "certain", status=result.status)
    if not call.was_answered:
        return cannot_tell("speak", "call_not_answered", call.because(), outcome=result.outcome, status=result.status)
    if result.outcome == "no_media":
        if holds(call, *TAKES_NONE):
            return cannot_tell("speak", "far_end_on_hold", call.because())
        return answer("speak", "no", "no_sound_agreed", call.because(), "likely")
    arrived = [packets for packets in _arrived(call) if packets is not None]
    proof = _proof(call)
    if 0 in arrived and (proof or any(arrived)):
        return cannot_tell("speak", "contradictory", call.because())
    if proof:
        return answer("speak", "yes", proof, call.because(), "certain", **_figures(call))
    changed = _changed_on_the_way(call)
    if changed:
        return answer("speak", "no", changed, call.because(), "certain", **_figures(call))
    if holds(call, *TAKES_NONE):
        return cannot_tell("speak", "far_end_on_hold", call.because())
    if cannot_be_reached(call, evidence) and not any(arrived):
        return answer("speak", "no", "far_end_address_private", call.because(), "certain" if arrived else "likely")
    if call.packets("outbound", "us") == 0:
        return cannot_tell("speak", "nothing_sent", call.because())
    if arrived:
        return _counted(call, max(arrived))
    return _by_reports_and_echo(_by_reports(call), _by_missing_echo(call), call)


def _by_reports_and_echo(reports: Verdict | None, echo: Verdict, call: Call) -> Verdict:
    """Reports tell of losses and not of a stream that never went on; a number may not echo at all: both must agree."""
    if reports is None:
        return echo
    if reports.answer == "yes" and echo.answer == "no":
        return cannot_tell("speak", "contradictory", call.because())
    return reports


def _arrived(call: Call) -> list[int | None]:
    return [seen.fact.packets for seen in call.flow("outbound", *FAR_END)]


def _counted(call: Call, most: int) -> Verdict:
    sent = call.packets("outbound", "us") or 0
    if sent >= MEASURED_PACKETS and 0 < most < HARDLY_ANY * sent:
        return answer("speak", "no", "far_end_counted_hardly_any", call.because(), "certain", **_figures(call))
    if most:
        return answer("speak", "yes", "far_end_counted_packets", call.because(), "certain", **_figures(call))
    return answer("speak", "no", "far_end_counted_nothing", call.because(), "certain", **_figures(call))


def _proof(call: Call) -> Reason | None:
    """The reason why sound surely arrived: it was told by the far end, or it came back."""
    told = call.told.fact if call.told else None
    if told is not None and told.windows_with_sound >= MEASURED_WINDOWS and not _is_noise(told):
        return "far_end_heard_sound"
    return "tone_came_back" if _echoed(call) else None


def _changed_on_the_way(call: Call) -> Reason | None:
    """Packets arrived, and what they carried was not what we played."""
    told = call.told.fact if call.told else None
    if told is None or told.windows < MEASURED_WINDOWS:
        return None
    if not told.windows_with_sound:
        return "far_end_heard_silence"
    return "far_end_heard_noise" if _is_noise(told) else None


def _is_noise(told: FarEndHeard) -> bool:
    """We play one tone most of the time: a far end that hears sound all the time and hardly any tone hears noise."""
    loud = told.windows_with_sound >= max(MEASURED_WINDOWS, NOISE_SHARE * told.windows)
    return loud and told.tone_share is not None and told.tone_share < TONE_SHARE


def _echoed(call: Call) -> bool:
    loop = call.loop.fact if call.loop else None
    if loop is None or loop.windows < MEASURED_WINDOWS:
        return False
    return loop.windows_heard >= RECOGNISED_SHARE * loop.windows


def _by_reports(call: Call) -> Verdict | None:
    """RTCP reports about our stream exist only where some of it arrived (RFC 3550 section 6.4.1)."""
    sent = call.packets("outbound", "us")
    for seen in call.flow("outbound", "far_end_rtcp"):
        if sent and sent >= MEASURED_PACKETS and (seen.fact.lost or 0) >= NEARLY_ALL * sent:
            return answer("speak", "no", "far_end_reports_loss", call.because(), "likely", **_figures(call))
        if _mostly_arrived(seen.fact, sent):
            return answer("speak", "yes", "far_end_reports_our_packets", call.because(), "likely", **_figures(call))
    return None


def _mostly_arrived(report: MediaFlow, sent: int | None) -> bool:
    return bool(sent) and report.lost is not None and report.lost < MOSTLY_LOST * (sent or 0)


def _by_missing_echo(call: Call) -> Verdict:
    """Without the far end's counters, a missing echo means "lost on the way out" only if the way in surely works."""
    loop = call.loop.fact if call.loop else None
    heard = call.heard.fact if call.heard else None
    if loop is None or loop.windows < MEASURED_WINDOWS:
        return cannot_tell("speak", "far_end_did_not_tell", call.because())
    if loop.windows_heard:
        return cannot_tell("speak", "echo_incomplete", call.because(), windows=loop.windows, heard=loop.windows_heard)
    if heard is not None and heard.windows_with_sound >= MEASURED_WINDOWS:
        return answer("speak", "no", "echo_missing", call.because(), "likely", **_figures(call))
    return cannot_tell("speak", "echo_missing_both_ways", call.because())


def _figures(call: Call) -> dict[str, JsonValue]:
    loop = call.loop.fact if call.loop else None
    lost = [seen.fact.lost for seen in call.flow("outbound", *FAR_END) if seen.fact.lost is not None]
    return {
        "packets": call.packets("outbound", *FAR_END),
        "sent": call.packets("outbound", "us"),
        "lost": lost[-1] if lost else None,
        "round_trip_ms": loop.round_trip_ms if loop else None,
        "windows": loop.windows if loop else None,
        "windows_heard": loop.windows_heard if loop else None,
    }
