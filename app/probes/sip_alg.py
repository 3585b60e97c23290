"""Does a box on the way change SIP messages? Raw sockets of our own, beside the softphone and never through it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from app.model.facts import Fact
from app.model.names import Question
from app.network.resolve import resolve
from app.probes.alg.received_private import measurements, suspected_path
from app.probes.alg.side_by_side import side_by_side
from app.probes.context import ProbeContext

ANSWERS: Final[tuple[Question, ...]] = ("sip_alg",)
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 1.0


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Ask the provider's server on every path at the same time; says "silent" after four seconds at most."""
    profile = context.profile
    context.progress("looking_up", 0.0, EXPECTED_S)
    path = suspected_path(profile)
    server = await resolve(path.host, path.port, path.transport)
    for lookup in server.lookups:
        yield lookup
    planned = measurements(profile, server)
    context.progress("sending_messages", 0.1, EXPECTED_S)
    done = 0
    async with aclosing(side_by_side(planned)) as facts:
        async for fact in facts:
            done += 1
            context.progress("waiting_answer", min(done / len(planned), 1.0), None)
            yield fact
