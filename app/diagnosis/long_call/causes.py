"""Causes of calls that die, in the order in which they are thought of: each looks at one held call and says itself or
nothing. Pure functions; what is normal comes before what is unexplained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from app.diagnosis.long_call import sound, times
from app.diagnosis.long_call.held import Held
from app.diagnosis.reasons import Reason
from app.model.facts import Direction
from app.model.json import JsonValue
from app.model.names import Answer, Confidence

MOSTLY_UNHEARD: Final = 0.7
"""Part of our packets below which the far end did not hear us all the time; loss on a bad line stays above."""
A_SECOND: Final = 50
"""Packets."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a call ended or fell silent, for the verdict."""

    answer: Answer
    reason: Reason
    seconds: float
    confidence: Confidence = "likely"
    details: dict[str, JsonValue] = field(default_factory=dict)


def no_ack(held: Held) -> Cause | None:
    """The answer to the INVITE was repeated until its sender gave up: 64 times T1 (RFC 3261 section 13.3.1.4)."""
    inbound = held.course is not None and held.course.fact.direction == "inbound"
    answers = held.at("INVITE", "outbound" if inbound else "inbound", accepted=True, cseq=_first_cseq(held))
    acks = held.at("ACK", "inbound" if inbound else "outbound", cseq=_first_cseq(held))
    named = any(word in held.reason for word in times.ACK_WORDS)
    if (len(answers) < 3 and not named) or (inbound and acks):
        return None
    if not named and (_blames_silence(held) or _blames_session(held)):
        return None  # its own word outweighs repeats, which a slow answer brings about too
    t1 = first_interval(answers)
    seconds = held.ended_at_s
    on_time = t1 is not None and held.near(seconds, answers[0] + times.TIMER_H * t1)
    if not on_time and not named and not _repeated_to_the_end(answers, seconds):
        return None
    return Cause(
        "no",
        "no_ack_incoming" if inbound else "no_ack_outgoing",
        seconds,
        "certain" if on_time else "likely",
        {"answers": len(answers), "confirmed": len(acks), "t1_s": None if t1 is None else round(t1, 2)},
    )


def first_interval(answers: list[float]) -> float | None:
    """T1 of whoever repeats: intervals double until they reach T2, so several of them together say it best."""
    gaps = [later - earlier for earlier, later in pairwise(answers)]
    doubling = 1
    while doubling < len(gaps) and 1.5 <= gaps[doubling] / max(gaps[doubling - 1], 1e-6) <= 2.6:
        doubling += 1
    return (answers[doubling] - answers[0]) / (2**doubling - 1) if gaps else None


def _first_cseq(held: Held) -> int | None:
    return next((step.cseq for step in held.steps if step.method == "INVITE"), None)


def _repeated_to_the_end(answers: list[float], seconds: float) -> bool:
    """A repeat may have been lost, so that T1 cannot be read: the last came at most two longest intervals ago."""
    longest = max((later - earlier for earlier, later in pairwise(answers)), default=0.0)
    return len(answers) > 4 and seconds - answers[-1] <= 2 * longest


def hung_up_while_quiet(held: Held) -> Cause | None:
    """A far end that ends calls without sound ended this one while we were silent on purpose: that is its rule."""
    timeline = held.timeline.fact if held.timeline else None
    if timeline is None or timeline.quiet_from_s is None or not _blames_silence(held):
        return None
    since = held.ended_at_s - timeline.quiet_from_s * timeline.pace
    still_quiet = timeline.quiet_to_s is None or held.ended_at_s <= timeline.quiet_to_s * timeline.pace
    return Cause("cannot_tell", "hung_up_while_quiet", held.ended_at_s) if since > 0 and still_quiet else None


def media_timeout(held: Held) -> Cause | None:
    """The far end hung up because no sound of ours arrived, by its own word or by its count."""
    sent, heard = _sent(held), held.far_end_heard()
    details: dict[str, JsonValue] = {"sent": sent, "far_end_received": heard}
    if _blames_silence(held):
        return Cause("no", "far_end_missed_our_sound", held.ended_at_s, "certain", details)
    unheard = heard is not None and sent is not None and sent > 10 * A_SECOND / held.pace and heard < sent / 10
    if held.by_far_end and unheard and not _is_normal(held):
        return Cause("no", "far_end_missed_our_sound", held.ended_at_s, "likely", details)
    return None


def session_timer(held: Held) -> Cause | None:
    """The session was not refreshed in time (RFC 4028): by its word, or because the arithmetic fits exactly."""
    course = held.course.fact if held.course else None
    seconds = held.ended_at_s
    named = _blames_session(held)
    session = course.session_expires_s if course else None
    which = _session_end(held, float(session), seconds) if session else None
    if which is None and not named:
        return _unagreed_session(held) if session is None else None
    if not named and _is_normal(held) and held.by_far_end:
        return None
    details: dict[str, JsonValue] = {
        "session_s": session,
        "refresher": course.refresher if course else None,
        "end": which,
    }
    return Cause("no", "session_not_refreshed", seconds, "certain" if named and which else "likely", details)


def _blames_session(held: Held) -> bool:
    return any(word in held.reason for word in times.SESSION_WORDS)


def _session_end(held: Held, session: float, seconds: float) -> str | None:
    """Which end of the table fits, counted from the answer or any refresh that both sides saw."""
    renewed = [0.0, *_renewals(held, "inbound"), *_renewals(held, "outbound")]
    ends = [(base + after(session), name) for name, after in times.SESSION_ENDS for base in renewed]
    nearest, name = min(ends, key=lambda end: abs(end[0] - seconds))
    return name if held.near(seconds, nearest) else None


def _renewals(held: Held, direction: Direction) -> list[float]:
    return [*held.at("UPDATE", direction, accepted=True), *held.at("INVITE", direction, accepted=True)]


def _unagreed_session(held: Held) -> Cause | None:
    if not held.by_far_end or _is_normal(held):
        return None
    fits = any(held.near(held.ended_at_s, end) for end in times.UNAGREED_SESSION_ENDS)
    return Cause("no", "session_not_refreshed", held.ended_at_s, "possible") if fits else None


def lost_while_quiet(held: Held) -> Cause | None:
    """Sound from the far end outlived ours and stopped some time later: a router forgot the way back."""
    lost = sound.lost_while_quiet(held.timeline.fact) if held.timeline else None
    if lost is None:
        return None
    details: dict[str, JsonValue] = {"returned": lost.returned, "at_s": round(lost.at_s)}
    return Cause("no", "sound_lost_while_quiet", lost.life_s, "likely", details)


def normal_goodbye(held: Held) -> Cause | None:
    """The far end hung up and says that all is well."""
    if held.dropped and held.by_far_end and _is_normal(held):
        return Cause("cannot_tell", "far_end_hung_up", held.ended_at_s)
    return None


def echo_gave_up(held: Held) -> Cause | None:
    """Echo numbers end calls after a while, mostly without a word."""
    silent = held.by_far_end and not held.reason
    if held.dropped and silent and held.result.fact.purpose == "hold_echo":
        return Cause("cannot_tell", "far_end_hung_up", held.ended_at_s)
    return None


def unexplained(held: Held) -> Cause | None:
    """Over too soon, and none of the known causes."""
    if not held.dropped:
        return None
    reason = held.result.fact.reason_header[:120] or None
    confidence: Confidence = "likely" if reason or not held.by_far_end else "possible"
    return Cause("no", "ended_early", held.ended_at_s, confidence, {"said": reason})


def sound_stopped(held: Held) -> Cause | None:
    """The call stood, and sound one way was gone for good."""
    timeline = held.timeline.fact if held.timeline else None
    lost = sound.stopped(timeline) if timeline else None
    if timeline is None or lost is None:
        return _not_heard_any_more(held)
    if not sound.is_even(timeline, lost.at_s):
        return Cause("cannot_tell", "far_end_sends_in_parts", lost.at_s)
    if _asked_for_change(held, lost.at_s):
        return Cause("cannot_tell", "far_end_changed_sound", lost.at_s)
    return Cause("no", "sound_stopped", lost.at_s, "likely", {"direction": "inbound"})


def _asked_for_change(held: Held, at_s: float) -> bool:
    """A re-INVITE or UPDATE of the far end shortly before may have put us on hold."""
    asked = [*held.at("INVITE", "inbound"), *held.at("UPDATE", "inbound")]
    return any(-5.0 <= at_s - at <= 5.0 for at in asked)


def _not_heard_any_more(held: Held) -> Cause | None:
    sent, heard = _sent(held), held.far_end_heard()
    if sent is not None:
        sent -= _sent_in_outages(held)  # what the line lost both ways for a while did not stop one way
    if sent is None or heard is None or heard < A_SECOND or heard > MOSTLY_UNHEARD * sent or sent - heard < A_SECOND:
        return None
    details: dict[str, JsonValue] = {"direction": "outbound", "sent": sent, "far_end_received": heard}
    return Cause("no", "sound_stopped", heard / A_SECOND * held.pace, "possible", details)


def _sent(held: Held) -> int | None:
    return sum(held.timeline.fact.sent) if held.timeline else None


def _sent_in_outages(held: Held) -> int:
    timeline = held.timeline.fact if held.timeline else None
    return sum(sum(timeline.sent[gap]) for gap in sound.outages(timeline)) if timeline else 0


def _is_normal(held: Held) -> bool:
    return bool(held.causes) and held.causes <= times.NORMAL_CAUSES


def _blames_silence(held: Held) -> bool:
    words = any(word in held.reason for word in times.MEDIA_WORDS)
    return held.by_far_end and (bool(held.causes & times.MEDIA_CAUSES) or words)


Rule = Callable[[Held], Cause | None]
DROPS: Final[tuple[Rule, ...]] = (
    no_ack,
    hung_up_while_quiet,
    lost_while_quiet,
    media_timeout,
    session_timer,
    normal_goodbye,
    echo_gave_up,
    unexplained,
)
"""Of a call that was over too soon. A far end that hung up for lack of sound after the router had forgotten the call
is no cause of its own: what happened first comes first."""
FADES: Final[tuple[Rule, ...]] = (lost_while_quiet, sound_stopped)
"""Of a call that lasted, or was stopped by the person."""


def first(rules: tuple[Rule, ...], held: Held) -> Cause | None:
    """The first rule that knows."""
    return next((cause for rule in rules if (cause := rule(held))), None)
