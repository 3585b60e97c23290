"""Small phones that call each other and subscribe, against the real test line and against a server that refuses."""

from __future__ import annotations

from dataclasses import replace

from app.model import profile as profiles
from app.model.facts import ExtensionCall, NotRun, PresenceTrial
from app.model.profile import Account, Profile
from app.model.secret import Secret
from app.probes import extension, presence
from app.probes.context import Probe, ProbeContext
from app.testline.config import BUILT_IN_NUMBERS, BUILT_IN_REALM, TestLineConfig
from app.testline.server import TestLine
from tests.virtual_time import virtual_time

PACE = 20.0


def profile_of(line: TestLine, *, own: bool = True) -> Profile:
    server = line.udp[0]
    account = Account(BUILT_IN_REALM, "100", password=Secret("mend-100"), proxy=str(server))
    place = profiles.TestLine(server.host, (server.port,)) if own else profiles.TestLine()
    return Profile(account, numbers=BUILT_IN_NUMBERS, testline=place)


async def measured(probe: Probe, profile: Profile) -> list[object]:
    return [fact async for fact in probe.measure(ProbeContext(profile, pace=PACE))]


@virtual_time
async def test_two_phones_talk_through_the_test_line() -> None:
    async with TestLine(TestLineConfig(pace=PACE)) as line:
        facts = await measured(extension, profile_of(line))
        assert line.bindings("100") == ()
    own, shared = [fact for fact in facts if isinstance(fact, ExtensionCall)]
    assert own.arrived
    assert own.confirmed
    assert min(own.packets_to_called, own.packets_to_caller) > own.packets_sent / 2
    assert (shared.same_media_port, shared.confirmed) == (True, True)


@virtual_time
async def test_a_service_that_does_not_know_the_number_is_not_a_fault_of_the_network() -> None:
    async with TestLine(TestLineConfig(pace=PACE)) as line:
        facts = await measured(extension, profile_of(line, own=False))
    (call,) = [fact for fact in facts if isinstance(fact, ExtensionCall)]
    assert (call.dialled, call.arrived, call.status) == ("100", False, 404)


@virtual_time
async def test_news_come_at_once_change_and_may_be_large() -> None:
    async with TestLine(TestLineConfig(pace=PACE)) as line:
        facts = await measured(presence, profile_of(line))
    found = {(one.package, one.wanted_bytes): one for one in facts if isinstance(one, PresenceTrial)}
    assert set(found) == {("dialog", None), ("message-summary", None), ("dialog", presence.LARGE_BYTES)}
    assert {one.outcome for one in found.values()} == {"accepted"}
    assert all(one.notices == 3 and not one.strange for one in found.values())
    assert found["dialog", None].versions == (0, 1, 2)
    assert found["dialog", presence.LARGE_BYTES].largest_bytes > presence.LARGE_BYTES


@virtual_time
async def test_a_password_that_is_refused_takes_no_wish() -> None:
    async with TestLine(TestLineConfig(pace=PACE)) as line:
        profile = profile_of(line)
        wrong = replace(profile, account=replace(profile.account, password=Secret("forgotten")))
        facts = await measured(presence, wrong)
        calls = await measured(extension, wrong)
    assert {one.outcome for one in facts if isinstance(one, PresenceTrial)} == {"refused"}
    assert [one.signed_in for one in calls if isinstance(one, ExtensionCall)] == [False]


@virtual_time
async def test_where_all_must_be_encrypted_nothing_is_sent_in_clear() -> None:
    async with TestLine() as line:
        profile = profile_of(line)
        secret = replace(profile, account=replace(profile.account, transport="tls"))
        assert await measured(presence, secret) == [NotRun("presence", "no_udp_server")]
        assert await measured(extension, secret) == [NotRun("extension_call", "no_udp_server")]
