"""Which other ways are tried, and what a bad profile costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.profile import Account, Alternative, Profile
from app.network.tcp import TcpStream
from app.network.tcp_listen import listen_tcp
from app.network.tls import server_context
from app.network.tls_look import look_at_tls
from app.probes.ways_out import ways_of

PROFILE = Profile(Account("provider.example", "100", proxy="sip.provider.example:5080"))
FOLDER = Path(__file__).parents[3] / "resources" / "practice" / "tls"
AUTHORITY = (FOLDER / "authority.pem").read_text(encoding="ascii")


def paths(profile: Profile) -> list[tuple[str, bool]]:
    return [(way.path, way.named) for way in ways_of(profile)]


def test_without_a_word_of_the_provider_the_usual_ways_are_tried_on_chance() -> None:
    assert paths(PROFILE) == [("tls:5061", False), ("tcp:5080", False)]


def test_what_the_provider_names_is_tried_as_named_and_once() -> None:
    named = (Alternative("tls", 443), Alternative("udp", 5070), Alternative("tcp", 5080))
    assert paths(replace(PROFILE, alternatives=named)) == [("tls:443", True), ("udp:5070", True), ("tcp:5080", True)]


def test_an_account_over_tls_is_its_own_way() -> None:
    secure = replace(PROFILE, account=replace(PROFILE.account, transport="tls"))
    assert paths(secure) == [("tls:5080", True)]


def test_never_more_than_a_few() -> None:
    many = tuple(Alternative("udp", port) for port in range(6000, 6010))
    assert len(ways_of(replace(PROFILE, alternatives=many))) == 4


async def _nothing(stream: TcpStream) -> None:
    await stream.receive(1)


@pytest.mark.parametrize(
    ("certificate", "ancient", "problem", "until"),
    [
        ("good", False, None, "2099-12-31"),
        ("expired", False, "expired", "2021-01-01"),
        ("wrong-name", False, "wrong_name", "2099-12-31"),
        ("self-signed", False, "self_signed", "2099-12-31"),
        ("unknown-issuer", False, "unknown_issuer", "2099-12-31"),
        ("good", True, "old_protocol", "2099-12-31"),
    ],
)
async def test_a_look_at_tls_names_what_is_wrong(
    certificate: str, ancient: bool, problem: str | None, until: str
) -> None:
    context = server_context(FOLDER / f"{certificate}.pem", FOLDER / "server.key", ancient=ancient)
    listener = await listen_tcp(Endpoint("127.0.0.1", 0), _nothing, tls=context)
    try:
        look = await look_at_tls(listener.local, "testline.invalid", AUTHORITY)
    finally:
        await listener.close()
    assert (look.problem, look.valid_until) == (problem, until)
    assert look.outcome == ("answered" if problem is None else "not_secure")
    assert look.protocol == ("TLSv1.1" if ancient else "TLSv1.3")
    assert look.made_out_to[0] == ("mail.example" if certificate == "wrong-name" else "testline.invalid")


async def test_something_that_is_no_tls_and_nobody_at_all() -> None:
    async def rude(stream: TcpStream) -> None:
        await stream.receive(1)
        await stream.send(b"SIP/2.0 400 Bad Request\r\n\r\n")

    listener = await listen_tcp(Endpoint("127.0.0.1", 0), rude)
    try:
        look = await look_at_tls(listener.local, "testline.invalid", AUTHORITY)
        assert (look.outcome, look.problem) == ("not_secure", "not_tls")
    finally:
        await listener.close()
    look = await look_at_tls(listener.local, "testline.invalid", AUTHORITY)
    assert (look.outcome, look.problem, look.protocol) == ("refused", None, None)


async def test_a_profile_whose_certificates_are_none_is_said_in_one_line() -> None:
    from app.model.profile_toml import profile_from_data

    with pytest.raises(UserError) as trouble:
        profile_from_data({"account": {"domain": "a.example"}, "tls": {"authorities": "forgotten"}})
    assert trouble.value.text_id == "profile_certificates"
