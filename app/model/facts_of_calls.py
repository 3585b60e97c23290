"""What a probe can record of a call: its end, its signalling in time, its sound each way, its keypad digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from app.model.fact_words import Direction

SIDE_CALL: Final = "way "
"""How the purpose of a call begins that goes on beside others; a path follows."""


@dataclass(frozen=True, slots=True)
class CallResult:
    """One call from dialling to its end. ``purpose`` is a key of the profile's ``[numbers]``, or :data:`SIDE_CALL`."""

    kind: ClassVar[str] = "call.result"
    purpose: str
    outcome: Literal["connected", "refused", "silent", "dropped", "transport_error", "stopped", "no_media"]
    status: int | None
    phrase: str
    setup_s: float | None
    duration_s: float | None
    ended_by: Literal["us", "far_end", "local_timeout", "engine"] | None
    reason_header: str


@dataclass(frozen=True, slots=True)
class MediaFlow:
    """The RTP of one direction of one call, as one side counted it (RFC 3550 section 6.4).

    ``counted_by`` ``"far_end"`` comes from RTCP reports or the statistics in its BYE; ``None`` counts were not told.
    """

    kind: ClassVar[str] = "media.flow"
    purpose: str
    direction: Direction
    counted_by: Literal["us", "far_end_rtcp", "far_end_bye"]
    packets: int | None
    lost: int | None
    discarded: int | None
    jitter_ms: float | None
    rtt_ms: float | None
    sdp_address: str | None
    source_address: str | None


@dataclass(frozen=True, slots=True)
class CallStep:
    """One SIP message of a call; ``at_s`` counts from the first 2xx to its INVITE. Responses name their method."""

    at_s: float
    direction: Direction
    method: Literal["INVITE", "ACK", "PRACK", "UPDATE", "INFO", "MESSAGE", "OPTIONS", "BYE", "CANCEL", "other"]
    status: int | None
    cseq: int


@dataclass(frozen=True, slots=True)
class CallCourse:
    """The signalling of one held call in time: what was repeated, confirmed and refreshed, and when.

    ``direction`` is that of its INVITE. ``planned_s`` is how long it was meant to last. ``session_expires_s`` and
    ``refresher`` are what the last 2xx agreed on (RFC 4028). ``pace`` is above 1 in practice only: so many seconds of
    a real call pass in one second of this one, and rules multiply by it.
    """

    kind: ClassVar[str] = "call.course"
    purpose: str
    direction: Direction
    planned_s: float
    steps: tuple[CallStep, ...]
    session_expires_s: int | None
    refresher: Literal["us", "far_end"] | None
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class MediaTimeline:
    """The packets of each stretch of a call, as this computer counted them, and how loud the far end was in it.

    Stretch 0 begins when sound began, each lasts ``interval_s``. From ``quiet_from_s`` to ``quiet_to_s`` we sent
    nothing on purpose, as a muted phone with silence suppression does; ``None``: never. ``pace`` as in
    :class:`CallCourse`. ``lost`` counts by sequence numbers, ``jitter_ms`` is the mean so far (RFC 3550 A.8); both are
    empty in records of versions that did not keep them.
    """

    kind: ClassVar[str] = "media.timeline"
    purpose: str
    interval_s: float
    received: tuple[int, ...]
    sent: tuple[int, ...]
    heard_dbfs: tuple[float, ...]
    quiet_from_s: float | None
    quiet_to_s: float | None
    pace: float = 1.0
    lost: tuple[int, ...] = ()
    jitter_ms: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class SoundLoop:
    """A known tone played into a call and looked for in what came back.

    ``windows`` counts 20 ms windows in which it should be heard. ``round_trip_ms`` is by correlation,
    quantised to 20 ms frames (facts/softphone.md); ``None`` when nothing was recognised.
    """

    kind: ClassVar[str] = "media.loop"
    purpose: str
    played_hz: float
    heard_hz: float | None
    windows: int
    windows_heard: int
    level_dbfs: float | None
    round_trip_ms: float | None


@dataclass(frozen=True, slots=True)
class SoundHeard:
    """What arrived from the far end in one call, whoever made it: packets that flow may still be silent.

    ``windows`` are of 20 ms from the first sample that the call delivered; one has sound when it is louder than
    -50 dB below full scale. ``all_zero``: exact digital silence throughout. ``level_dbfs``: of windows with sound,
    of which ``windows_noisy`` hold something like white noise.
    """

    kind: ClassVar[str] = "media.heard"
    purpose: str
    windows: int
    windows_with_sound: int
    level_dbfs: float | None
    all_zero: bool
    windows_noisy: int = 0


@dataclass(frozen=True, slots=True)
class FarEndHeard:
    """What the far end says it heard of us, where it is a test line that tells (``X-Callmend-Heard``).

    ``windows`` are of 20 ms; ``tone_hz`` is the frequency that most windows with sound held, ``tone_share`` the part
    of them that did; ``sources`` counts the addresses that our sound came from.
    """

    kind: ClassVar[str] = "media.far_end_heard"
    purpose: str
    windows: int
    windows_with_sound: int
    level_dbfs: float | None
    tone_hz: float | None
    tone_share: float | None
    all_zero: bool
    sources: int | None


@dataclass(frozen=True, slots=True)
class KeypadDigits:
    """Digits sent in a call, and those that the far end says it heard (``None``: it did not tell).

    ``phase``: at its begin, or after the call was held and resumed. ``status``: the last answer to INFO.
    """

    kind: ClassVar[str] = "keypad.digits"
    method: Literal["rfc4733", "info", "inband"]
    sent: str
    heard: str | None
    negotiated: bool
    phase: Literal["plain", "after_hold"] = "plain"
    status: int | None = None
