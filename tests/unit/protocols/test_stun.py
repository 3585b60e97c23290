from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.endpoint import Endpoint
from app.protocols.stun import (
    MAX_SIZE,
    StunRequest,
    binding_request,
    binding_response,
    is_stun,
    parse_binding,
    parse_binding_request,
    transaction_of,
)

RFC_5769_RESPONSE = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643"
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
)
RFC_5769_V6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a147"
    "0113a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"
)


def test_the_answers_of_rfc_5769() -> None:
    for data, host in ((RFC_5769_RESPONSE, "192.0.2.1"), (RFC_5769_V6, "2001:db8:1234:5678:11:2233:4455:6677")):
        answer = parse_binding(data)
        assert answer is not None
        assert answer.mapped == Endpoint(host, 32853)
        assert answer.transaction_id == bytes.fromhex("b7e7a701bc34d686fa87dfae")


@pytest.mark.parametrize("flags", [(False, False), (True, False), (False, True), (True, True)])
def test_a_request_is_read_back(flags: tuple[bool, bool]) -> None:
    data = binding_request(change_ip=flags[0], change_port=flags[1])
    request = parse_binding_request(data)
    assert request == StunRequest(transaction_of(data), *flags)
    assert len(binding_request()) == 20
    assert parse_binding(data) is None


def test_requests_have_names_of_their_own() -> None:
    assert transaction_of(binding_request()) != transaction_of(binding_request())


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::7"])
def test_an_answer_is_read_back(host: str) -> None:
    data = binding_request()
    request = parse_binding_request(data)
    assert request is not None
    answer = parse_binding(
        binding_response(
            request, Endpoint(host, 41000), origin=Endpoint("192.0.2.1", 3478), other=Endpoint("192.0.2.1", 3479)
        )
    )
    assert answer is not None
    assert (answer.transaction_id, answer.mapped, answer.error) == (transaction_of(data), Endpoint(host, 41000), None)
    assert (answer.origin, answer.other) == (Endpoint("192.0.2.1", 3478), Endpoint("192.0.2.1", 3479))


def test_an_error_is_told() -> None:
    error = bytes.fromhex("0111000c 2112a442") + bytes(12) + bytes.fromhex("00090008 00000414") + b"Nope"
    answer = parse_binding(error)
    assert answer is not None
    assert (answer.error, answer.mapped) == (420, None)


@pytest.mark.parametrize(
    "data",
    [b"", RFC_5769_RESPONSE[:-1], RFC_5769_RESPONSE + b"\0", RFC_5769_RESPONSE.replace(b"\x21\x12", b"\x21\x13")],
    ids=["empty", "short", "long", "other cookie"],
)
def test_what_is_no_answer(data: bytes) -> None:
    assert parse_binding(data) is None


def test_a_wrong_fingerprint_is_refused() -> None:
    assert parse_binding(RFC_5769_RESPONSE[:-1] + b"\0") is None


@given(st.binary(max_size=80))
def test_any_bytes_are_read(data: bytes) -> None:
    for head in (b"", b"\x01\x01", b"\x00\x01"):
        whole = head + len(data).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12) + data
        parse_binding(whole)
        parse_binding_request(whole)
        parse_binding(data)


def test_sip_and_rtp_are_not_stun() -> None:
    assert not is_stun(b"OPTIONS sip:a SIP/2.0\r\n\r\n")
    assert not is_stun(b"\x80" + bytes(30))
    assert parse_binding_request(b"\0\1\5\0\x21\x12\xa4\x42" + bytes(12) + bytes(MAX_SIZE)) is None


def test_the_port_for_the_answer_is_carried_beside_the_changes() -> None:
    data = binding_request(change_port=True, response_port=40001)
    assert parse_binding_request(data) == StunRequest(transaction_of(data), change_port=True, response_port=40001)
    plain = parse_binding_request(binding_request())
    assert plain is not None
    assert plain.response_port is None
