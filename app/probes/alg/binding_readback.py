"""``binding_readback``: any registrar is a mirror. Store canary Contacts from one port, read them back from another.

An ALG undoes its changes only for the address and port of the flow it looks at, so a fetch from a second port shows
what really reached the registrar (science facts 0.3 and 2.2 B3). ``canary.invalid`` is the control: a server that
repairs Contacts itself changes that one too. The canaries live some minutes at most and are taken away again, also
when the measurement is cancelled; what an earlier crash left behind goes first.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Account
from app.network.tcp import NotConnected
from app.probes.alg.canaries import canary_contacts, lost_phones, other_bindings, stored_canaries
from app.probes.alg.channel import Channel, open_channel
from app.probes.alg.paths import Path
from app.probes.alg.signed import Registrar
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_number

SIGNAL: Final = "binding_readback"
LIVES_S: Final = 60
MOST_LIVES_S: Final = 600
"""A registrar that insists on longer (423, RFC 3261 section 10.3) gets no canary."""
CLEAN_UP_S: Final = 0.7
"""Stop must work within a second."""
_OK: Final = 200
_TOO_BRIEF: Final = 423


@dataclass(slots=True)
class BindingReadback:
    """The whole exchange with one registrar. ``facts`` may be asked for at any moment.

    *signed_in* says that one of the bindings there is our own softphone's. A single binding that is not ours belongs to
    somebody's phone, and a registrar that keeps only one would throw it out for our canary: then nothing is stored.
    """

    account: Account
    path: Path
    server: Endpoint
    signed_in: bool = False
    requests: int = field(default=7, init=False)
    """A challenge; then fetched, stored, fetched, removed, fetched, and what is left removed."""
    _registrar: Registrar = field(init=False)

    def __post_init__(self) -> None:
        self._registrar = Registrar(self.account, self.path, self.server, SIGNAL)

    def facts(self) -> Sequence[Fact]:
        """Every REGISTER with its answers, in order; credentials are taken out."""
        return tuple(self._registrar.exchanges)

    async def run(self) -> None:
        """Clear what is left over, store, read back, take away."""
        transport = self.path.transport
        with contextlib.suppress(NotConnected):
            async with open_channel(transport, self.server) as writer, open_channel(transport, self.server) as reader:
                before = await self._registrar.register(reader, ())
                if before is None or before.status != _OK:
                    return
                await self._remove(reader, stored_canaries(before))
                if len(other_bindings(before)) != 1 or self.signed_in:
                    await self._store_and_read(writer, reader, before)

    async def _store_and_read(self, writer: Channel, reader: Channel, before: SipMessage) -> None:
        canaries = canary_contacts(writer.local)
        try:
            stored = await self._store(writer, canaries)
            if stored is not None and not await self._all_read(reader, stored, len(canaries)):
                await self._one_by_one(writer, reader, canaries)
        finally:
            await self._take_away(writer, reader, canaries, before)

    async def _all_read(self, reader: Channel, stored: SipMessage, count: int) -> bool:
        """Whether all are listed for the other port; a registrar that lists none never will."""
        if stored.status != _OK:
            return False
        listed = await self._registrar.register(reader, ())
        return listed is None or len(stored_canaries(listed)) in (0, count)

    async def _store(self, writer: Channel, canaries: Sequence[str]) -> SipMessage | None:
        """As briefly as the registrar allows."""
        answer = await self._registrar.register(writer, canaries, LIVES_S)
        if answer is not None and answer.status == _TOO_BRIEF:
            wanted = parse_number(answer.get("min-expires")) or 0
            if LIVES_S < wanted <= MOST_LIVES_S:
                return await self._registrar.register(writer, canaries, wanted)
        return answer

    async def _one_by_one(self, writer: Channel, reader: Channel, canaries: Sequence[str]) -> None:
        """For a registrar that does not keep all of them at once; ends with the first that it refuses.

        Each is removed as it is listed: an ALG may leave a removal alone that it changed as a registration.
        """
        for canary in canaries:
            stored = await self._store(writer, [canary])
            if stored is None or stored.status != _OK:
                return
            listed = await self._registrar.register(reader, ())
            if listed is None:
                return
            await self._remove(reader, stored_canaries(listed))

    async def _take_away(self, writer: Channel, reader: Channel, canaries: Sequence[str], before: SipMessage) -> None:
        """Remove the canaries even while being cancelled, in bounded time."""
        cleaning = asyncio.ensure_future(self._clean(writer, reader, canaries, before))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLEAN_UP_S):
                await asyncio.shield(cleaning)
        if not cleaning.done():
            cleaning.cancel()
            await asyncio.gather(cleaning, return_exceptions=True)

    async def _clean(self, writer: Channel, reader: Channel, canaries: Sequence[str], before: SipMessage) -> None:
        await self._remove(writer, canaries)
        left = await self._registrar.register(reader, ())
        if left is None or left.status != _OK:
            return
        await self._remove(reader, stored_canaries(left))
        for contact, lives_s in lost_phones(before, left):
            await self._registrar.register(reader, [contact], lives_s)

    async def _remove(self, flow: Channel, contacts: Sequence[str]) -> None:
        if contacts:
            await self._registrar.register(flow, contacts, 0)
