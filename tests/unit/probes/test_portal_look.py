"""Who answers a web request to nobody: a sign-in page, a web proxy, or really nobody. And what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis
from app.model.endpoint import Endpoint
from app.model.facts import Fact, Observation, Outcome, SipExchange, StunBinding, TcpReach, WebLook
from app.model.profile import Account, Profile
from app.network.tcp_listen import listen_tcp
from app.practice.behaviour import Portal
from app.practice.portal import PracticePortal
from app.probes import portal_look
from app.probes.context import ProbeContext

HERE = Profile(Account("127.0.0.1", username="100"))
PAGE = WebLook("192.0.2.1:80", "answered", 302, "http://login.hotel.example/start", 9.0)
PROXY = WebLook("192.0.2.1:80", "answered", 502, "", 9.0)
NOBODY = WebLook("192.0.2.1:80", "silent", None, "", 1500.0)
BY_TCP = TcpReach("203.0.113.10:443", "answered", 9.0)
MAPPED = StunBinding("203.0.113.10:3478", "192.168.1.10:4000", "198.51.100.2:4000", "answered", 20.0)


def asked(outcome: Outcome) -> SipExchange:
    there = ("192.168.1.10:5062", "203.0.113.10:5060")
    return SipExchange(
        "received_private", "suspected", "udp:5060", "udp", "OPTIONS", *there, "OPTIONS", (), outcome, 3, None
    )


def judged(*facts: Fact) -> Diagnosis:
    return diagnose([Observation(f"o{number}", float(number), fact) for number, fact in enumerate(facts)])


def internet(*facts: Fact) -> tuple[str, str]:
    verdict = judged(*facts).verdict("internet")
    assert verdict is not None
    return verdict.answer, verdict.reason


@pytest.mark.parametrize(
    ("manner", "status", "leads_to"),
    [("signs_in", 302, "http://login.hotel.example/start"), ("refuses", 502, "")],
)
async def test_who_answers_is_told_with_what_he_said(manner: Portal, status: int, leads_to: str) -> None:
    async with PracticePortal(manner) as portal:
        facts = [fact async for fact in portal_look.measure(ProbeContext(HERE, nobody=portal.local))]
    (look,) = facts
    assert isinstance(look, WebLook)
    assert (look.outcome, look.status, look.leads_to) == ("answered", status, leads_to)


async def test_a_door_that_says_nothing_is_silent() -> None:
    async def silent(stream: Any) -> None:
        await stream.receive()
        await stream.receive()

    listener = await listen_tcp(Endpoint("127.0.0.1", 0), silent)
    (look,) = [fact async for fact in portal_look.measure(ProbeContext(HERE, nobody=listener.local))]
    await listener.close()
    assert isinstance(look, WebLook)
    assert (look.outcome, look.status) == ("silent", None)


async def test_on_this_computers_own_line_nothing_is_asked() -> None:
    assert [fact async for fact in portal_look.measure(ProbeContext(HERE))] == []


async def test_where_the_documents_addresses_are_in_use_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        raise AssertionError("somebody is there")

    monkeypatch.setattr(portal_look, "local_address_towards", lambda _: "192.0.2.7")
    monkeypatch.setattr(portal_look, "fetch", never)
    assert [fact async for fact in portal_look.measure(ProbeContext(Profile(Account("sip.provider.example"))))] == []


def test_only_the_page_answers_so_somebody_must_sign_in() -> None:
    assert internet(PAGE, asked("silent"), BY_TCP) == ("no", "sign_in_page")
    found = judged(PAGE, asked("silent"), BY_TCP)
    assert found.primary == "no_internet"
    assert [one.details["box"] for one in found.findings if one.id == "no_internet"] == ["sign_in_page"]


@pytest.mark.parametrize("answered", [MAPPED, asked("answered")])
def test_something_else_answers_too_so_the_page_is_no_obstacle(answered: Fact) -> None:
    assert internet(PAGE, answered, BY_TCP) == ("yes", "something_answered")


def test_a_page_alone_and_nothing_asked_tells_nothing() -> None:
    assert internet(PAGE)[0] == "cannot_tell"


@pytest.mark.parametrize("look", [PROXY, NOBODY, WebLook("192.0.2.1:80", "answered", 302, "", 9.0)])
def test_a_proxy_and_silence_are_no_sign_in_page(look: WebLook) -> None:
    assert internet(look, asked("silent"), BY_TCP) == ("yes", "something_answered")
    assert internet(look, asked("silent")) == ("cannot_tell", "no_answer")


@pytest.mark.parametrize("status", [200, 204, 511])
def test_a_page_at_once_is_one_as_well(status: int) -> None:
    assert internet(WebLook("192.0.2.1:80", "answered", status, "", 9.0), asked("silent"))[0] == "no"
