from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.protocols.rtp import parse_rtp
from app.protocols.stun import is_stun
from app.protocols.voice_packets import (
    SIZE,
    VoiceAnswer,
    VoiceQuestion,
    read_answer,
    read_question,
    voice_answer,
    voice_question,
)

SESSION = b"\x00session"


@given(st.binary(min_size=8, max_size=8), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**63))
def test_what_is_written_is_read(session: bytes, number: int, counted: int, arrived_us: int) -> None:
    asked = voice_question(session, number)
    assert read_question(asked) == VoiceQuestion(session, number)
    returned = voice_answer(VoiceQuestion(session, number), counted, arrived_us)
    assert read_answer(returned, session) == VoiceAnswer(session, number, counted, arrived_us)
    assert len(asked) == len(returned) == SIZE


def test_they_are_rtp_of_twenty_milliseconds_and_nothing_else() -> None:
    first, second = (parse_rtp(voice_question(SESSION, number)) for number in (65535, 65536))
    assert first is not None
    assert second is not None
    assert (first.payload_type, len(first.payload)) == (0, 160)
    assert (first.sequence, second.sequence) == (65535, 0)
    assert second.timestamp - first.timestamp == 160
    assert not is_stun(voice_question(SESSION, 1))


def test_a_question_is_no_answer_and_another_session_is_not_ours() -> None:
    asked = voice_question(SESSION, 1)
    returned = voice_answer(VoiceQuestion(SESSION, 1), 1, 1)
    assert read_answer(asked, SESSION) is None
    assert read_question(returned) is None
    assert read_answer(returned, b"anothers") is None


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    for tail in (data, voice_question(SESSION, 1)[:60] + data):
        read_question(tail)
        read_answer(tail, SESSION)
