"""REGISTER with credentials on a raw socket: asked once, challenged, asked again (RFC 3261 section 22.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import SipExchange
from app.model.names import Transport
from app.model.profile import Account
from app.model.secret import Secret
from app.probes.alg.attempt import Attempt
from app.probes.alg.channel import Channel
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder, domain_of
from app.protocols.digest import Challenge, authorization, strongest
from app.protocols.sip import SipMessage
from app.protocols.sip_build import build_request, new_branch, new_call_id, new_tag, via_value

_CHALLENGED: Final = {401: ("www-authenticate", "Authorization"), 407: ("proxy-authenticate", "Proxy-Authorization")}


@dataclass(slots=True)
class Registrar:
    """One account at one server; keeps the record of everything that was asked."""

    account: Account
    path: Path
    server: Endpoint
    signal: str
    exchanges: list[SipExchange] = field(default_factory=list)
    _cseq: int = 0
    _call_id: str = field(default_factory=new_call_id)
    _challenge: Challenge | None = None
    _header: str = ""
    _uses: int = 0

    async def register(self, flow: Channel, contacts: Sequence[str], expires: int | None = None) -> SipMessage | None:
        """Send a REGISTER on *flow*, answering one challenge; returns the final answer, ``None`` if none came.

        Without *contacts* it only fetches (RFC 3261 section 10.2.3).
        """
        answer = await self._ask(flow, contacts, expires)
        for _ in range(2):  # the nonce may be missing, then stale; a third challenge means that we are refused
            challenge, header = _challenge_of(answer)
            if challenge is None or (challenge.nonce == self._nonce and not challenge.stale):
                break
            self._challenge, self._header, self._uses = challenge, header, 0
            answer = await self._ask(flow, contacts, expires)
        return answer

    async def _ask(self, flow: Channel, contacts: Sequence[str], expires: int | None) -> SipMessage | None:
        build = self._builder(contacts, expires)
        attempt = Attempt(self.signal, self.path, "REGISTER", build, self.server)
        try:
            await flow.ask(attempt, self.server)
        finally:
            self.exchanges.append(attempt.fact())
        return attempt.final

    def _builder(self, contacts: Sequence[str], expires: int | None) -> Builder:
        self._cseq += 1
        address = f"<sip:{self.account.username}@{domain_of(self.account)}>"
        extra = [("Contact", contact) for contact in contacts]
        extra += [] if expires is None else [("Expires", str(expires))]
        extra += self._credentials()

        def build(local: Endpoint, transport: Transport) -> bytes:
            return build_request(
                "REGISTER",
                self._uri,
                via=via_value(transport, local, new_branch()),
                from_=f"{address};tag={new_tag()}",
                to=address,
                call_id=self._call_id,
                cseq=self._cseq,
                extra=extra,
            )

        return build

    @property
    def _uri(self) -> str:
        return f"sip:{domain_of(self.account)}"

    @property
    def _nonce(self) -> str:
        return self._challenge.nonce if self._challenge else ""

    def _credentials(self) -> list[tuple[str, str]]:
        """The answer to the challenge we know, used again until the server says otherwise; nothing at first."""
        if self._challenge is None:
            return []
        self._uses += 1
        value = authorization(
            self._challenge,
            method="REGISTER",
            uri=self._uri,
            username=self.account.auth_username or self.account.username,
            secret=self.account.password or Secret(""),
            nonce_count=self._uses,
        )
        return [(self._header, value)]


def _challenge_of(answer: SipMessage | None) -> tuple[Challenge | None, str]:
    names = _CHALLENGED.get(answer.status or 0) if answer else None
    if answer is None or names is None:
        return None, ""
    found = (Challenge.parse(value) for value in answer.all(names[0]))
    return strongest(challenge for challenge in found if challenge is not None), names[1]
