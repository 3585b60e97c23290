"""Phone to phone and news: only for the account's own phones, only after signing in, ended with either side."""

from __future__ import annotations

import asyncio

from app.model.profile import Account
from app.model.secret import Secret
from app.probes.light.phone import light_phone
from app.testline.config import BUILT_IN_REALM, TestLineConfig
from app.testline.server import TestLine
from tests.unit.testline.phone import DOMAIN, phone
from tests.virtual_time import virtual_time

PACE = 20.0


def account(user: str = "100") -> Account:
    return Account(BUILT_IN_REALM, user, password=Secret(f"mend-{user}"))


def nothing(_: object) -> None:
    """Nobody looks."""


@virtual_time
async def test_a_phone_of_another_account_cannot_be_dialled() -> None:
    async with (
        TestLine() as line,
        light_phone(line.udp[0], account("100"), nothing) as own,
        light_phone(line.udp[0], account("200"), nothing) as other,
    ):
        await other.register()
        await own.register()
        _, answer = await own.call(other.user)
        assert answer is not None
        assert answer.status == 404


@virtual_time
async def test_a_phone_that_nobody_takes_up_is_given_up() -> None:
    async with (
        TestLine(TestLineConfig(pace=PACE)) as line,
        light_phone(line.udp[0], account(), nothing) as caller,
        light_phone(line.udp[0], account(), nothing) as called,
    ):
        await called.register()
        asked = asyncio.ensure_future(caller.call(called.user))
        ringing = await asyncio.wait_for(called.calls.get(), 5)
        ringing.ring()
        _, answer = await asked
        assert answer is not None
        assert answer.status == 480
        assert ringing.cancelled


@virtual_time
async def test_either_side_ends_both() -> None:
    async with (
        TestLine(TestLineConfig(pace=PACE)) as line,
        light_phone(line.udp[0], account(), nothing) as caller,
        light_phone(line.udp[0], account(), nothing) as called,
    ):
        await called.register()
        asked = asyncio.ensure_future(caller.call(called.user))
        ringing = await asyncio.wait_for(called.calls.get(), 5)
        ringing.answer(called.media)
        dialog, answer = await asked
        assert answer is not None
        assert answer.status == 200
        await ringing.insist(2)
        await caller.hang_up(dialog)
        while not ringing.over:
            await ringing.wait(5)
        assert ringing.hung_up


@virtual_time
async def test_news_are_for_those_who_signed_in_and_only_of_known_kinds() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        refusal = await caller.ask("SUBSCRIBE", f"sip:100@{DOMAIN}", extra=[("Event", "dialog")])
        assert refusal.status == 401
        assert await caller.receive(0.2) is None  # no news for strangers
        answer = await caller.signed("SUBSCRIBE", f"sip:100@{DOMAIN}", extra=[("Event", "conference")])
        assert answer.status == 489


@virtual_time
async def test_news_end_with_the_subscription() -> None:
    async with (
        TestLine(TestLineConfig(pace=PACE)) as line,
        light_phone(line.udp[0], account(), nothing) as one,
    ):
        dialog, answer = await one.subscribe("sip:100@testline.invalid", "dialog", "application/dialog-info+xml", 60)
        assert answer is not None
        assert answer.status == 200
        first = await asyncio.wait_for(one.notices.get(), 5)
        assert (first.get("subscription-state") or "").startswith("active")
        await one.unsubscribe(dialog, "dialog", "application/dialog-info+xml")
        async with asyncio.timeout(5):
            while "terminated" not in ((await one.notices.get()).get("subscription-state") or ""):
                continue
