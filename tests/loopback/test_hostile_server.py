"""A server that stalls, floods, lies or closes in the middle of an exchange: the check ends in time and says something.

``python3 -m tests.figures.sabotage`` does the same at every message; here it is done where the exchanges change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from app.commands.rehearsing.outcome import Rehearsed
from app.model.endpoint import Endpoint
from app.network.udp import open_udp
from tests.figures.sabotage import complaints, sabotaged
from tests.servers.saboteur import FLOOD, WAYS, Saboteur, Way
from tests.virtual_time import virtual_time

pytestmark = pytest.mark.softphone
POINTS = (1, 2, 6, 20, 30, 42)
"""The first answer of all, of signing in, of the ALG probe, within it, of the first call, of a later one."""


@pytest.fixture(scope="module")
def runs() -> Mapping[str, Rehearsed]:
    return {done.scenario: done for done in sabotaged(POINTS)}


@pytest.mark.parametrize("after", POINTS)
@pytest.mark.parametrize("way", WAYS)
def test_the_check_ends_and_accuses_nobody(way: Way, after: int, runs: Mapping[str, Rehearsed]) -> None:
    assert complaints(runs[f"{way} at {after}"]) == []


async def _answers(way: Way, requests: int) -> list[bytes | None]:
    """What *requests* OPTIONS get, one after the other, and what came along at the last."""
    async with Saboteur(way, 2) as saboteur, await open_udp(Endpoint("127.0.0.1", 0), queue=4096) as socket:
        account = saboteur.profile["account"]
        assert isinstance(account, dict)
        front = Endpoint.parse(str(account["proxy"]))
        got: list[bytes | None] = []
        for number in range(requests):
            socket.send(_options(socket.local, number), front)
            answer = await socket.receive(2.0 if number == 0 else 0.5)
            got.append(answer.data if answer else None)
        await asyncio.sleep(0)
        while (more := await socket.receive(0.2)) is not None:
            got.append(more.data)
        return got


def _options(local: Endpoint, number: int) -> bytes:
    lines = (
        "OPTIONS sip:testline.invalid SIP/2.0",
        f"Via: SIP/2.0/UDP {local};branch=z9hG4bK{number};rport",
        "From: <sip:100@testline.invalid>;tag=1",
        "To: <sip:testline.invalid>",
        f"Call-ID: saboteur-{number}",
        "CSeq: 1 OPTIONS",
        "Max-Forwards: 70",
        "Content-Length: 0",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@virtual_time
async def test_the_saboteur_itself() -> None:
    """Honest up to its point, then in its own way."""
    for way in WAYS:
        first, second, *rest = await _answers(way, 2)
        assert first is not None
        assert first.startswith(b"SIP/2.0 200")
        if way == "floods":
            assert second is not None
            assert 10 < len(rest) <= FLOOD  # the kernel keeps what its buffer holds
        elif way == "lies":
            assert second is not None
            assert b"branch=z9hG4bK1;" not in second
        else:
            assert second is None
