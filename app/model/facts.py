"""What a probe can record: one frozen record a kind, flat, without any judgement.

A network failure is a datum with a stable name, never an exception; what is unknown is ``None``, never an empty
value. Raw messages are kept as text in which every character is one byte (Latin-1), so that they convert back exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from app.model.names import Question, Transport

Outcome = Literal[
    "answered",  # at least one reply came
    "silent",  # sent, and nothing came back in the stated time
    "refused",  # an ICMP error or a TCP reset came back
    "unreachable",  # this computer has no route, or the network says so
    "unresolved",  # the name has no address
    "not_secure",  # TLS could not be set up
    "stopped",  # the person stopped it
    "failed",  # this computer could not even try
]
Role = Literal["suspected", "control"]
Direction = Literal["inbound", "outbound"]


@dataclass(frozen=True, slots=True)
class RunMark:
    """Something that happened to the run itself."""

    kind: ClassVar[str] = "run.mark"
    mark: Literal["started", "resumed", "stopped", "engine_lost", "network_changed", "slept", "finished"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Computer:
    """The system we run on, in words a support engineer can use."""

    kind: ClassVar[str] = "computer"
    system: str
    release: str
    python: str
    program: str


@dataclass(frozen=True, slots=True)
class NetworkInterface:
    """The interface that the route to the server uses, and its default gateway."""

    kind: ClassVar[str] = "network.interface"
    name: str
    address: str
    gateway: str | None
    medium: Literal["cable", "wifi", "vpn", "loopback", "unknown"]


@dataclass(frozen=True, slots=True)
class DnsLookup:
    """One question to the system's resolver."""

    kind: ClassVar[str] = "dns.lookup"
    name: str
    record_type: str
    outcome: Outcome
    answers: tuple[str, ...]
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class StunBinding:
    """One Binding request (RFC 8489): the address a server saw us come from."""

    kind: ClassVar[str] = "stun.binding"
    server: str
    local: str
    mapped: str | None
    outcome: Outcome
    rtt_ms: float | None


@dataclass(frozen=True, slots=True)
class TcpReach:
    """An attempt to open a TCP connection, closed at once: ``"answered"`` and ``"refused"`` both prove a way there."""

    kind: ClassVar[str] = "tcp.reach"
    remote: str
    outcome: Outcome
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class SipReply:
    """A SIP message that came back, with the instant after the first transmission and both ends."""

    at_ms: float
    source: str
    arrived_at: str
    raw: str


@dataclass(frozen=True, slots=True)
class SipExchange:
    """A request of our own on a raw socket, and everything that came back.

    ``signal`` is the design's name of the measurement (section 5), ``path`` names the way it went, such as
    ``"udp:5060"``; a control repeats the suspected request where no ALG is expected to look. ``waited_ms`` is how long
    replies could arrive: a control may be given up early, once the suspected path and another control have answered.
    """

    kind: ClassVar[str] = "sip.exchange"
    signal: str
    role: Role
    path: str
    transport: Transport
    method: str
    local: str
    remote: str
    sent: str
    replies: tuple[SipReply, ...]
    outcome: Outcome
    attempts: int
    rtt_ms: float | None
    waited_ms: float | None = None


@dataclass(frozen=True, slots=True)
class IcmpQuote:
    """A request that was let die after *ttl* hops, and what the hop quoted of it (RFC 1812 section 4.3.2.3).

    A NAT does not translate the quoted payload back, so it shows the text as it was when it died. ``reached`` means
    that the server was nearer than that and answered; ``silent`` proves nothing.
    """

    kind: ClassVar[str] = "icmp.quote"
    signal: str
    role: Role
    path: str
    ttl: int
    local: str
    remote: str
    sent: str
    quoted: str | None
    reporter: str | None
    outcome: Literal["quoted", "reached", "silent", "failed"]


@dataclass(frozen=True, slots=True)
class SipMessage:
    """A message the softphone sent or received, for the ladder; credentials are already taken out."""

    kind: ClassVar[str] = "sip.message"
    direction: Direction
    peer: str
    transport: str
    raw: str


@dataclass(frozen=True, slots=True)
class Registration:
    """How signing in went (RFC 3261 section 10). ``status`` is the last final answer, ``None`` when none came."""

    kind: ClassVar[str] = "registration"
    server: str
    transport: Transport
    outcome: Literal["registered", "refused", "silent", "transport_error", "unresolved", "stopped"]
    status: int | None
    phrase: str
    challenges: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class AudioDevices:
    """The sound devices that the system offers; names as the system gives them."""

    kind: ClassVar[str] = "audio.devices"
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    outcome: Literal["found", "none", "no_sound_system"]


@dataclass(frozen=True, slots=True)
class MicrophoneLevel:
    """What the microphone gave during the sound check, in dB below full scale."""

    kind: ClassVar[str] = "audio.microphone"
    device: str
    peak_dbfs: float | None
    all_zero: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class CallResult:
    """One call from dialling to its end. ``purpose`` is a key of the profile's ``[numbers]``."""

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
    :class:`CallCourse`.
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
    -50 dB below full scale. ``all_zero``: exact digital silence throughout. ``level_dbfs``: of windows with sound.
    """

    kind: ClassVar[str] = "media.heard"
    purpose: str
    windows: int
    windows_with_sound: int
    level_dbfs: float | None
    all_zero: bool


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
    """Digits sent in a call, and those that the far end says it heard (``None``: it did not tell)."""

    kind: ClassVar[str] = "keypad.digits"
    method: Literal["rfc4733", "info", "inband"]
    sent: str
    heard: str | None
    negotiated: bool


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """What the person at the computer answered to a question of a screen."""

    kind: ClassVar[str] = "person.said"
    question: Question
    answer: str


@dataclass(frozen=True, slots=True)
class NotRun:
    """A question that could not be measured, with a reason from the word list ``not_run``."""

    kind: ClassVar[str] = "not_run"
    question: Question
    reason: str


@dataclass(frozen=True, slots=True)
class GatewayHardware:
    """The block of addresses that the network card of the gateway *address* comes from: its first three octets, the
    maker's part, as six hexadecimal digits. The rest, which names one single box, is not kept."""

    kind: ClassVar[str] = "gateway.hardware"
    address: str
    block: str


@dataclass(frozen=True, slots=True)
class GatewayPage:
    """One page of the gateway's own web server, asked for without login.

    ``words`` are those of the watched words that were found in it; the text itself is not kept. ``digest`` tells
    whether two pages are the same. ``names`` are those of the certificate and of the host that it pointed to;
    ``scheme`` and ``path`` are what was asked for, also after redirects on the same host.
    """

    kind: ClassVar[str] = "gateway.page"
    address: str
    scheme: Literal["http", "https"]
    path: str
    outcome: Outcome
    status: int | None = None
    title: str = ""
    realm: str = ""
    server: str = ""
    names: tuple[str, ...] = ()
    certificate: str = ""
    words: tuple[str, ...] = ()
    digest: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class UpnpDevice:
    """How the gateway describes itself by UPnP (UPnP Device Architecture 1.1, section 2.3); no serial number."""

    kind: ClassVar[str] = "gateway.upnp"
    address: str
    outcome: Outcome
    maker: str = ""
    model: str = ""
    model_number: str = ""
    description: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True)
class GatewayNames:
    """Names of known routers among the search domains that this computer was given for its network."""

    kind: ClassVar[str] = "gateway.names"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A kind that this version does not know, kept as it was found in a file."""

    kind: ClassVar[str] = "unknown"
    original_kind: str
    fields: str


Fact = (
    RunMark
    | Computer
    | NetworkInterface
    | DnsLookup
    | StunBinding
    | TcpReach
    | SipExchange
    | IcmpQuote
    | SipMessage
    | Registration
    | AudioDevices
    | MicrophoneLevel
    | CallResult
    | CallCourse
    | MediaFlow
    | MediaTimeline
    | SoundLoop
    | SoundHeard
    | FarEndHeard
    | KeypadDigits
    | PersonSaid
    | NotRun
    | GatewayHardware
    | GatewayPage
    | UpnpDevice
    | GatewayNames
    | Unknown
)

FACT_TYPES: Final[tuple[type[Fact], ...]] = Fact.__args__
FACTS_BY_KIND: Final[dict[str, type[Fact]]] = {fact.kind: fact for fact in FACT_TYPES}


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact with its name in this session and the second of the run at which it was complete."""

    id: str
    at_s: float
    fact: Fact
