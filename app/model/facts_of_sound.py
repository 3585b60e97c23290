"""What a probe can record of the sound in a call beyond its counts: what was agreed, gaps, the keys that arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

MediaDirection = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
KeyMethod = Literal["rfc4733", "info", "inband"]


@dataclass(frozen=True, slots=True)
class MediaAgreed:
    """What offer and answer of one call settled about its sound, as both were on the wire at this computer.

    ``announced``: where we said that we receive, ``told``: where the far end did in its last answer, ``early``: in a
    provisional answer before, where that differed. ``direction`` is the far end's word. ``offered``: their description
    had a sound stream that was not refused.
    """

    kind: ClassVar[str] = "media.agreed"
    purpose: str
    announced: str | None
    told: str | None
    early: str | None
    direction: MediaDirection
    offered: bool
    payload_type: int | None
    codec: str
    events: int | None
    profile: str


@dataclass(frozen=True, slots=True)
class SoundGap:
    """A time without a packet. ``lost``: by sequence numbers; ``burst``: packets that came at once when it ended,
    more than the time allows; ``moved``: they came from another address, or were numbered anew."""

    at_s: float
    length_s: float
    lost: int
    burst: int
    moved: bool


@dataclass(frozen=True, slots=True)
class MediaWatch:
    """The stream that arrived in one call, watched packet count by packet count every 20 ms.

    Times are in seconds of this computer from the begin of watching; ``pace`` as in
    :class:`~app.model.facts_of_calls.CallCourse`. ``first_s`` and ``last_s``: first and last packet. ``sources``: the
    addresses they came from. ``reports_from``: where RTCP came from. ``wrong_payload``: packets whose payload number
    was not agreed on. ``keep_alives``: when this computer sent one for its signalling.
    """

    kind: ClassVar[str] = "media.watch"
    purpose: str
    watched_s: float
    first_s: float | None
    last_s: float | None
    gaps: tuple[SoundGap, ...]
    sources: tuple[str, ...]
    reports_from: str | None
    wrong_payload: int
    keep_alives: tuple[float, ...] = ()
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class FarEndPath:
    """What the far end says of the way to us: where our sound came from, and where our description said it would."""

    kind: ClassVar[str] = "media.far_end_path"
    purpose: str
    seen: str
    offered: str | None


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One key as the far end heard it. ``duration_ms`` counts by the clock that was agreed on."""

    digit: str
    method: KeyMethod
    duration_ms: int | None
    packets: int
    ended: bool


@dataclass(frozen=True, slots=True)
class KeysHeard:
    """The keys that the far end heard in one call, press by press, where it is a test line that tells.

    ``strange``: packets that look like telephone events under a payload number that was not agreed on.
    """

    kind: ClassVar[str] = "keypad.heard"
    purpose: str
    presses: tuple[KeyPress, ...]
    strange: int = 0
    strange_payload: int | None = None
