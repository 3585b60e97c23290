"""A sitting with many checks makes more calls than a router has ways for at one time."""

from __future__ import annotations

import asyncio

from app.model.endpoint import Endpoint
from app.practice.behaviour import RouterBehaviour
from app.practice.router import MOST_MEDIA, SimulatedRouter


async def test_the_first_call_of_too_many_gives_its_way_to_the_newest() -> None:
    router = SimulatedRouter(RouterBehaviour())
    try:
        sockets = [Endpoint("127.0.0.1", 1000 + number) for number in range(MOST_MEDIA + 5)]
        ways = [router.announced(local) for local in sockets]
        assert len(set(ways[-MOST_MEDIA:])) == MOST_MEDIA
        assert router.announced(sockets[-1]) == ways[-1]
        await asyncio.sleep(0)
        assert router.announced(sockets[0]) not in ways[5:]
    finally:
        await router.close()
