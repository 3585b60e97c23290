from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.endpoint import Endpoint
from app.protocols.sdp import Sdp, answer_audio, build_audio_sdp, parse_sdp

OURS = Endpoint("192.0.2.9", 30000)
OFFER = b"""v=0\r
o=jdoe 2890844526 2890842807 IN IP4 10.47.16.5\r
s=SDP Seminar\r
c=IN IP4 224.2.17.12/127\r
t=0 0\r
a=recvonly\r
m=audio 49170 RTP/AVP 96 8 0 101\r
a=rtpmap:96 opus/48000/2\r
a=rtpmap:101 telephone-event/8000\r
a=sendonly\r
m=video 51372/2 RTP/AVP 99\r
c=IN IP6 FF15::101/3\r
a=rtpmap:99 h263-1998/90000\r
"""


def offer(**changes: object) -> Sdp:
    return parse_sdp(build_audio_sdp(Endpoint("198.51.100.1", 4000), **changes))  # type: ignore[arg-type]


def test_a_description_is_read() -> None:
    sdp = parse_sdp(OFFER)
    assert (sdp.origin_address, sdp.connection, sdp.problems) == ("10.47.16.5", "224.2.17.12", ())
    audio, video = sdp.media
    assert (audio.kind, audio.port, audio.profile, audio.connection) == ("audio", 49170, "RTP/AVP", "224.2.17.12")
    assert (audio.direction, video.direction) == ("sendonly", "recvonly")
    assert (audio.payload_types, audio.telephone_event) == ((96, 8, 0, 101), 101)
    assert [audio.codec(number) for number in (96, 8, 0, 5)] == ["opus/48000", "PCMA/8000", "PCMU/8000", ""]
    assert (video.port, video.connection) == (51372, "FF15::101")
    assert sdp.audio_endpoint == Endpoint("224.2.17.12", 49170)


def test_what_is_missing_is_none() -> None:
    sdp = parse_sdp(b"v=0\r\no=x\r\nm=audio 1 RTP/AVP 0\r\n")
    assert (sdp.origin_address, sdp.connection, sdp.audio_endpoint) == (None, None, None)
    assert parse_sdp(b"").audio is None
    assert parse_sdp(b"c=IN IP4 192.0.2.1\nm=audio 0 RTP/AVP 0\n").audio is None


@pytest.mark.parametrize(
    "line", [b"m=audio", b"m=audio x RTP/AVP 0", b"m=audio 70000 RTP/AVP 0", b"m=audio \xb2 RTP/AVP 0"]
)
def test_an_unreadable_stream_is_said_to_be(line: bytes) -> None:
    sdp = parse_sdp(b"v=0\n" + line + b"\nhello\n")
    assert sdp.media == ()
    assert sdp.problems == ("line_unreadable", "media_unreadable")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_and_answered(body: bytes) -> None:
    sdp = parse_sdp(body)
    answer_audio(sdp, OURS)


@given(
    st.ip_addresses().map(str),
    st.integers(1, 65535),
    st.none() | st.integers(96, 127),
    st.sampled_from(["sendrecv", "sendonly", "recvonly", "inactive"]),
)
def test_what_is_built_is_read_back(host: str, port: int, event: int | None, direction: str) -> None:
    sdp = parse_sdp(build_audio_sdp(Endpoint(host, port), telephone_event=event, direction=direction))  # type: ignore[arg-type]
    assert sdp.problems == ()
    assert sdp.audio_endpoint == Endpoint(host, port)
    assert sdp.origin_address == host
    assert sdp.audio is not None
    assert (sdp.audio.telephone_event, sdp.audio.direction) == (event, direction)


def test_an_answer_uses_the_offers_numbers_and_order() -> None:
    answer = answer_audio(parse_sdp(OFFER), OURS)
    assert answer is not None
    assert (answer.payload_type, answer.codec, answer.telephone_event, answer.direction) == (
        8,
        "PCMA/8000",
        101,
        "recvonly",
    )
    written = parse_sdp(answer.body)
    assert [(media.kind, media.port) for media in written.media] == [("audio", 30000), ("video", 0)]
    assert written.media[0].payload_types == (8, 101)
    assert written.media[0].direction == "recvonly"


def test_a_codec_may_have_a_number_of_its_own() -> None:
    answer = answer_audio(offer(codecs=((119, "pcmu/8000"),), telephone_event=96), OURS)
    assert answer is not None
    assert (answer.payload_type, answer.codec, answer.telephone_event) == (119, "PCMU/8000", 96)


@pytest.mark.parametrize(
    "unfit",
    [
        offer(codecs=((18, "G729/8000"),)),
        offer(profile="RTP/SAVP"),
        parse_sdp(b"v=0\r\nc=IN IP4 192.0.2.1\r\nm=video 4000 RTP/AVP 31\r\n"),
        parse_sdp(b"v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 0\r\n"),
    ],
    ids=["codec", "encrypted", "no audio", "refused"],
)
def test_what_cannot_be_answered(unfit: Sdp) -> None:
    assert answer_audio(unfit, OURS) is None


def test_a_refused_stream_before_the_audio_keeps_its_place() -> None:
    body = (
        b"v=0\r\nc=IN IP4 192.0.2.1\r\nm=video 5000 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 0\r\n"
    )
    answer = answer_audio(parse_sdp(body), OURS)
    assert answer is not None
    assert [(media.kind, media.port) for media in parse_sdp(answer.body).media] == [
        ("video", 0),
        ("audio", 30000),
        ("audio", 0),
    ]
