"""What only a test line can answer: how a message arrived, in which spellings, and what never arrives.

Asked on the port that an ALG would watch and, as control, on the test line's other ports; over UDP, and the plain
questions over TCP too. Signals: ``mirror``, ``parser_matrix``, ``content_length``, ``drop_oracle``,
``non_sip_payload``, ``inbound_pinhole``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Profile
from app.network.udp import open_udp
from app.probes.alg.allowance import ALLOWANCE
from app.probes.alg.attempt import Attempt
from app.probes.alg.inbound_pinhole import METHODS as KNOCKED
from app.probes.alg.inbound_pinhole import WayIn
from app.probes.alg.invite import end_call
from app.probes.alg.mirror_requests import HARMLESS, SPELLINGS, TELLING, WRONG_LENGTHS, Spelling, mirror_request
from app.probes.alg.non_sip_payload import NonSipPayload
from app.probes.alg.paths import Path
from app.probes.alg.side_by_side import Measurement
from app.probes.alg.stream_attempt import run_stream
from app.probes.alg.udp_attempt import run_udp
from app.probes.testline_doors import TestLineDoors, find_doors

METHODS: Final = ("OPTIONS", "REGISTER", "INVITE")
PATIENCE_S: Final = 1.9
"""Three transmissions of a datagram, and half a second for the answer to the last."""
_VARIANTS: Final[tuple[tuple[str, str, Mapping[str, Spelling]], ...]] = (
    ("parser_matrix", "OPTIONS", SPELLINGS),
    ("parser_matrix", "REGISTER", TELLING),
    ("parser_matrix", "INVITE", TELLING),
    ("content_length", "INVITE", WRONG_LENGTHS),
    ("drop_oracle", "INVITE", HARMLESS),
)
_VARIANTS_OF_STREAMS: Final = tuple(("parser_matrix", method, TELLING) for method in METHODS)
"""On a stream a wrong length breaks every message behind it, and nothing can vanish alone."""


@dataclass(slots=True)
class MirrorExchange:
    """One question to the test line; what it began, it ends."""

    attempt: Attempt

    def facts(self) -> Sequence[Fact]:
        """The exchange; its reply carries the request as it arrived."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Ask, not longer than a loss of two datagrams takes."""
        remote = self.attempt.remote
        assert remote is not None
        ALLOWANCE.set(None)  # a test line may be asked more
        try:
            async with asyncio.timeout(PATIENCE_S):
                await (run_stream if self.attempt.path.transport == "tcp" else self._ask)(self.attempt, remote)
        except TimeoutError:
            self.attempt.end(asyncio.get_running_loop().time())

    async def _ask(self, attempt: Attempt, remote: Endpoint) -> None:
        async with await open_udp(towards=remote) as sock:
            try:
                await run_udp(attempt, remote, sock=sock)
            finally:
                if attempt.method == "INVITE" and attempt.final is not None:
                    end_call(attempt, partial(sock.send, to=remote))


async def line_questions(profile: Profile) -> tuple[Measurement, ...]:
    """Plan it; nothing without a test line in the profile."""
    doors = await find_doors(profile)
    if doors is None:
        return ()
    paths = _paths(profile.testline.host, doors)
    return tuple(one for path in paths for one in _questions(path, Endpoint(doors.host, path.port)))


def _paths(host: str, doors: TestLineDoors) -> list[Path]:
    """The usual port is the suspected one, or the first where it is not among them."""
    others = [Path("control", "udp", host, port) for port in doors.others[:1]]
    return [Path("suspected", "udp", host, doors.watched), Path("suspected", "tcp", host, doors.watched), *others]


def _questions(path: Path, remote: Endpoint) -> Iterator[Measurement]:
    for method in METHODS:
        yield MirrorExchange(Attempt("mirror", path, method, mirror_request(method, path.host), remote))
    for signal, method, spellings in _VARIANTS if path.transport == "udp" else _VARIANTS_OF_STREAMS:
        for name, spelling in spellings.items():
            build = mirror_request(method, path.host, name, spelling)
            yield MirrorExchange(Attempt(signal, path, method, build, remote))
    if path.transport == "udp":
        yield NonSipPayload(path, remote)
        yield from (WayIn(path, method, remote) for method in KNOCKED)
