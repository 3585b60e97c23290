"""``binding_readback``: any registrar is a mirror. Store canary Contacts from one port, read them back from another.

An ALG undoes its changes only for the address and port of the flow it looks at, so a fetch from a second port shows
what really reached the registrar (science facts 0.3 and 2.2 B3). ``canary.invalid`` is the control: a server that
repairs Contacts itself changes that one too. The canaries live a minute at most and are taken away again, also when
the measurement is cancelled; what an earlier crash left behind goes first.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Account
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.paths import Path
from app.probes.alg.signed import Registrar
from app.protocols.sip import SipMessage

SIGNAL: Final = "binding_readback"
LIVES_S: Final = 60
CLEAN_UP_S: Final = 0.9
"""Stop must work within a second."""
USER: Final = "callmend-canary-"
_STORED: Final = re.compile(r"<?\s*(sips?:" + USER + r"[^>;,\s]*)", re.IGNORECASE)


@dataclass(slots=True)
class BindingReadback:
    """The whole exchange with one registrar. ``facts`` may be asked for at any moment."""

    account: Account
    path: Path
    server: Endpoint
    _registrar: Registrar = field(init=False)

    def __post_init__(self) -> None:
        self._registrar = Registrar(self.account, self.path, self.server, SIGNAL)

    def facts(self) -> Sequence[Fact]:
        """Every REGISTER with its answers, in order; credentials are taken out."""
        return tuple(self._registrar.exchanges)

    async def run(self) -> None:
        """Clear what is left over, store, read back, take away."""
        async with await open_udp(towards=self.server) as writer, await open_udp(towards=self.server) as reader:
            before = await self._registrar.register(reader, ())
            if before is None or before.status != 200:
                return
            await self._remove(reader, stored_canaries(before))
            canaries = canary_contacts(writer.local)
            try:
                stored = await self._registrar.register(writer, canaries, LIVES_S)
                if stored is not None and stored.status == 200:
                    await self._registrar.register(reader, ())
            finally:
                await self._take_away(writer, reader, canaries)

    async def _take_away(self, writer: UdpSocket, reader: UdpSocket, canaries: Sequence[str]) -> None:
        """Remove the canaries even while being cancelled, in bounded time."""
        cleaning = asyncio.ensure_future(self._clean(writer, reader, canaries))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLEAN_UP_S):
                await asyncio.shield(cleaning)
        if not cleaning.done():
            cleaning.cancel()
            await asyncio.gather(cleaning, return_exceptions=True)

    async def _clean(self, writer: UdpSocket, reader: UdpSocket, canaries: Sequence[str]) -> None:
        await self._registrar.register(writer, canaries, 0)
        left = await self._registrar.register(reader, ())
        if left is not None:
            await self._remove(reader, stored_canaries(left))

    async def _remove(self, sock: UdpSocket, contacts: Sequence[str]) -> None:
        if contacts:
            await self._registrar.register(sock, contacts, 0)


def canary_contacts(local: Endpoint) -> tuple[str, ...]:
    """Our own address and port, our address with another port, and a name that nobody can own (RFC 2606)."""
    mark = secrets.token_hex(3)
    other_port = local.port - 2 if local.port > 2000 else local.port + 2
    places = {"own": str(local), "port": str(Endpoint(local.host, other_port)), "name": "canary.invalid"}
    return tuple(f"<sip:{USER}{mark}-{label}@{place}>" for label, place in places.items())


def stored_canaries(answer: SipMessage) -> tuple[str, ...]:
    """The canaries that a registrar lists, each as it stores it: only these may ever be removed."""
    found = (_STORED.match(contact.strip()) for contact in answer.all("contact"))
    return tuple(f"<{match.group(1)}>" for match in found if match)
