"""PCP by its layout in RFC 6887, figures 2, 3, 9 and 10."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.pcp import map_answer, map_question, parse_map_answer

NONCE = bytes(range(12))
QUESTION = map_question("192.168.1.10", NONCE)
ANSWER = map_answer(QUESTION, "203.0.113.5")


def test_the_question_is_laid_out_as_the_figures_say() -> None:
    assert len(QUESTION) == 60
    assert QUESTION[:8] == bytes((2, 1, 0, 0)) + (1).to_bytes(4, "big")
    assert QUESTION[8:24] == bytes(10) + b"\xff\xff" + bytes((192, 168, 1, 10))
    assert QUESTION[24:36] == NONCE
    assert QUESTION[36:44] == bytes((17, 0, 0, 0, 0, 9, 0, 9))  # UDP, discard


def test_taking_it_back_is_a_lifetime_of_nothing() -> None:
    assert map_question("192.168.1.10", NONCE, 0)[4:8] == bytes(4)


def test_the_answer_names_the_outside_address() -> None:
    assert parse_map_answer(ANSWER, NONCE) == "203.0.113.5"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ANSWER[:59],
        ANSWER[:3] + b"\2" + ANSWER[4:],  # NOT_AUTHORIZED
        b"\0" + ANSWER[1:],
        QUESTION,
        map_answer(map_question("192.168.1.10", bytes(12)), "203.0.113.5"),  # to somebody else
        map_answer(QUESTION, "0.0.0.0"),
    ],
)
def test_everything_else_names_none(data: bytes) -> None:
    assert parse_map_answer(data, NONCE) is None


@given(st.binary(max_size=80))
def test_it_never_raises(data: bytes) -> None:
    assert parse_map_answer(data, NONCE) is None
