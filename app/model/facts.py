"""What a probe can record: one frozen record a kind, flat, without any judgement.

A network failure is a datum with a stable name, never an exception; what is unknown is ``None``, never an empty
value. Raw messages are kept as text in which every character is one byte (Latin-1), so that they convert back exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from app.model.fact_words import Direction as Direction
from app.model.fact_words import Outcome as Outcome
from app.model.fact_words import Role as Role
from app.model.facts_of_calls import CallCourse as CallCourse
from app.model.facts_of_calls import CallResult as CallResult
from app.model.facts_of_calls import CallStep as CallStep
from app.model.facts_of_calls import FarEndHeard as FarEndHeard
from app.model.facts_of_calls import KeypadDigits as KeypadDigits
from app.model.facts_of_calls import MediaFlow as MediaFlow
from app.model.facts_of_calls import MediaTimeline as MediaTimeline
from app.model.facts_of_calls import SoundHeard as SoundHeard
from app.model.facts_of_calls import SoundLoop as SoundLoop
from app.model.facts_of_gateways import GatewayHardware as GatewayHardware
from app.model.facts_of_gateways import GatewayNames as GatewayNames
from app.model.facts_of_gateways import GatewayPage as GatewayPage
from app.model.facts_of_gateways import UpnpDevice as UpnpDevice
from app.model.facts_of_networks import FirewallState as FirewallState
from app.model.facts_of_networks import GatewayOutside as GatewayOutside
from app.model.facts_of_networks import MappingHeld as MappingHeld
from app.model.facts_of_networks import NatTrial as NatTrial
from app.model.facts_of_networks import NetworkAddress as NetworkAddress
from app.model.facts_of_networks import NetworkHop as NetworkHop
from app.model.facts_of_networks import PortReach as PortReach
from app.model.facts_of_networks import SizedMessage as SizedMessage
from app.model.facts_of_networks import VoiceLeg as VoiceLeg
from app.model.facts_of_networks import WebLook as WebLook
from app.model.facts_of_packets import RtpHeaders as RtpHeaders
from app.model.facts_of_reach import ExtensionCall as ExtensionCall
from app.model.facts_of_reach import InboundTrial as InboundTrial
from app.model.facts_of_reach import PresenceTrial as PresenceTrial
from app.model.facts_of_setups import SetupAnswer as SetupAnswer
from app.model.facts_of_setups import SetupMark as SetupMark
from app.model.facts_of_signing_in import SignInCourse as SignInCourse
from app.model.facts_of_signing_in import SignInStep as SignInStep
from app.model.facts_of_sound import FarEndPath as FarEndPath
from app.model.facts_of_sound import KeyPress as KeyPress
from app.model.facts_of_sound import KeysHeard as KeysHeard
from app.model.facts_of_sound import MediaAgreed as MediaAgreed
from app.model.facts_of_sound import MediaWatch as MediaWatch
from app.model.facts_of_sound import SoundGap as SoundGap
from app.model.facts_of_ways import TlsLook as TlsLook
from app.model.facts_of_ways import WayOut as WayOut
from app.model.names import Question, Transport


@dataclass(frozen=True, slots=True)
class RunMark:
    """Something that happened to the run itself."""

    kind: ClassVar[str] = "run.mark"
    mark: Literal[
        "started",
        "resumed",
        "stopped",
        "engine_lost",
        "network_changed",
        "roamed",
        "slept",
        "router_restarted",
        "finished",
        "sound_device_lost",
    ]
    detail: str = ""
    call_s: float | None = None
    """Where it happened in a held call: so long after its begin, in seconds of a real call."""


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
    """One question to the system's resolver, or to the one that *asked* names."""

    kind: ClassVar[str] = "dns.lookup"
    name: str
    record_type: str
    outcome: Outcome
    answers: tuple[str, ...]
    elapsed_ms: float
    asked: str = ""


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
    that the server was nearer than that and answered; ``silent`` proves nothing; ``unsupported``: this system shows no
    quotes to an ordinary program, so that nothing was sent.
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
    outcome: Literal["quoted", "reached", "silent", "failed", "unsupported"]


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
    """The sound devices that the system offers; names as the system gives them. ``output``, ``input``: those in use."""

    kind: ClassVar[str] = "audio.devices"
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    outcome: Literal["found", "none", "no_sound_system"]
    output: str = ""
    input: str = ""


@dataclass(frozen=True, slots=True)
class MicrophoneLevel:
    """What the microphone gave during the sound check, in dB below full scale."""

    kind: ClassVar[str] = "audio.microphone"
    device: str
    peak_dbfs: float | None
    all_zero: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """What the person at the computer answered to a question of a screen."""

    kind: ClassVar[str] = "person.said"
    question: Question
    answer: str


@dataclass(frozen=True, slots=True)
class PersonDid:
    """A button that the person pressed on the way to a repair: which screen, which button, on which page of a guide."""

    kind: ClassVar[str] = "person.did"
    screen: str
    pressed: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A question that could not be measured, with a reason from the word list ``not_run``."""

    kind: ClassVar[str] = "not_run"
    question: Question
    reason: str


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
    | WebLook
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
    | PersonDid
    | NotRun
    | GatewayHardware
    | GatewayPage
    | UpnpDevice
    | GatewayNames
    | MappingHeld
    | NatTrial
    | GatewayOutside
    | NetworkHop
    | NetworkAddress
    | PortReach
    | SizedMessage
    | FirewallState
    | VoiceLeg
    | TlsLook
    | WayOut
    | MediaAgreed
    | MediaWatch
    | FarEndPath
    | KeysHeard
    | InboundTrial
    | SignInCourse
    | SetupMark
    | SetupAnswer
    | ExtensionCall
    | PresenceTrial
    | RtpHeaders
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
