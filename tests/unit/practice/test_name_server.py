"""The name server of a simulated office, asked as the program asks the system's; nothing else is asked meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from app.model.facts import DnsLookup, Outcome
from app.network.name_servers import ask_instead, asked_instead
from app.network.resolve import lookup_by_system, resolve
from app.practice.behaviour import Names
from app.practice.name_server import PracticeNameServer
from tests.virtual_time import virtual_time

SERVICE = "sip.practice.example"
WAIT_S = 4.0
Office = Callable[[Names], AbstractAsyncContextManager[None]]


@pytest.fixture
def office() -> Iterator[Office]:
    @asynccontextmanager
    async def standing(manner: Names) -> AsyncIterator[None]:
        async with PracticeNameServer(manner, 5062) as server:
            ask_instead([server.local])
            yield

    yield standing
    ask_instead(())
    assert asked_instead() == ()


@pytest.mark.parametrize(
    ("manner", "service", "nobody"),
    [
        ("right", ("answered", ("127.0.0.1",)), ("unresolved", ())),
        ("unknown", ("unresolved", ()), ("unresolved", ())),
        ("silent", ("silent", ()), ("silent", ())),
        ("invents", ("answered", ("127.0.0.1",)), ("answered", ("127.0.0.1",))),
    ],
)
@virtual_time
async def test_what_it_says_of_the_phone_service_and_of_nobody(
    office: Office, manner: Names, service: tuple[Outcome, tuple[str, ...]], nobody: tuple[Outcome, tuple[str, ...]]
) -> None:
    def told(found: DnsLookup) -> tuple[Outcome, tuple[str, ...]]:
        assert found.record_type == "system"
        return found.outcome, found.answers

    async with office(manner):
        assert told(await lookup_by_system(SERVICE, WAIT_S)) == service
        assert told(await lookup_by_system("nobody.invalid", WAIT_S)) == nobody


@virtual_time
async def test_the_port_comes_from_the_service_record(office: Office) -> None:
    async with office("right"):
        found = await resolve("practice.example", 0, "udp", timeout=WAIT_S)
    assert [str(one) for one in found.endpoints] == ["127.0.0.1:5062"]
    assert [one.record_type for one in found.lookups] == ["SRV", "system"]
