"""Packets of the size and pace of speech that a far end returns: RTP (RFC 3550) outside, our own marks inside.

A question and its answer have the same size, so that returning them helps nobody to attack anybody; an answer is no
question, so that two far ends never play ball.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from app.protocols.rtp import FRAME, RtpPacket, build_rtp, parse_rtp

PACE_S: Final = 0.02
SIZE: Final = 172
"""Bytes of UDP payload: 12 of RTP, 160 of G.711."""
_QUESTION: Final = b"cmvoice?"
_ANSWER: Final = b"cmvoice!"
_MARKS: Final = struct.Struct("!8s8sIIQ")
_LOAD: Final = b"cmload!!"
LOAD_SIZE: Final = 1200
_SILENCE: Final = b"\xff"
"""Of G.711 mu-law."""


@dataclass(frozen=True, slots=True)
class VoiceQuestion:
    """The *number* of a packet in its *session* (eight bytes)."""

    session: bytes
    number: int


@dataclass(frozen=True, slots=True)
class VoiceAnswer:
    """The packet came back: the far end had *counted* so many by then, and took this one in at *arrived_us*."""

    session: bytes
    number: int
    counted: int
    arrived_us: int


def voice_question(session: bytes, number: int) -> bytes:
    """The packet *number* of a session that begins with 0."""
    return _packet(_QUESTION, session, number, 0, 0)


def read_question(data: bytes) -> VoiceQuestion | None:
    """``None`` when *data* is anything else. Never raises."""
    marks = _marks(data, _QUESTION)
    return None if marks is None else VoiceQuestion(marks[0], marks[1])


def voice_answer(question: VoiceQuestion, counted: int, arrived_us: int) -> bytes:
    """The answer of a far end whose clock says *arrived_us* microseconds since any moment."""
    return _packet(_ANSWER, question.session, question.number, counted, arrived_us)


def read_answer(data: bytes, session: bytes) -> VoiceAnswer | None:
    """``None`` when *data* is no answer of that session. Never raises."""
    marks = _marks(data, _ANSWER)
    return None if marks is None or marks[0] != session else VoiceAnswer(*marks)


def load_packet() -> bytes:
    """Fills a line for a moment. Nobody answers it."""
    return _LOAD.ljust(LOAD_SIZE, b".")


def is_load(data: bytes) -> bool:
    """Whether *data* is one."""
    return len(data) == LOAD_SIZE and data.startswith(_LOAD)


def _packet(mark: bytes, session: bytes, number: int, counted: int, arrived_us: int) -> bytes:
    marks = _MARKS.pack(mark, session, number & 0xFFFFFFFF, counted & 0xFFFFFFFF, arrived_us)
    ssrc = int.from_bytes(session[:4], "big")
    return build_rtp(RtpPacket(0, number, number * FRAME, ssrc, marks.ljust(FRAME, _SILENCE)))


def _marks(data: bytes, mark: bytes) -> tuple[bytes, int, int, int] | None:
    if len(data) != SIZE or mark not in data:
        return None
    packet = parse_rtp(data)
    if packet is None or not packet.payload.startswith(mark) or len(packet.payload) < _MARKS.size:
        return None
    _, session, number, counted, arrived_us = _MARKS.unpack_from(packet.payload)
    return session, number, counted, arrived_us
