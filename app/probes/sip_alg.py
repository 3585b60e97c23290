"""Does a box on the way change SIP messages? Raw sockets of our own, beside the softphone and never through it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing, suppress
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, SipExchange, StunBinding
from app.model.names import Question
from app.network.resolve import resolve
from app.network.udp import SPOILT_PORTS
from app.probes.alg.allowance import ALLOWANCE, Allowance
from app.probes.alg.inner_layer import InnerLayer
from app.probes.alg.last_look import last_look
from app.probes.alg.received_private import measurements, suspected_path
from app.probes.alg.second_look import late_echoes, old_connections, second_look
from app.probes.alg.side_by_side import Measurement, side_by_side
from app.probes.alg.testline_look import line_questions
from app.probes.alg.turns import in_turn, may_be_guarded, requests_of
from app.probes.context import ProbeContext

ANSWERS: Final[tuple[Question, ...]] = ("sip_alg",)
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 1.0
IN_TURN_S: Final = 8.0
"""Where the server may have a guard against floods."""


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run."""
    return EXPECTED_S if context.turns is None else IN_TURN_S


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Ask the provider's server on every path at the same time; says "silent" after five seconds at most."""
    profile = context.profile
    SPOILT_PORTS.set(ports_of(context.earlier))
    ALLOWANCE.set(Allowance())
    context.progress("looking_up", 0.0, expected_s(context))
    path = suspected_path(profile)
    server = await resolve(path.host, path.port, path.transport)
    for lookup in server.lookups:
        yield lookup
    first: list[Fact] = []
    second: list[Fact] = []
    planned = list(measurements(profile, server))
    if context.turns is not None:
        await context.turns.take(sum(map(requests_of, planned)))  # they are compared, and so leave together
    async with aclosing(_looked(context, planned, 0.1, 0.6)) as facts:
        async for fact in facts:
            first.append(fact)
            yield fact
    planned = list(await line_questions(profile))
    if server.endpoints:
        planned += second_look(profile, server.endpoints[0], first, signed_in=context.signed_in)
        planned += old_connections(profile, server.endpoints[0], context.earlier)
    turns = context.turns if may_be_guarded(first) else None
    planned = in_turn(planned, turns)
    async with aclosing(_looked(context, planned, 0.6, 0.9, patient=True)) as facts:
        async for fact in facts:
            second.append(fact)
            yield fact
    inner: list[Measurement] = [InnerLayer(profile, one, tuple(first), context.gateway) for one in server.endpoints[:1]]
    inner += [late for one in server.endpoints[:1] for late in late_echoes(profile, one, first, second)]
    inner = in_turn(inner, turns)
    async with aclosing(_looked(context, inner, 0.9, 1.0, patient=True)) as facts:
        async for fact in facts:
            second.append(fact)
            yield fact
    ALLOWANCE.set(None)  # silence at the end must be more than a loss, and whoever is next here is another matter
    last = [look for one in server.endpoints[:1] for look in last_look(profile, one, first, second)]
    async with aclosing(_looked(context, in_turn(last, turns), 1.0, 1.0, patient=True)) as facts:
        async for fact in facts:
            yield fact


def ports_of(facts: Iterable[Fact]) -> frozenset[int]:
    """The ports of this computer from which *facts* were measured; they may come from a file."""
    return frozenset(_ports(facts))


def _ports(facts: Iterable[Fact]) -> Iterator[int]:
    for fact in facts:
        if isinstance(fact, SipExchange | StunBinding | IcmpQuote):
            with suppress(ValueError):
                yield Endpoint.parse(fact.local).port


async def _looked(
    context: ProbeContext, planned: Sequence[Measurement], begin: float, end: float, *, patient: bool = False
) -> AsyncGenerator[Fact, None]:
    """Run *planned* side by side, and tell how far it is between the fractions *begin* and *end*."""
    context.progress("sending_messages", begin, expected_s(context))
    done = 0
    async with aclosing(side_by_side(planned, patient=patient)) as facts:
        async for fact in facts:
            done += 1
            context.progress("waiting_answer", min(begin + (end - begin) * done / len(planned), end), None)
            yield fact
