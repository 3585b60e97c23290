"""Session descriptions (RFC 4566, 8866) and the audio offer and answer of RFC 3264: any bytes in, no exception out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.protocols.sip_uri import parse_number

SdpDirection = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
MAX_LINES: Final = 2_000
CONTENT_TYPE: Final = "application/sdp"

STATIC_CODECS: Final[dict[int, str]] = {0: "PCMU/8000", 3: "GSM/8000", 8: "PCMA/8000", 9: "G722/8000", 18: "G729/8000"}
"""Payload numbers that need no ``rtpmap`` (RFC 3551 section 6)."""

TELEPHONE_EVENT: Final = "telephone-event/8000"
_DIRECTIONS: Final[dict[str, SdpDirection]] = {
    "sendrecv": "sendrecv",
    "sendonly": "sendonly",
    "recvonly": "recvonly",
    "inactive": "inactive",
}
_REVERSED: Final[dict[SdpDirection, SdpDirection]] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}
_CODEC: Final = re.compile(r"[ \t]*([0-9]{1,3})[ \t]+([A-Za-z0-9._-]+/[0-9]{1,6})")
_PORT: Final = re.compile(r"([0-9]{1,5})(?:/[0-9]{1,5})?\Z")


@dataclass(frozen=True, slots=True)
class Media:
    """One ``m=`` section. ``connection`` is its own ``c=`` address, else the session's; port 0 means refused."""

    kind: str
    port: int
    profile: str
    formats: tuple[str, ...]
    connection: str | None = None
    direction: SdpDirection = "sendrecv"
    rtpmap: dict[int, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()

    @property
    def payload_types(self) -> tuple[int, ...]:
        """The formats that are RTP payload numbers, in order of preference."""
        numbers = (parse_number(text) for text in self.formats)
        return tuple(number for number in numbers if number is not None and number < 128)

    @property
    def telephone_event(self) -> int | None:
        """The offered payload number for RFC 4733 events on the 8 kHz clock, ``None`` without one."""
        return self.payload_of(TELEPHONE_EVENT)

    def payload_of(self, codec: str) -> int | None:
        """The first offered payload number of *codec*, such as ``"PCMU/8000"``."""
        return next((number for number in self.payload_types if self.codec(number).lower() == codec.lower()), None)

    def codec(self, payload_type: int) -> str:
        """Name and clock of a payload number; empty when neither ``rtpmap`` nor RFC 3551 names it."""
        return self.rtpmap.get(payload_type) or STATIC_CODECS.get(payload_type, "")


@dataclass(frozen=True, slots=True)
class Sdp:
    """A session description. ``problems`` holds stable names of what could not be read."""

    origin: str = ""
    origin_address: str | None = None
    connection: str | None = None
    media: tuple[Media, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def audio(self) -> Media | None:
        """The first audio section that is not refused."""
        return next((media for media in self.media if media.kind == "audio" and media.port), None)

    @property
    def audio_endpoint(self) -> Endpoint | None:
        """Where this side says it receives audio; ``None`` without a usable address."""
        audio = self.audio
        return Endpoint(audio.connection, audio.port) if audio and audio.connection else None


@dataclass(frozen=True, slots=True)
class AudioAnswer:
    """What both sides agreed on: the answer's text, the codec's payload number and that of telephone events."""

    body: bytes
    payload_type: int
    codec: str
    telephone_event: int | None
    direction: SdpDirection


def parse_sdp(body: bytes) -> Sdp:
    """Read a session description. Never raises; reads at most :data:`MAX_LINES` lines."""
    lines = [line.strip() for line in body.decode("latin-1").split("\n", MAX_LINES)[:MAX_LINES]]
    sections: list[list[tuple[str, str]]] = [[]]
    problems = []
    for line in filter(None, lines):
        kind, equals, value = line.partition("=")
        if not equals or len(kind) != 1:
            problems.append("line_unreadable")
        elif kind == "m":
            sections.append([(kind, value)])
        else:
            sections[-1].append((kind, value))
    return _session(sections, problems)


def _session(sections: list[list[tuple[str, str]]], problems: list[str]) -> Sdp:
    session = sections[0]
    connection = _address(_first(session, "c"))
    direction = _direction(session, "sendrecv")
    media = [_media(section, connection, direction) for section in sections[1:]]
    problems += ["media_unreadable"] if None in media else []
    origin = _first(session, "o")
    readable = tuple(item for item in media if item is not None)
    return Sdp(origin, _address(" ".join(origin.split()[3:])), connection, readable, tuple(dict.fromkeys(problems)))


def _media(section: list[tuple[str, str]], connection: str | None, direction: SdpDirection) -> Media | None:
    words = section[0][1].split()
    port = _PORT.match(words[1]) if len(words) >= 3 else None
    if port is None or int(port.group(1)) > 65535:
        return None
    attributes = tuple(value for kind, value in section if kind == "a")
    return Media(
        kind=words[0].lower(),
        port=int(port.group(1)),
        profile=words[2],
        formats=tuple(words[3:]),
        connection=_address(_first(section, "c")) or connection,
        direction=_direction(section, direction),
        rtpmap=_rtpmap(attributes),
        attributes=attributes,
    )


def _rtpmap(attributes: tuple[str, ...]) -> dict[int, str]:
    codecs: dict[int, str] = {}
    for text in attributes:
        found = _CODEC.match(text[7:]) if text.lower().startswith("rtpmap:") else None
        if found:
            codecs.setdefault(int(found.group(1)), found.group(2))
    return codecs


def _first(section: list[tuple[str, str]], kind: str) -> str:
    return next((value for name, value in section if name == kind), "")


def _address(value: str) -> str | None:
    """The address of ``IN IP4 192.0.2.1/127``, as written."""
    words = value.split()
    return words[2].partition("/")[0] if len(words) >= 3 and words[0].upper() == "IN" else None


def _direction(section: list[tuple[str, str]], default: SdpDirection) -> SdpDirection:
    return next((_DIRECTIONS[value] for kind, value in section if kind == "a" and value in _DIRECTIONS), default)


def build_audio_sdp(
    address: Endpoint,
    *,
    codecs: tuple[tuple[int, str], ...] = ((0, "PCMU/8000"), (8, "PCMA/8000")),
    telephone_event: int | None = 101,
    direction: SdpDirection = "sendrecv",
    session: int = 1,
    version: int = 1,
    profile: str = "RTP/AVP",
) -> bytes:
    """Describe one audio stream that is received at *address*; 20 ms packets."""
    family = "IP6" if ":" in address.host else "IP4"
    payloads = [*codecs, *([(telephone_event, TELEPHONE_EVENT)] if telephone_event is not None else [])]
    lines = [
        "v=0",
        f"o=- {session} {version} IN {family} {address.host}",
        "s=-",
        f"c=IN {family} {address.host}",
        "t=0 0",
        f"m=audio {address.port} {profile} {' '.join(str(number) for number, _ in payloads)}",
        *(f"a=rtpmap:{number} {codec}" for number, codec in payloads),
        *([f"a=fmtp:{telephone_event} 0-15"] if telephone_event is not None else []),
        "a=ptime:20",
        f"a={direction}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1", "replace")


def answer_audio(
    offer: Sdp,
    address: Endpoint,
    *,
    codecs: tuple[str, ...] = ("PCMU/8000", "PCMA/8000"),
    session: int = 1,
    version: int = 1,
) -> AudioAnswer | None:
    """Answer *offer* with its first codec that is in *codecs*; ``None`` (a 488) when nothing fits.

    Payload numbers are the offer's (RFC 3264 section 6.1), the direction is mirrored, every further stream is
    refused with port 0, in the offer's order.
    """
    audio = offer.audio
    chosen = _choose(audio, codecs) if audio is not None and audio.profile.upper() == "RTP/AVP" else None
    if audio is None or chosen is None:
        return None
    payload_type, codec = chosen
    direction = _REVERSED[audio.direction]
    accepted = build_audio_sdp(
        address,
        codecs=((payload_type, codec),),
        telephone_event=audio.telephone_event,
        direction=direction,
        session=session,
        version=version,
    )
    body = _with_refusals(accepted, offer, audio)
    return AudioAnswer(body, payload_type, codec, audio.telephone_event, direction)


def _choose(audio: Media, codecs: tuple[str, ...]) -> tuple[int, str] | None:
    known = {codec.lower(): codec for codec in codecs}
    for number in audio.payload_types:
        codec = known.get(audio.codec(number).lower())
        if codec:
            return number, codec
    return None


def _with_refusals(accepted: bytes, offer: Sdp, audio: Media) -> bytes:
    head, _, stream = accepted.partition(b"m=")
    lines = [head]
    for media in offer.media:
        refused = f"m={media.kind} 0 {media.profile} {' '.join(media.formats) or '0'}\r\n".encode("latin-1", "replace")
        lines.append(b"m=" + stream if media is audio else refused)
    return b"".join(lines)
