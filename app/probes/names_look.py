"""What else the DNS says of the phone service: transports, another resolver's answer, and a name that nobody has.

A network that answers for names that do not exist (a hotel's sign-in page, a provider's search page) also answers for a
phone service that it does not know.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import DnsLookup, Fact
from app.model.profile import Profile
from app.network.resolve import lookup_by_system, may_have_srv

WAIT_S: Final = 1.5
MOST_RESOLVERS: Final = 2


@dataclass(slots=True)
class NamesMeasurement:
    """Asks beside the lookups that a call needs; *host* is the name of the phone service's computer."""

    profile: Profile
    host: str
    _facts: list[Fact] = field(default_factory=list)

    def facts(self) -> Sequence[Fact]:
        """Everything that was answered, and what stayed without an answer."""
        return tuple(self._facts)

    async def run(self) -> None:
        """All at once; nothing where the phone service is given as an address."""
        if not may_have_srv(self.host):
            return
        await asyncio.gather(self._naptr(), self._nobody(), *(self._other(one) for one in self._resolvers()))

    def _resolvers(self) -> tuple[Endpoint, ...]:
        return self.profile.dns[:MOST_RESOLVERS]

    async def _naptr(self) -> None:
        from app.network.dns_records import lookup_naptr

        self._facts.append(await lookup_naptr(Endpoint.parse(self.profile.account.domain).host, timeout=WAIT_S))

    async def _nobody(self) -> None:
        """RFC 6761 section 6.4: no resolver has an address for a name below ``invalid``."""
        self._facts.append(await lookup_by_system(f"callmend-{secrets.token_hex(4)}.invalid", WAIT_S))

    async def _other(self, resolver: Endpoint) -> None:
        from app.network.dns_records import lookup_address

        found: DnsLookup = await lookup_address(self.host, nameservers=(resolver,), timeout=WAIT_S)
        self._facts.append(replace(found, asked=str(resolver)))
