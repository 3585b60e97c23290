"""Looks at simulated gateways as the program does, in a bounded number at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from app.model.diagnosis import Diagnosis
from app.model.facts import Fact, GatewayHardware
from app.network.gateway import web
from app.probes import router_look, router_pages
from app.probes.router_look import Doors, look_at
from app.routers.known import blocks_of, clues
from app.routers.verdict import router_of
from tests.gateways.simulated import HOST, Gateway, Handler, standing

SIDE_BY_SIDE = 6


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it."""

    gateway: Gateway
    facts: tuple[Fact, ...]
    asked: tuple[str, ...]
    router: dict[str, Any]


async def look(doors: Doors) -> tuple[Fact, ...]:
    """The facts of one look."""
    async with aclosing(look_at(doors, clues())) as facts:
        return tuple([fact async for fact in facts])


async def look_in(gateway: Gateway, handler: Handler | None = None) -> Looked:
    """Set *gateway* up and look at it. Its hardware address is added: loopback has none."""
    async with standing(gateway, handler) as stands:
        facts = await look(stands.doors)
    blocks = blocks_of(gateway.maker) if gateway.maker else ()
    facts += (GatewayHardware(HOST, blocks[0]),) if blocks else ()
    return Looked(gateway, facts, tuple(stands.asked), router_of(facts, Diagnosis()))


async def look_in_all(gateways: Sequence[Gateway]) -> list[Looked]:
    """All of them, the first ones first."""
    turns = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(gateway: Gateway) -> Looked:
        async with turns:
            return await look_in(gateway)

    return list(await asyncio.gather(*map(one, gateways)))


def be_patient() -> None:
    """On a busy computer a simulated router may be slower than a real one."""
    web.REQUEST_S = 30.0  # type: ignore[misc]
    router_pages.BUDGET_S = 300.0  # type: ignore[misc]
    router_look.NEIGHBOUR_AFTER_S = (0.0,)  # type: ignore[misc]
