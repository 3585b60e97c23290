"""What a whole measurement costs the provider: few messages, all of them well formed, and nothing left open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import SipExchange
from app.model.names import Transport
from app.model.profile import Alternative, Numbers
from app.model.secret import Secret
from app.protocols.digest import make_challenge
from app.protocols.sdp import parse_sdp
from app.protocols.sip import SipMessage
from app.protocols.sip_build import build_response
from tests.lab.far_end import FarEnd
from tests.lab.test_received_private import PROFILE, measure
from tests.lab.topology import lab

MOST_DATAGRAMS = 60
LONGEST = 1300
FULL = replace(
    PROFILE,
    account=replace(PROFILE.account, password=Secret("mend-100")),
    numbers=Numbers(echo="600"),
    alternatives=(Alternative("udp", 5070),),
)


@dataclass
class Provider:
    """A provider that wants credentials for everything but OPTIONS, and keeps what is registered."""

    silent_after: int = 10**6
    """After so many messages it says nothing any more."""
    accepts_calls: bool = False
    contacts: list[str] = field(default_factory=list)
    _heard: int = 0

    def __call__(self, request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        self._heard += 1
        if self._heard > self.silent_after or request.method in {"ACK", ""}:
            return []
        return [self._answer(request, source)]

    def _answer(self, request: SipMessage, source: Endpoint) -> bytes:
        if request.method == "INVITE" and not self.accepts_calls:
            challenge = ("Proxy-Authenticate", make_challenge("provider.example", "n1"))
            return build_response(request, 407, "Sign In", source=source, to_tag="far", extra=[challenge])
        if request.method == "REGISTER" and not request.all("authorization"):
            challenge = ("WWW-Authenticate", make_challenge("provider.example", "n1"))
            return build_response(request, 401, "Sign In", source=source, to_tag="far", extra=[challenge])
        extra = self._register(request) if request.method == "REGISTER" else []
        return build_response(request, 200, "OK", source=source, to_tag="far", extra=extra)

    def _register(self, request: SipMessage) -> list[tuple[str, str]]:
        for contact in request.all("contact"):
            kept = [one for one in self.contacts if not one.startswith(contact)]
            self.contacts = kept if request.get("expires") == "0" else [*kept, f"{contact};expires=60"]
        return [("Contact", contact) for contact in self.contacts]


WORLDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "all is well": ({}, {}),
    "with the ALG": ({"alg": ("udp",)}, {}),
    "with the ALG on both transports": ({"alg": ("udp", "tcp")}, {}),
    "two routers": ({"double_nat": True, "outer_alg": ("udp",)}, {}),
    "calls are accepted": ({}, {"accepts_calls": True}),
    "calls are accepted behind the ALG": ({"alg": ("udp",)}, {"accepts_calls": True}),
    "never a word": ({"alg": ("udp",)}, {"silent_after": 0}),
    "silent after the first answers": ({}, {"silent_after": 6}),
    "silent in the middle": ({"alg": ("udp",)}, {"silent_after": 20}),
}


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("name", WORLDS)
def test_a_provider_gets_few_messages_and_none_malformed(name: str, transport: Transport) -> None:
    network, manners = WORLDS[name]
    profile = replace(FULL, account=replace(FULL.account, transport=transport))
    provider = Provider(**manners)
    with lab(**network) as net:
        facts, server = measure(net, provider, profile, answer_after_s=0.02)
    datagrams = [one for one in server.arrivals if one.transport == "udp"]
    assert 0 < len(datagrams) <= MOST_DATAGRAMS
    assert len(server.arrivals) <= MOST_DATAGRAMS
    assert [one.raw for one in server.arrivals if one.message.problems or len(one.raw) > LONGEST] == []
    assert [one.raw for one in server.arrivals if one.message.body and parse_sdp(one.message.body).media == ()] == []
    if manners.get("silent_after") is None:
        assert provider.contacts == []
        assert unended(server) == []
    exchanges = [fact for fact in facts if isinstance(fact, SipExchange)]
    assert all(fact.sent for fact in exchanges if fact.attempts)


def unended(server: FarEnd) -> list[str]:
    """Calls that were begun and neither acknowledged nor hung up."""
    begun = {one.message.call_id for one in server.arrivals if one.message.method == "INVITE"}
    ended = {one.message.call_id for one in server.arrivals if one.message.method in {"ACK", "CANCEL"}}
    return sorted(begun - ended)
