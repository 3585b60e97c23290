"""Do news for lamps and waiting messages arrive (RFC 6665)? Small phones subscribe, also to news larger than a packet.

Every service may refuse a subscription; only one that it took and that then stays without news says something.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.model.facts import Fact, NotRun, PresenceTrial
from app.model.names import Question
from app.probes.collecting import Collector
from app.probes.context import ProbeContext
from app.probes.light.phone import Dialog, LightPhone, light_phone
from app.probes.light.server import Registrar, registrar_of
from app.probes.together import finish_all
from app.protocols.sip import SipMessage

ANSWERS: Final[tuple[Question, ...]] = ("presence",)
NEEDS: Final = frozenset({"account"})
EXPECTED_S: Final = 4.0
LIMIT_S: Final = 90.0
WAIT_S: Final = 8.0
"""For the state of things, which a service must tell at once (RFC 6665 section 4.2.1.1), five times repeated."""
CHANGES_S: Final = 2.6
"""For the two changes that a test line tells."""
LARGE_BYTES: Final = 2500
"""Two packets at least, on every kind of line."""
SUBSCRIBED_S: Final = 120
Package = Literal["dialog", "message-summary"]
ACCEPTS: Final[dict[Package, str]] = {
    "dialog": "application/dialog-info+xml",
    "message-summary": "application/simple-message-summary",
}
_VERSION: Final = re.compile(rb'<dialog-info[^>]{0,400}\bversion="(\d{1,9})"')


@dataclass(frozen=True, slots=True)
class Wish:
    """One subscription to make."""

    package: Package
    wanted_bytes: int | None = None


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Subscribe side by side and yield what came."""
    registrar = await registrar_of(context)
    if registrar is None:
        yield NotRun("presence", "no_udp_server")
        return
    wishes = [Wish("dialog"), Wish("message-summary")]
    if registrar.own:
        wishes.append(Wish("dialog", LARGE_BYTES))
    collector = Collector(context, "waiting_for_news", EXPECTED_S)
    async for fact in collector.facts(_all(context, registrar, wishes, collector.record)):
        yield fact


async def _all(
    context: ProbeContext, registrar: Registrar, wishes: list[Wish], record: Callable[[Fact], None]
) -> None:  # fmt: skip
    tasks = [asyncio.ensure_future(_subscribe(context, registrar, wish, record)) for wish in wishes]
    await finish_all(tasks)


async def _subscribe(
    context: ProbeContext, registrar: Registrar, wish: Wish, record: Callable[[Fact], None]
) -> None:  # fmt: skip
    account = context.profile.account
    async with light_phone(registrar.server, account, record, context.pace) as phone:
        uri = f"sip:{account.username}@{Endpoint.parse(account.domain).host}"
        extra = (("X-Callmend-Bytes", str(wish.wanted_bytes)),) if wish.wanted_bytes else ()
        dialog, answer = await phone.subscribe(uri, wish.package, ACCEPTS[wish.package], SUBSCRIBED_S, extra)
        clock = asyncio.get_running_loop().time
        began = clock()
        status = answer.status if answer else None
        if answer is None or (status or 0) >= 300:
            outcome: Literal["refused", "silent"] = "refused" if answer else "silent"
            record(_fact(phone, wish, outcome, status, _News(), 0.0))
            return
        news = _News()
        try:
            await _listen(phone, dialog, news, context.pace, own=registrar.own)
        finally:
            record(_fact(phone, wish, "accepted", status, news, clock() - began))
            await phone.unsubscribe(dialog, wish.package, ACCEPTS[wish.package])


class _News:
    """What came so far."""

    def __init__(self) -> None:
        self.count = self.largest = self.strange = 0
        self.first_after_s: float | None = None
        self.versions: list[int] = []

    def take(self, notice: SipMessage, dialog: Dialog, after_s: float) -> None:
        if notice.call_id != dialog.call_id:
            self.strange += 1
            return
        self.count += 1
        self.largest = max(self.largest, len(notice.raw))
        self.first_after_s = after_s if self.first_after_s is None else self.first_after_s
        found = _VERSION.search(notice.body)
        if found and len(self.versions) < 32:
            self.versions.append(int(found[1]))


async def _listen(phone: LightPhone, dialog: Dialog, news: _News, pace: float, *, own: bool) -> None:
    """Wait for the first news, then a while for the changes that a test line makes."""
    clock = asyncio.get_running_loop().time
    began = clock()
    until = began + WAIT_S / phone.hurry
    with suppress(TimeoutError):
        while clock() < until:
            async with asyncio.timeout_at(until):
                notice = await phone.notices.get()
            first = news.count == 0
            news.take(notice, dialog, round(clock() - began, 3))
            if first and news.count:
                until = clock() + (max(CHANGES_S / pace, 0.6) if own else 0.0)


def _fact(
    phone: LightPhone,
    wish: Wish,
    outcome: Literal["accepted", "refused", "silent"],
    status: int | None,
    news: _News,
    waited_s: float,
) -> PresenceTrial:
    return PresenceTrial(
        wish.package, str(phone.local), wish.wanted_bytes, outcome, status, news.count, news.largest,
        news.first_after_s, tuple(news.versions), news.strange, round(waited_s, 3),
    )  # fmt: skip
