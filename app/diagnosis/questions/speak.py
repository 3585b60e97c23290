"""``speak``: whether our sound arrives at the far end. Only the far end can know: its counters, or its echo."""

from __future__ import annotations

from typing import Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence
from app.diagnosis.questions.calls import Call, newest_calls, together
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import MediaFlow
from app.model.json import JsonValue

PURPOSES: Final = ("listen", "echo")
FAR_END: Final = ("far_end_rtcp", "far_end_bye")
RECOGNISED_SHARE: Final = 0.5
"""Share of the windows in which the known tone must come back: no other sound does that by chance."""
MEASURED_WINDOWS: Final = 25
MOSTLY_LOST: Final = 0.5
HARDLY_ANY: Final = 0.1
"""Share of our packets below which no word is understood, though a few show that a way exists."""
MEASURED_PACKETS: Final = 50


def judge(evidence: Evidence) -> Verdict | None:
    """Each call by itself, then all together."""
    calls = newest_calls(evidence, *PURPOSES)
    return together([of_call(call) for call in calls]) or not_run("speak", evidence)


def of_call(call: Call) -> Verdict:
    """A recognised echo proves it works; a far end that counted nothing proves the opposite; both together, neither."""
    result = call.result.fact
    if not call.was_answered:
        return cannot_tell("speak", "call_not_answered", call.because(), outcome=result.outcome, status=result.status)
    arrived = [packets for packets in _arrived(call) if packets is not None]
    proof = _proof(call)
    if 0 in arrived and (proof or any(arrived)):
        return cannot_tell("speak", "contradictory", call.because())
    if proof:
        return answer("speak", "yes", proof, call.because(), "certain", **_figures(call))
    if _only_silence_arrived(call):
        return answer("speak", "no", "far_end_heard_silence", call.because(), "certain", **_figures(call))
    if call.packets("outbound", "us") == 0:
        return cannot_tell("speak", "nothing_sent", call.because())
    if arrived:
        return _counted(call, max(arrived))
    return _by_reports(call) or _by_missing_echo(call)


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
    if told is not None and told.windows_with_sound >= MEASURED_WINDOWS:
        return "far_end_heard_sound"
    return "tone_came_back" if _echoed(call) else None


def _only_silence_arrived(call: Call) -> bool:
    told = call.told.fact if call.told else None
    return told is not None and told.windows >= MEASURED_WINDOWS and not told.windows_with_sound


def _echoed(call: Call) -> bool:
    loop = call.loop.fact if call.loop else None
    if loop is None or loop.windows < MEASURED_WINDOWS:
        return False
    return loop.windows_heard >= RECOGNISED_SHARE * loop.windows


def _by_reports(call: Call) -> Verdict | None:
    """RTCP reports about our stream exist only where some of it arrived (RFC 3550 section 6.4.1)."""
    sent = call.packets("outbound", "us")
    for seen in call.flow("outbound", "far_end_rtcp"):
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
