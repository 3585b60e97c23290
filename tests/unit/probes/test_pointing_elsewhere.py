"""A server that points somewhere else, in every header that could: nothing is ever sent to anybody but the server."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange
from app.model.profile import Account, Alternative, Numbers, Profile
from app.model.secret import Secret
from app.network.udp import UdpSocket, open_udp
from app.probes import sip_alg
from app.probes.alg import ttl_quote
from app.probes.context import ProbeContext
from app.probes.gateway_outside import OutsideDoors
from app.protocols.sip import SipMessage
from app.protocols.sip_build import build_response
from tests.unit.probes.servers import HOME, Reply, tcp_server, udp_server
from tests.virtual_time import virtual_time

ELSEWHERE = "127.0.0.66"
THERE = f"{ELSEWHERE}:5099"
CHALLENGE = f'Digest realm="a", nonce="n", domain="sip:{THERE}", qop="auth"'


def answering(status: int, phrase: str) -> Reply:
    """The same answer to everything, full of other places."""

    def reply(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        if request.method in {"ACK", "CANCEL"}:
            return []
        text = build_response(request, status, phrase, source=Endpoint(ELSEWHERE, 5099), to_tag="x").decode("latin-1")
        more = (
            f"Contact: <sip:x@{THERE};maddr={ELSEWHERE}>;expires=60\r\nRecord-Route: <sip:{THERE};lr>\r\n"
            f"Service-Route: <sip:{THERE};lr>\r\nPath: <sip:{THERE};lr>\r\nAlert-Info: <http://{THERE}/>\r\n"
            f"Alternate-Server: <sip:{THERE}>\r\nWWW-Authenticate: {CHALLENGE}\r\nMin-Expires: 90\r\n"
        )
        text = text.replace("Content-Length", f"{more}Content-Length", 1).replace(
            ";branch", f";maddr={ELSEWHERE};branch", 1
        )
        return [
            text.encode("latin-1"),
            text.replace("Via: SIP/2.0/UDP ", f"Via: SIP/2.0/UDP {THERE}, SIP/2.0/UDP ").encode(),
        ]

    return reply


ANSWERS = {
    200: "OK", 302: "Moved Temporarily", 305: "Use Proxy", 401: "Unauthorized", 423: "Interval Too Brief", 503: "Busy",
}  # fmt: skip


@pytest.mark.parametrize("status", ANSWERS)
@virtual_time
async def test_nothing_goes_there(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: set[str] = set()
    real = UdpSocket.send

    def noted(self: UdpSocket, data: bytes, to: Endpoint) -> object:
        sent.add(str(to))
        return real(self, data, to)

    monkeypatch.setattr(ttl_quote, "is_supported", lambda: True)
    reply = answering(status, ANSWERS[status])
    async with (
        udp_server(reply) as server,
        udp_server(reply) as other,
        tcp_server(reply) as stream,
        await open_udp(HOME) as gateway,
    ):
        profile = Profile(
            Account("a.example", username="1", password=Secret("p"), proxy=str(server)),
            alternatives=(Alternative("udp", other.port), Alternative("tcp", stream.port)),
            numbers=Numbers(echo="200"),
        )
        monkeypatch.setattr(UdpSocket, "send", noted)
        context = ProbeContext(profile, gateway=OutsideDoors(gateway.local))
        facts: list[Fact] = [fact async for fact in sip_alg.measure(context)]
        monkeypatch.setattr(UdpSocket, "send", real)
    asked = {str(server), str(other), str(gateway.local)}
    assert {place for place in sent if place.startswith(ELSEWHERE)} == set()
    servers_own = {place for place in sent if place not in asked}  # our servers answer from this process as well
    assert all(place.startswith("127.0.0.1:") for place in servers_own)
    exchanges = [fact for fact in facts if isinstance(fact, SipExchange)]
    assert {fact.remote for fact in exchanges} <= {str(server), str(other), str(stream), f"127.0.0.1:{server.port}"}
    assert any(THERE in reply.raw for fact in exchanges for reply in fact.replies)
