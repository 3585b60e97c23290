"""One way in: an account at one server over one transport. The softphone can keep several side by side."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.model.endpoint import Endpoint
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.facts import Fact, Registration
from app.model.names import Transport
from app.model.profile import Account
from app.network.resolve import resolve
from app.network.route import local_address_towards
from app.softphone.face import CallReport, OnLevel, PhoneSettings, Script
from app.softphone.ladder import Ladder

if TYPE_CHECKING:
    from app.model.fact_words import Direction
    from app.softphone.calling import Calling
    from app.softphone.endpoint import Stack
    from app.softphone.relay.relay import TlsRelay
    from app.softphone.signing_in import SigningIn

LOOPBACK: Final = "127.0.0.1"


class Line:
    """Made by :meth:`app.softphone.phone.Softphone.open_line`; leave it when done.

    *secure_media*: offer encrypted sound only (SDES, RFC 4568), for servers that take no other under TLS.
    """

    def __init__(
        self,
        stack: Stack,
        ladder: Ladder,
        settings: PhoneSettings,
        folder: Path,
        record: Callable[[Fact], None],
        account: Account,
        *,
        authorities: str = "",
        secure_media: bool = False,
        on_level: OnLevel | None = None,
    ) -> None:
        self.relay: TlsRelay | None = None
        """Under TLS: what is between the softphone and the server."""
        self._stack, self._ladder, self._settings, self._folder = stack, ladder, settings, folder
        self._record, self._account, self._on_level = record, account, on_level
        self._authorities, self._secure_media = authorities, secure_media
        self._signing_in: SigningIn | None = None
        self._server, self._local = Endpoint("", 0), ""
        self._calls: set[Calling] = set()

    async def sign_in(self) -> Registration:
        """Sign in and say what came of it; records the lookups.

        Raises :class:`UserError` ``softphone_ipv6`` when the server has no IPv4 address: the wheels lack IPv6.
        """
        account = self._account
        found = await resolve(account.server_host, _written_port(account), account.transport)
        for lookup in found.lookups:
            self._record(lookup)
        if not found.endpoints:
            host = f"{account.server_host}:{account.server_port}"
            return Registration(host, account.transport, "unresolved", None, "", 0, 0.0)
        server = next((endpoint for endpoint in found.endpoints if ":" not in endpoint.host), None)
        if server is None:
            raise UserError("softphone_ipv6", exit_code=NOT_TESTED_EXIT, host=account.server_host)
        try:
            self._signing_in = await self._open(server)
        except OSError as error:
            return Registration(str(server), account.transport, "transport_error", None, str(error), 0, 0.0)
        outcome = await self._signing_in.attempt()
        if self._signing_in.course is not None:
            self._record(self._signing_in.course)
        return self._explained(outcome)

    def _explained(self, outcome: Registration) -> Registration:
        """Behind a relay pjsip only knows that the connection ended; the relay knows why."""
        relay = self.relay
        if relay is None or relay.failure is None or outcome.outcome not in {"transport_error", "silent"}:
            return outcome
        phrase = relay.problem or relay.failure
        if relay.failure == "silent":
            return replace(outcome, outcome="silent", status=None, phrase=phrase)
        return replace(outcome, outcome="transport_error", status=None, phrase=phrase)

    async def _open(self, server: Endpoint) -> SigningIn:
        local = local_address_towards(server.host)
        if local is None:
            raise OSError("no route to the server")
        if self._account.transport == "tls":
            return await self._open_relayed(server, local)
        return self._make(server, local)

    async def _open_relayed(self, server: Endpoint, local: str) -> SigningIn:
        import ssl

        from app.network.tls import client_context
        from app.softphone.relay.relay import TlsRelay

        def carried(direction: Direction, message: bytes) -> None:
            self._ladder.take_message(direction, str(server), "tls", message)

        try:
            context = await asyncio.to_thread(client_context, authorities=self._authorities)
        except ssl.SSLError as error:
            raise OSError(f"the profile's certificates cannot be read: {error.reason}") from None
        relay = TlsRelay(server, tls_name(self._account), context, carried)
        try:
            await relay.open()
        except UserError as trouble:
            raise OSError(str(trouble)) from None
        self.relay = relay
        self._ladder.mute(str(relay.local))
        return self._make(server, local, relay.local)

    def _make(self, server: Endpoint, local: str, relay: Endpoint | None = None) -> SigningIn:
        import pjsua2 as pj

        from app.softphone.account import Wiring, account_config
        from app.softphone.endpoint import error_text
        from app.softphone.signing_in import SigningIn

        signing_in = SigningIn(server, self._account.transport, self._settings, self._ladder)
        self._server, self._local = server, local
        carrier = self._carrier
        try:
            transport = self._stack.open_transport(carrier, LOOPBACK if relay else local)
            wiring = Wiring(relay or server, carrier, transport, local, self._secure_media)
            signing_in.create(account_config(self._account, wiring, self._settings))
        except pj.Error as error:
            raise OSError(error_text(error)) from None
        return signing_in

    @property
    def _carrier(self) -> Transport:
        return "udp" if self._account.transport == "udp" else "tcp"

    @property
    def is_elsewhere(self) -> bool:
        """Whether the server is reached from another address of ours by now than when this line was opened."""
        here = local_address_towards(self._server.host) if self._local else None
        return here is not None and here != self._local

    def follow(self) -> bool:
        """Go on from the address of now, from a fresh port, and sign in there; false where that cannot be.

        A call that stands must be offered anew. Under TLS the connection has gone with the old address.
        """
        import pjsua2 as pj

        from app.softphone.account import Wiring, account_config

        if self._signing_in is None or self.relay is not None or not self.is_elsewhere:
            return False
        local = local_address_towards(self._server.host) or ""
        with contextlib.suppress(pj.Error):
            transport = self._stack.open_transport(self._carrier, local)
            wiring = Wiring(self._server, self._carrier, transport, local, self._secure_media)
            self._signing_in.move(account_config(self._account, wiring, self._settings), transport)
            self._local = local
            return True
        return False

    async def call(self, number: str, script: Script) -> CallReport:
        """Dial *number* in the account's domain and follow *script*; every fact is recorded as it comes.

        Needs a :meth:`sign_in` before, whatever came of it. Cancelling hangs up within the hang-up wait.
        """
        from app.softphone.account import number_uri
        from app.softphone.calling import Calling

        if self._signing_in is None:
            raise RuntimeError("sign in before calling")
        uri = number_uri(number, self._account.domain)
        calling = Calling(script, self._settings, self._folder, self._record, self._on_level, self.follow)
        self._calls.add(calling)
        try:
            return await calling.run(self._signing_in.account, uri, self._ladder, self._signing_in.goes_here)
        finally:
            self._calls.discard(calling)

    def abandon(self) -> None:
        """Let every native call go at once."""
        for calling in tuple(self._calls):
            calling.abandon()

    async def leave(self) -> None:
        """Sign out and let the account go; safe to call twice."""
        signing_in, self._signing_in = self._signing_in, None
        if signing_in is not None:
            await signing_in.end()

    async def close_relay(self) -> None:
        """End the relay, once the stack has let go of its connection or does not matter any more."""
        relay, self.relay = self.relay, None
        if relay is not None:
            await relay.close()


def tls_name(account: Account) -> str:
    """The name a certificate must be made out to: the server's as it was written down, else the domain's."""
    host = account.server_host
    return Endpoint.parse(account.domain).host if host.replace(".", "").isdigit() or ":" in host else host


def _written_port(account: Account) -> int:
    """The port that the profile names, 0 for none: then DNS may say (RFC 3263 section 4.2)."""
    return Endpoint.parse(account.proxy or account.domain).port or account.port
