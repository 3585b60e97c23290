"""Does a box on the way change SIP messages? Raw sockets of our own, beside the softphone and never through it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, suppress
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, SipExchange, StunBinding
from app.model.names import Question
from app.network.resolve import Resolution, resolve
from app.network.udp import SPOILT_PORTS
from app.probes.alg.allowance import ALLOWANCE, Allowance
from app.probes.alg.inner_layer import InnerLayer
from app.probes.alg.last_look import last_look
from app.probes.alg.received_private import measurements, suspected_path
from app.probes.alg.second_look import late_echoes, old_connections, second_look
from app.probes.alg.side_by_side import Measurement, side_by_side
from app.probes.alg.testline_look import line_questions
from app.probes.alg.turns import IN_TURN_S, in_turn, may_be_guarded, requests_of
from app.probes.context import ProbeContext

ANSWERS: Final[tuple[Question, ...]] = ("sip_alg",)
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 1.0
_Plan = Callable[[], Awaitable[list[Measurement]]]


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run."""
    return EXPECTED_S if context.turns is None else IN_TURN_S


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Ask the provider's server on every path at the same time; a server that says nothing is told within seconds."""
    profile = context.profile
    SPOILT_PORTS.set(ports_of(context.earlier))
    ALLOWANCE.set(Allowance())
    context.progress("looking_up", 0.0, expected_s(context))
    path = suspected_path(profile)
    server = await resolve(path.host, path.port, path.transport)
    for lookup in server.lookups:
        yield lookup
    looks = _Looks(context, server)
    for planned, begin, end, patient in looks.rounds():
        async with aclosing(_looked(context, await planned(), begin, end, patient=patient)) as facts:
            async for fact in facts:
                looks.seen.append(fact)
                yield fact


class _Looks:
    """What is asked round by round, each planned from what the rounds before it have ``seen``."""

    def __init__(self, context: ProbeContext, server: Resolution) -> None:
        self._context, self._profile, self._server = context, context.profile, server
        self._first: list[Fact] = []
        self._turns = context.turns
        self.seen: list[Fact] = self._first

    def rounds(self) -> tuple[tuple[_Plan, float, float, bool], ...]:
        """How each is planned, where it stands between the fractions 0 and 1, and whether the last of it is awaited."""
        return (
            (self._at_first, 0.1, 0.6, False),
            (self._then, 0.6, 0.9, True),
            (self._inside, 0.9, 1.0, True),
            (self._at_last, 1.0, 1.0, True),
        )

    async def _at_first(self) -> list[Measurement]:
        planned = list(measurements(self._profile, self._server))
        if self._turns is not None:
            await self._turns.take(sum(map(requests_of, planned)))  # they are compared, and so leave together
        return planned

    async def _then(self) -> list[Measurement]:
        self.seen = []
        self._turns = self._turns if may_be_guarded(self._first) else None
        planned = list(await line_questions(self._profile))
        for one in self._server.endpoints[:1]:
            planned += second_look(self._profile, one, self._first, signed_in=self._context.signed_in)
            planned += old_connections(self._profile, one, self._context.earlier)
        return in_turn(planned, self._turns)

    async def _inside(self) -> list[Measurement]:
        planned: list[Measurement] = []
        for one in self._server.endpoints[:1]:
            planned.append(InnerLayer(self._profile, one, tuple(self._first), self._context.gateway))
            planned += late_echoes(self._profile, one, self._first, self.seen)
        return in_turn(planned, self._turns)

    async def _at_last(self) -> list[Measurement]:
        ALLOWANCE.set(None)  # silence at the end must be more than a loss, and whoever is next here is another matter
        ends = self._server.endpoints[:1]
        planned = [look for one in ends for look in last_look(self._profile, one, self._first, self.seen)]
        return in_turn(planned, self._turns)


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
