"""Why nothing can be heard: the causes of one test call in the order in which they explain each other (science, 4).

First what both sides agreed on, then where packets went, then what those that came carried.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.diagnosis.answers import answer, cannot_tell
from app.diagnosis.evidence import Evidence
from app.diagnosis.questions.calls import FAR_END, Call
from app.diagnosis.sound.places import SENDS_NONE, cannot_be_reached, holds, mapped_elsewhere
from app.model.diagnosis import Verdict
from app.model.json import JsonValue
from app.model.names import Confidence

Cause = Callable[[Call, Evidence | None], Verdict | None]
NEARLY_ALL: Final = 0.8
FEW_PACKETS: Final = 25
MANY: Final = 4
"""Times as many packets of ours: a call that lasted."""
ENDED_EARLY_S: Final = 1.5
"""A stream that stopped so long before the call did."""
STILL_SENT: Final = 0.25
"""Share of the far end's packets that must be missing: else it had only stopped talking."""
PLAYED_DBFS: Final = -15.0
"""The tone that we play."""
TOO_LOUD_DB: Final = 6.0
"""No network amplifies by so much; a sample read by the wrong law is 9 to 11 dB too loud."""


def without_packets(call: Call, evidence: Evidence | None) -> Verdict:
    """Not one packet of sound came."""
    for cause in _WITHOUT:
        verdict = cause(call, evidence)
        if verdict is not None:
            return verdict
    sent = call.packets("inbound", *FAR_END)
    confidence: Confidence = "certain" if sent else "likely"
    return answer("hear", "no", "no_packets_arrived", call.because(), confidence, packets=0, far_end_sent=sent)


def with_packets(call: Call, evidence: Evidence | None) -> Verdict | None:
    """Packets came, and something is wrong with what they carry; ``None`` when nothing is."""
    for cause in _WITH if call.watch else _WITH[1:]:
        verdict = cause(call, evidence)
        if verdict is not None:
            return verdict
    return None


def _on_hold(call: Call, evidence: Evidence | None) -> Verdict | None:
    return cannot_tell("hear", "far_end_on_hold", call.because()) if holds(call, *SENDS_NONE) else None


def _unreachable_address(call: Call, evidence: Evidence | None) -> Verdict | None:
    if not cannot_be_reached(call, evidence) or call.agreed is None:
        return None
    sent = call.packets("inbound", *FAR_END)
    if sent:
        return None  # it found us all the same
    confidence: Confidence = "certain" if sent == 0 else "likely"
    because = call.because()
    return answer("hear", "no", "far_end_address_private", because, confidence, address=call.agreed.fact.told)


def _nothing_sent(call: Call, evidence: Evidence | None) -> Verdict | None:
    """Nothing sent, so nothing lost: a far end that waits for our sound before it speaks looks like this."""
    sent = call.packets("inbound", *FAR_END)
    return cannot_tell("hear", "far_end_sent_nothing", call.because()) if sent == 0 else None


def _another_address_at_answer(call: Call, evidence: Evidence | None) -> Verdict | None:
    """What came was the announcement before the answer: nothing has come since, from another place than before."""
    agreed = call.agreed.fact if call.agreed else None
    since = call.watch.fact.first_s if call.watch else None
    if agreed is None or agreed.early is None or since is not None or not call.was_answered:
        return None
    if call.packets("inbound", *FAR_END) == 0:
        return None
    places: dict[str, JsonValue] = {"before": agreed.early, "after": agreed.told}
    return answer("hear", "no", "sound_lost_at_answer", call.because(), "likely", **places)


def _reports_alone(call: Call, evidence: Evidence | None) -> Verdict | None:
    """RTCP comes and RTP does not: with their count it is certain that RTP is stopped, else it may go elsewhere."""
    if call.watch is None or call.watch.fact.reports_from is None:
        return None
    sent = call.packets("inbound", *FAR_END)
    because = call.because()
    if sent:
        return answer("hear", "no", "only_reports_arrive", because, "certain", packets=0, far_end_sent=sent)
    return answer("hear", "no", "reports_without_sound", because, "likely", packets=0)


def _another_port(call: Call, evidence: Evidence | None) -> Verdict | None:
    ports = mapped_elsewhere(call)
    if ports is None:
        return None
    sent = call.packets("inbound", *FAR_END)
    figures: dict[str, JsonValue] = {"announced": ports[0].port, "mapped": ports[1].port, "far_end_sent": sent}
    return answer("hear", "no", "announced_port_not_mapped", call.because(), "likely", packets=0, **figures)


_WITHOUT: Final[tuple[Cause, ...]] = (
    _on_hold,
    _unreachable_address,
    _another_address_at_answer,
    _nothing_sent,
    _reports_alone,
    _another_port,
)


def _wrong_payload(call: Call, evidence: Evidence | None) -> Verdict | None:
    packets = call.packets("inbound", "us") or 0
    wrong = call.watch.fact.wrong_payload if call.watch else 0
    if packets < FEW_PACKETS or wrong < NEARLY_ALL * packets:
        return None
    return answer("hear", "no", "wrong_payload_number", call.because(), "certain", packets=packets, wrong=wrong)


def _too_late(call: Call, evidence: Evidence | None) -> Verdict | None:
    packets = call.packets("inbound", "us") or 0
    discarded = max((seen.fact.discarded or 0 for seen in call.flow("inbound", "us")), default=0)
    if packets < FEW_PACKETS or discarded < NEARLY_ALL * packets:
        return None
    return answer("hear", "no", "packets_too_late", call.because(), "certain", packets=packets, discarded=discarded)


def _noise(call: Call, evidence: Evidence | None) -> Verdict | None:
    """Nearly all that sounds is white noise: encrypted sound read as if it were not, or a wrong codec."""
    heard = call.heard.fact if call.heard else None
    if heard is None or heard.windows_with_sound < FEW_PACKETS:
        return None
    if heard.windows_noisy < NEARLY_ALL * heard.windows_with_sound:
        return None
    agreed = call.agreed.fact if call.agreed else None
    figures: dict[str, JsonValue] = {"profile": agreed.profile, "codec": agreed.codec} if agreed else {}
    return answer("hear", "no", "packets_carry_noise", call.because(), "certain", noisy=heard.windows_noisy, **figures)


def _too_loud(call: Call, evidence: Evidence | None) -> Verdict | None:
    """Our own tone comes back much louder than it was played: its samples were read by the other law of G.711."""
    loop = call.loop.fact if call.loop else None
    if loop is None or loop.level_dbfs is None or loop.windows_heard < FEW_PACKETS:
        return None
    louder = loop.level_dbfs - PLAYED_DBFS
    if louder < TOO_LOUD_DB:
        return None
    return answer("hear", "no", "sound_is_distorted", call.because(), "likely", louder_db=round(louder, 1))


def _stopped(call: Call, evidence: Evidence | None) -> Verdict | None:
    """The stream ended in the middle of the call, and the far end went on sending."""
    watch = call.watch.fact if call.watch else None
    packets, sent = call.packets("inbound", "us") or 0, call.packets("inbound", *FAR_END) or 0
    if watch is None or watch.last_s is None or watch.watched_s - watch.last_s < ENDED_EARLY_S:
        return None
    if sent - packets < max(FEW_PACKETS, STILL_SENT * sent):
        return None
    figures: dict[str, JsonValue] = {"packets": packets, "far_end_sent": sent, "seconds": round(watch.last_s, 1)}
    return answer("hear", "no", "sound_stopped", call.because(), "certain", **figures)


def _echo_fell_silent(call: Call, evidence: Evidence | None) -> Verdict | None:
    """A number that returns what it hears returned a beginning shorter than any word, and tells nothing of itself.

    Which way was closed after those first packets cannot be told.
    """
    packets, ours = call.packets("inbound", "us") or 0, call.packets("outbound", "us") or 0
    told = call.packets("inbound", *FAR_END)
    if call.result.fact.purpose != "echo" or told is not None or packets >= FEW_PACKETS or ours < MANY * FEW_PACKETS:
        return None
    last_s = call.watch.fact.last_s if call.watch else None
    figures: dict[str, JsonValue] = {"packets": packets, "sent": ours, "seconds": last_s and round(last_s, 1)}
    return answer("hear", "no", "sound_stopped", call.because(), "likely", **figures)


_WITH: Final[tuple[Cause, ...]] = (
    _another_address_at_answer,
    _wrong_payload,
    _too_late,
    _noise,
    _too_loud,
    _stopped,
    _echo_fell_silent,
)
