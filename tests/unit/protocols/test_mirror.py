from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.mirror import HEADER, MOST_BYTES, nonce_of, pack, unpack
from app.protocols.sip import parse_message

NONCE = "0123456789abcdef"


@given(st.binary(max_size=600), st.binary(max_size=300))
def test_what_is_packed_comes_out_again(arrived: bytes, announced: bytes) -> None:
    mirrored = unpack(NONCE, pack(NONCE, arrived, announced))
    assert mirrored is not None
    assert (mirrored.arrived, mirrored.announced) == (arrived, announced)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken(body: bytes) -> None:
    assert unpack(NONCE, body) is None


def test_another_question_does_not_fit_the_seal() -> None:
    body = pack(NONCE, b"one", b"two")
    assert unpack("f" * 16, body) is None
    assert unpack(NONCE, body[:-12]) is None


def test_no_box_finds_an_address_in_it() -> None:
    assert b"192.168" not in pack(NONCE, b"Via: SIP/2.0/UDP 192.168.1.10:5060", b"received=192.168.1.10")


def test_a_bomb_stays_small() -> None:
    bomb = base64.urlsafe_b64encode(bytes(12) + zlib.compress(b"\0" * 50_000_000, 9))
    assert unpack(NONCE, bomb) is None
    assert len(bomb) < MOST_BYTES  # so it was not its own size that kept it out


@pytest.mark.parametrize(
    ("line", "nonce"),
    [(f"{HEADER}: {NONCE}", NONCE), (f"{HEADER}: short", None), (f"{HEADER}: {NONCE};x", None), ("X: y", None)],
)
def test_only_a_whole_nonce_asks(line: str, nonce: str | None) -> None:
    assert nonce_of(parse_message(f"OPTIONS sip:a SIP/2.0\r\n{line}\r\n\r\n".encode())) == nonce
