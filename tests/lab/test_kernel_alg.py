"""The kernel's SIP helper, case by case: the ground truth that probes and simulation are measured against.

The cases carry the numbers under which the helper's behaviour was first written down (K1 to K24).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from app.model.endpoint import Endpoint
from app.model.profile import Account
from app.network.udp import open_udp
from app.probes.alg.requests import options
from app.protocols.sip import SipMessage, Via, parse_message
from app.protocols.sip_build import build_response
from tests.lab.far_end import far_end
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import CLIENT, ROUTER_WAN, SECOND_CLIENT, SERVER, lab
from tests.lab.wire import sent_over
from tests.unit.practice.messages import MESSAGES, changed_lines, filled

LOCAL = 5062


@dataclass(frozen=True)
class Case:
    """One message and what becomes of it. ``changed`` names the lines that arrive different, ``None``: none arrives."""

    message: str
    changed: tuple[str, ...] | None = ("Via", "Contact")
    local: int = LOCAL
    port: int = 5060
    transport: str = "udp"
    answered: bool = True
    edit: tuple[tuple[str, str], ...] = field(default=())


NO_CSEQ = (("CSeq: 1 REGISTER\r\n", ""), ("CSeq: 1 OPTIONS\r\n", ""))
PADDING = (("Call-ID:", "X-Padding: " + "p" * 1500 + "\r\nCall-ID:"),)
SOUND = ("Via", "Contact", "o=", "c=")

CASES = {
    "K1 options": Case("options"),
    "K1 register": Case("register"),
    "K1 from port 5060": Case("options", local=5060),
    "K1 from a high port": Case("register", local=47_123),
    "K2 sound": Case("invite with sound", SOUND),
    "K3 own address in From and To": Case("from and to with address", ("Via", "Contact", "From", "To")),
    "K4 register without port": Case("register without port"),
    "K5 contact by name": Case("contact by name", ("Via",)),
    "K5 secure contact": Case("secure contact", ("Via",)),
    "K5 star": Case(
        "register",
        ("Via",),
        edit=((f"Contact: <sip:100@{CLIENT}:{LOCAL}>", "Contact: *"), ("Expires: 60", "Expires: 0")),
    ),
    "K6 names above, address in the sound": Case(
        "invite with sound",
        ("o=", "c="),
        edit=((f"UDP {CLIENT}:{LOCAL}", f"UDP canary.invalid:{LOCAL}"), (f"100@{CLIENT}", "100@canary.invalid")),
    ),
    "K7 compact forms": Case("compact and lower case", ("v", "m")),
    "K8 routes": Case("route and record-route"),
    "K8 second via": Case("second via"),
    "K12 register over TCP with another port": Case("register with another port", transport="tcp"),
    "K12 sound over TCP with another port": Case(
        "invite with sound", ("o=", "c="), transport="tcp", edit=((f"{CLIENT}:{LOCAL}", f"{CLIENT}:6999"),)
    ),
    "K13 options over TCP": Case("options", transport="tcp"),
    "K13 sound over TCP": Case("invite with sound", SOUND, transport="tcp"),
    "K14 another port": Case("options", (), port=5062),
    "K14 another port over TCP": Case("options", (), port=5062, transport="tcp"),
    "K14 sound on another port": Case("invite with sound", (), port=5062),
    "K15 register without CSeq": Case("register", None, answered=False, edit=NO_CSEQ),
    "K15 options without CSeq": Case("options", answered=False, edit=NO_CSEQ),
    "K15 register without CSeq on another port": Case("register", (), port=5062, edit=NO_CSEQ),
    "K16 in fragments": Case("invite with sound", SOUND, edit=PADDING),
    "K17 not SIP": Case("not sip at all", (), answered=False),
    "K18 foreign address": Case("foreign address", ("Via",)),
    "K19 wrong version of the sound's description": Case("invite with sound", SOUND, edit=(("v=0", "v=6"),)),
    "K21 veiled address": Case(
        "options", edit=(("P-Probe: ", f"P-Veiled: {CLIENT.replace('.', '*')}#1\r\nP-Probe: "),)
    ),
    "tab before the address": Case("options", ("Contact",), edit=(("UDP ", "UDP\t"),)),
    "two blanks before the address": Case("options", ("Contact",), edit=(("UDP ", "UDP  "),)),
    "folded Via": Case("options", ("Contact",), edit=(("Via: SIP/2.0/UDP ", "Via: SIP/2.0/UDP\r\n "),)),
    "escaped host in Contact": Case("options", ("Via",), edit=((f"100@{CLIENT}", f"100@%31{CLIENT[1:]}"),)),
    "sound by name": Case(
        "invite with sound", None, answered=False, edit=((f"c=IN IP4 {CLIENT}", "c=IN IP4 host.invalid"),)
    ),
    "sound without c=": Case("invite with sound", None, answered=False, edit=((f"c=IN IP4 {CLIENT}\r\n", ""),)),
    "sound at a low port": Case("invite with sound", None, answered=False, edit=(("m=audio 4000", "m=audio 900"),)),
    "sound at a low port, another port": Case(
        "invite with sound", (), port=5062, edit=(("m=audio 4000", "m=audio 900"),)
    ),
}


def message(case: Case) -> bytes:
    """The bytes of the case; the stated length follows the edits."""
    text = filled(MESSAGES[case.message], Endpoint(CLIENT, case.local), Endpoint(SERVER, case.port)).decode("latin-1")
    for before, after in case.edit:
        text = text.replace(before, after)
    if case.transport == "tcp":
        text = text.replace("SIP/2.0/UDP", "SIP/2.0/TCP")
    head, _, body = text.partition("\r\n\r\n")
    head = re.sub(r"Content-Length: \d+", f"Content-Length: {len(body)}", head)
    return f"{head}\r\n\r\n{body}".encode("latin-1")


@pytest.mark.parametrize("name", CASES)
def test_what_the_helper_makes_of_a_message(name: str) -> None:
    case, sent = CASES[name], message(CASES[name])
    with lab(alg=("udp", "tcp")) as net:
        seen = sent_over(net, sent, local=case.local, port=case.port, transport=case.transport)
    arrived = [arrival.raw for arrival in seen.arrivals]
    expected = [] if case.changed is None else [list(case.changed)]
    assert [_kinds(changed_lines(sent, raw)) for raw in arrived] == expected
    assert bool(seen.replies) is case.answered


def _kinds(lines: list[str]) -> list[str]:
    return [line for line in lines if line != "Content-Length"]


@pytest.mark.parametrize("name", CASES)
def test_the_same_message_passes_whole_without_the_helper(name: str) -> None:
    case, sent = CASES[name], message(CASES[name])
    with lab() as net:
        seen = sent_over(net, sent, local=case.local, port=case.port, transport=case.transport)
    assert [arrival.raw for arrival in seen.arrivals] == [sent]


def test_k9_a_second_phone_with_the_same_media_port_is_swallowed() -> None:
    first, second = Case("invite with sound"), Case("invite with sound", local=LOCAL + 2)
    moved = Case("invite with sound", local=LOCAL + 4, edit=(("m=audio 4000", "m=audio 4010"),))
    with lab(alg=("udp",)) as net:
        counts = [
            len(sent_over(net, message(case), local=case.local).arrivals) for case in (first, second, moved, first)
        ]
    assert counts == [1, 0, 1, 1]


def test_k10_an_old_connection_keeps_the_old_way() -> None:
    old, new = Case("options"), Case("options", local=LOCAL + 2)

    def changed(case: Case) -> list[str]:
        (arrival,) = sent_over(net, message(case), local=case.local).arrivals
        return changed_lines(message(case), arrival.raw)

    with lab(alg=("udp",)) as net:
        assert changed(old) == ["Via", "Contact"]
        net.set_alg()
        assert changed(old) == ["Via", "Contact"]
        assert changed(new) == []
        net.set_alg("udp")
        assert changed(new) == []


def test_a_message_in_two_segments_is_not_seen_by_the_helper() -> None:
    case = Case("invite with sound", transport="tcp")
    head, blank, body = message(case).partition(b"\r\n\r\n")
    with lab(alg=("tcp",)) as net:
        seen = sent_over(net, head + blank, body, local=case.local, transport="tcp")
    (arrival,) = seen.arrivals
    assert arrival.raw == message(case)
    via = parse_message(seen.replies[0]).top_via
    assert via is not None
    assert via.received == ROUTER_WAN


@pytest.mark.parametrize(("alg", "fewest", "most"), [(("udp",), 3000, 3600), ((), 1, 180)], ids=["on", "off"])
def test_k24_a_connection_lives_an_hour_with_the_helper(alg: tuple[str, ...], fewest: int, most: int) -> None:
    case = Case("options")
    with lab(alg=alg) as net:
        sent_over(net, message(case), local=case.local)
        (line,) = [line for line in net.connections().splitlines() if f"sport={LOCAL} dport=5060" in line]
    assert fewest <= int(line.split()[2]) <= most


@pytest.mark.parametrize("alg", [("udp",), ()], ids=["on", "off"])
def test_k22_the_reply_names_our_own_address_only_with_the_helper(alg: tuple[str, ...]) -> None:
    case = Case("options")
    with lab(alg=alg) as net:
        seen = sent_over(net, message(case), local=case.local)
    via = parse_message(seen.replies[0]).top_via
    assert via is not None
    assert (via.received, via.rport) == (CLIENT if alg else ROUTER_WAN, LOCAL)


def test_k11_replies_go_to_the_port_in_via() -> None:
    case = Case("register", edit=((f"{CLIENT}:{LOCAL}", f"{CLIENT}:6998"),))
    with lab(alg=("udp",)) as net:
        seen = sent_over(net, message(case), local=LOCAL)
    (arrival,) = seen.arrivals
    assert arrival.message.top_via is not None
    assert (arrival.message.top_via.host, arrival.message.top_via.port) == (CLIENT, 6998)
    assert arrival.message.all("contact") == (f"<sip:100@{ROUTER_WAN}:{LOCAL}>",)
    assert seen.replies == ()


def echo(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A mirror of the naive kind: it sends the text back as it came."""
    contacts = [("Contact", contact) for contact in request.all("contact")]
    body = request.raw.replace(b"\r\n\r\n", b"\r\n")
    return [build_response(request, 200, "OK", source=source, extra=contacts, body=body, content_type="text/plain")]


def test_k20_a_plain_echo_hides_half_of_what_happened() -> None:
    case = Case("register")
    with lab(alg=("udp",)) as net:
        seen = sent_over(net, message(case), local=LOCAL, reply=echo)
    (reply,) = (parse_message(raw) for raw in seen.replies)
    assert reply.all("contact") == (f"<sip:100@{CLIENT}:{LOCAL}>",)
    assert f"Contact: <sip:100@{CLIENT}:{LOCAL}>".encode() in reply.body
    assert f"Via: SIP/2.0/UDP {ROUTER_WAN}:{LOCAL}".encode() in reply.body


@pytest.mark.parametrize("alg", [("udp",), ()], ids=["on", "off"])
def test_two_computers_with_one_port_are_told_apart(alg: tuple[str, ...]) -> None:
    """The second gets another port outside; with the helper its reply names the inside again."""

    async def both() -> list[Via]:
        found = []
        for host in (CLIENT, SECOND_CLIENT):
            async with await open_udp(Endpoint(host, LOCAL)) as sock:
                sock.send(options(Account("provider.example", "100"))(sock.local, "udp"), Endpoint(SERVER, 5060))
                answer = await sock.receive(30.0)
                via = parse_message(answer.data).top_via if answer else None
                assert via is not None
                found.append(via)
        return found

    with lab(alg=alg) as net, serving(net.server, far_end) as server:
        first, second = run_async(net.client, both)
        outside = [arrival.source.port for arrival in server.arrivals]
    assert outside[0] == LOCAL != outside[1]
    assert (first.received, first.rport) == (CLIENT if alg else ROUTER_WAN, LOCAL)
    assert (second.received, second.rport) == ((SECOND_CLIENT, LOCAL) if alg else (ROUTER_WAN, outside[1]))
