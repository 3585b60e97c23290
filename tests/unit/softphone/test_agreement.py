"""What offer and answer settled, read from the ladder of a call; and what pjsip's log tells beside it."""

from __future__ import annotations

from collections.abc import Iterable

from app.model.endpoint import Endpoint
from app.model.facts import SipMessage
from app.protocols.sdp import build_audio_sdp
from app.protocols.sip import parse_message
from app.softphone.agreement import agreement_of
from app.softphone.ladder import LadderEntry
from app.softphone.log_tap import LogTap

OURS, THEIRS, EARLY = Endpoint("192.168.1.10", 4000), Endpoint("198.51.100.20", 5000), Endpoint("198.51.100.30", 6000)


def entry(first_line: str, body: bytes = b"", *, inbound: bool = True, cseq: str = "1 INVITE") -> LadderEntry:
    head = f"{first_line}\r\nCall-ID: a\r\nCSeq: {cseq}\r\nContent-Length: {len(body)}\r\n\r\n"
    message = parse_message(head.encode() + body)
    return LadderEntry(SipMessage("inbound" if inbound else "outbound", "", "udp", ""), message)


def call(*answers: LadderEntry) -> Iterable[LadderEntry]:
    return [entry("INVITE sip:echo@example.com SIP/2.0", build_audio_sdp(OURS), inbound=False), *answers]


def test_a_plain_answer() -> None:
    answer = entry("SIP/2.0 200 OK", build_audio_sdp(THEIRS, codecs=((8, "PCMA/8000"),), telephone_event=96))
    agreed = agreement_of([*call(entry("SIP/2.0 100 Trying"), answer)], "echo")
    assert agreed is not None
    assert (agreed.announced, agreed.told, agreed.early) == (str(OURS), str(THEIRS), None)
    assert (agreed.direction, agreed.offered, agreed.payload_type, agreed.codec) == ("sendrecv", True, 8, "PCMA/8000")
    assert (agreed.events, agreed.profile) == (96, "RTP/AVP")


def test_early_sound_from_elsewhere_is_told() -> None:
    early = entry("SIP/2.0 183 Session Progress", build_audio_sdp(EARLY))
    agreed = agreement_of([*call(early, entry("SIP/2.0 200 OK", build_audio_sdp(THEIRS)))], "echo")
    assert agreed is not None
    assert (agreed.told, agreed.early) == (str(THEIRS), str(EARLY))


def test_a_refused_stream_and_a_silent_direction() -> None:
    body = build_audio_sdp(THEIRS, direction="inactive").replace(b"m=audio 5000", b"m=audio 0")
    agreed = agreement_of([*call(entry("SIP/2.0 200 OK", body))], "echo")
    assert agreed is not None
    assert (agreed.told, agreed.offered) == (None, False)
    held = agreement_of([*call(entry("SIP/2.0 200 OK", build_audio_sdp(THEIRS, direction="sendonly")))], "echo")
    assert held is not None
    assert held.direction == "sendonly"


def test_a_call_that_was_refused_agreed_on_nothing() -> None:
    assert agreement_of([*call(entry("SIP/2.0 488 Not Acceptable Here"))], "echo") is None
    assert agreement_of([*call(entry("SIP/2.0 200 OK", b"", cseq="2 BYE"))], "echo") is None


def test_the_log_tells_of_packets_that_had_no_place() -> None:
    passed: list[str] = []
    tap = LogTap(passed.append, lambda: 7.0)
    for line in (
        "12:00:00.000 strm0x1 RTP status: badpt=-1, badssrc=0, dup=0, outorder=0, probation=0, restart=0\n",
        "12:00:00.020 strm0x1 RTP status: badpt=0, badssrc=0, dup=0, outorder=0, probation=-1, restart=0\n",
        "12:00:00.040 strm0x1 RTP status: badpt=0, badssrc=0, dup=0, outorder=0, probation=0, restart=-1\n",
        "12:00:00.060 pjsua_acc.c Sending 2 bytes keep-alive packet for acc 0 to 127.0.0.1:5060\n",
        "12:00:00.080 something else\n",
    ):
        tap.line(line)
    assert (tap.wrong_payload, tap.restarts, list(tap.keep_alives)) == (1, 1, [7.0])
    assert passed == ["12:00:00.080 something else\n"]
