"""Which way to the phone service works? The same sign-in and a call of 30 s over TLS, TCP and other ports, at once."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Fact, Registration, TlsLook, WayOut
from app.model.facts_of_calls import SIDE_CALL
from app.model.names import Question, Transport
from app.model.profile import Profile
from app.network.resolve import resolve
from app.probes.call_support import SIGN_IN_S, PhoneWork, stream
from app.probes.context import ProbeContext

if TYPE_CHECKING:
    from app.softphone.face import CallReport, Script
    from app.softphone.line import Line

ANSWERS: Final[tuple[Question, ...]] = ("tls_path", "other_port_path")
NEEDS: Final = frozenset({"account"})
CALL_S: Final = 30.0
"""Long enough for a lost ACK to show: the answer is repeated from half a second on."""
EXPECTED_S: Final = CALL_S + SIGN_IN_S + 2.0
USUAL_TLS_PORT: Final = 5061
MOST_WAYS: Final = 4
BUSY: Final = frozenset({480, 486, 503, 600})
"""Answers of a server that allows one call at a time: asked again once the others are over."""
SECURE_SOUND_WANTED: Final = frozenset({403, 406, 415, 488, 606})


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. *named*: by the profile."""

    transport: Transport
    host: str
    port: int
    named: bool

    @property
    def path(self) -> str:
        """As facts name it, such as ``"tls:5061"``."""
        return f"{self.transport}:{self.port}"


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run's clock."""
    return max(CALL_S / context.pace, 5.0) + SIGN_IN_S + 1.0


def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Try every way and yield what came of each; a way that is silent costs no more than the others' calls."""
    return stream(context, "tls_path", partial(_try_all, context), expected_s(context))


def ways_of(profile: Profile) -> tuple[Way, ...]:
    """The provider's other ways, then the usual TLS port, then TCP where the account uses UDP; each port once."""
    account = profile.account
    host = account.server_host
    found = [Way(other.transport, other.host or host, other.port, True) for other in profile.alternatives]
    if account.transport == "tls":
        found.insert(0, Way("tls", host, account.server_port, True))
    elif not any(way.transport == "tls" for way in found):
        found.append(Way("tls", host, USUAL_TLS_PORT, False))
    if account.transport == "udp":
        found.append(Way("tcp", host, account.server_port, False))
    unique = {(way.transport, way.host, way.port): way for way in reversed(found)}
    return tuple(reversed(unique.values()))[:MOST_WAYS]


async def _try_all(context: ProbeContext, work: PhoneWork) -> None:
    work.step = "trying_ways"
    trials = [asyncio.ensure_future(_Trial(context, work, way).run()) for way in ways_of(context.profile)]
    try:
        again = [trial for trial in await asyncio.gather(*trials) if trial is not None]
        for trial in again:
            await trial.run_again()
    finally:
        for task in trials:
            task.cancel()
        await asyncio.gather(*trials, return_exceptions=True)


class _Trial:
    """One way, tried once; a second time where the server was busy with the others."""

    def __init__(self, context: ProbeContext, work: PhoneWork, way: Way) -> None:
        self._context, self._phone, self._way = context, work.phone, way
        self._numbers = work.numbers
        usual = context.profile.account
        self._account = replace(usual, proxy=str(Endpoint(way.host, way.port)), port=0, transport=way.transport)

    async def run(self) -> _Trial | None:
        """Sign in and call; returns itself when it should be tried again later."""
        if self._way.transport == "tls":
            look = await self._look()
            if look is not None and look.problem is not None:
                await self._record_bad_certificate(look)
                return None
        report = await self._sign_in_and_call(secure=False)
        if report is None or report.result.outcome != "refused":
            return None
        if self._way.transport == "tls" and report.result.status in SECURE_SOUND_WANTED:
            report = await self._sign_in_and_call(secure=True)
        return self if report is not None and report.result.status in BUSY else None

    async def run_again(self) -> None:
        """Once more, now that nobody else calls."""
        await self._sign_in_and_call(secure=False)

    async def _look(self) -> TlsLook | None:
        from app.network.tls_look import look_at_tls
        from app.softphone.line import tls_name

        found = await resolve(self._way.host, self._way.port, "tls")
        server = next((endpoint for endpoint in found.endpoints if ":" not in endpoint.host), None)
        if server is None:
            return None  # said by the sign-in
        try:
            look = await look_at_tls(server, tls_name(self._account), self._context.profile.authorities)
        except ssl.SSLError:
            raise UserError("profile_certificates", key="tls.authorities") from None
        self._phone.record(look)
        return look

    async def _record_bad_certificate(self, look: TlsLook) -> None:
        """Nobody signs in where the certificate does not hold: the way is known by then."""
        elapsed_s = round(look.elapsed_ms / 1000, 4)
        self._phone.record(
            WayOut(
                self._way.path, "tls", look.server, self._way.named, "transport_error", None, look.problem or "", 0,
                elapsed_s,
            )
        )  # fmt: skip

    async def _sign_in_and_call(self, *, secure: bool) -> CallReport | None:
        line = self._phone.open_line(self._account, secure_media=secure)
        try:
            signed_in = await line.sign_in()
            self._phone.record(self._fact(signed_in, secure))
            return await self._call(line) if signed_in.outcome == "registered" else None
        finally:
            await self._phone.close_line(line)

    async def _call(self, line: Line) -> CallReport | None:
        number = self._numbers.echo or self._numbers.hold or self._numbers.speak
        return await line.call(number, self._script()) if number else None

    def _script(self) -> Script:
        from app.softphone.kept_script import KeptCall
        from app.softphone.scripts import EchoScript, HearScript

        purpose, folder = SIDE_CALL + self._way.path, self._phone.folder
        first: Script = EchoScript(folder, purpose) if self._numbers.echo else HearScript(folder, purpose)
        return KeptCall(first, folder, CALL_S, self._context.pace)

    def _fact(self, went: Registration, secure: bool) -> WayOut:
        way = self._way
        return WayOut(
            way.path, way.transport, went.server, way.named, went.outcome, went.status, went.phrase, went.challenges,
            went.elapsed_s, secure,
        )  # fmt: skip
