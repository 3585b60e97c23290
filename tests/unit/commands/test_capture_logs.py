"""Messages as people save them: out of loggers, capture tools, mails and databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.capture.logs import uncovered
from app.commands.capture.side import messages_of
from tests.unit.diagnosis.comparison.messages import request, sdp

INVITE = request(body=sdp())
REGISTER = request("REGISTER", call_id="two")
SAVED = INVITE.replace(b"\r\n", b"\n")


def lines(before: bytes, after: bytes = b"") -> bytes:
    """The message with something before and behind every line."""
    return b"".join(before + line + after + b"\n" for line in SAVED.split(b"\n")[:-1])


FORMS: dict[str, Callable[[], bytes]] = {
    "as it was": lambda: INVITE,
    "LF only": lambda: SAVED,
    "CR only": lambda: INVITE.replace(b"\r\n", b"\r"),
    "blank lines in front": lambda: b"\n \n\t\n\r\n" + SAVED,
    "tcpdump -A": lambda: (
        b"12:00:01.123456 IP 192.168.77.10.5060 > 198.51.100.20.5060: SIP: INVITE sip:198.51.100.20 SIP/2.0\n"
        b"E..x..@.@.......M.d......d.." + SAVED + b"\n12:00:02.123456 IP 192.168.77.10 > 198.51.100.20: ICMP echo\n"
    ),
    "tcpdump -v": lambda: (
        b"12:00:01.1 IP (tos 0x0, ttl 64, proto UDP (17), length 700)\n    192.168.77.10.5060 > 198.51.100.20.5060: "
        b"[udp sum ok] SIP, length: 600\n" + lines(b"\t")
    ),
    "sngrep": lambda: b"2026/08/01 12:00:01.123456 192.168.77.10:5060 -> 198.51.100.20:5060\n" + SAVED + b"\n",
    "ngrep": lambda: b"U 192.168.77.10:5060 -> 198.51.100.20:5060\n" + lines(b"", b".") + b"\n",
    "ngrep -W byline": lambda: (
        b"U 2026/08/01 12:00:00 192.168.77.10:5060 -> 198.51.100.20:5060 #5\n" + lines(b"  ", b".")
    ),
    "Asterisk": lambda: (
        b"[Aug  1 12:00:01] VERBOSE[12] logger.c: <--- Received SIP request (600 bytes) from UDP:192.0.2.1 --->\n"
        + SAVED
        + b"\n[Aug  1 12:00:02] DEBUG[1] x.c: something else\n"
    ),
    "FreeSWITCH": lambda: (
        b"recv 612 bytes from udp/[192.168.1.1]:5060 at 12:00:01.123456:\n   " + b"-" * 60 + b"\n" + lines(b"   ")
    ),
    "pjsua": lambda: (
        b"12:00:01.123  pjsua_core.c  .TX 612 bytes Request msg INVITE/cseq=7 (tdta0x1) to UDP 198.51.100.20:5060:\n"
        + SAVED
        + b"\n--end msg--\n12:00:01.200  pjsua_call.c  Call 0 state changed\n"
    ),
    "syslog": lambda: lines(b"Aug  1 12:00:01 phone sip[77]: "),
    "Wireshark's tree": lambda: b"Session Initiation Protocol (INVITE)\n" + lines(b"    "),
    "a mail": lambda: lines(b"> "),
    "a label in front": lambda: b"SENT: " + SAVED,
    "rules around": lambda: b"-----\n" + SAVED + b"-----\n",
    "spaces at line ends": lambda: lines(b"", b"  "),
    "escapes": lambda: INVITE.replace(b"\r\n", b"\\r\\n"),
    "JSON": lambda: b'{"msg": "' + INVITE.replace(b'"', b'\\"').replace(b"\r\n", b"\\r\\n") + b'"}\n',
    "UTF-16": lambda: SAVED.decode().encode("utf-16"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_message_is_found_as_it_was(form: str) -> None:
    (found,) = messages_of(FORMS[form]())
    assert found.raw == INVITE


def test_two_messages_of_one_log() -> None:
    second = REGISTER.replace(b"\r\n", b"\n")
    logged = b"".join(b"Aug  1 12:00:0%d pbx sip[7]: %s\n" % (place % 9, line) for place, line in enumerate(
        (SAVED + b"\n" + second).split(b"\n")
    ))  # fmt: skip
    assert [one.raw for one in messages_of(logged)] == [INVITE, REGISTER]


def test_a_body_of_several_parts_keeps_its_rules() -> None:
    body = "--b\nContent-Type: application/sdp\n\n" + sdp() + "--b--\n"
    assert [one.raw for one in messages_of(request(body=body))] == [request(body=body)]


def test_plain_messages_pass_untouched() -> None:
    for message in (INVITE, REGISTER, SAVED, b"", b"\n", b"no SIP at all\n"):
        assert uncovered(message) == message


@given(st.lists(st.sampled_from([b"INVITE sip:a SIP/2.0", b"SIP/2.0 200 OK", b"Via: x", b".", b" ", b"9", b"\r", b""])))
def test_any_lines(parts: list[bytes]) -> None:
    for glue in (b"\n", b" \n", b".\n", b""):
        messages_of(glue.join(parts))
