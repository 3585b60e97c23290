"""``via_canary`` once more, with the address that the gateway itself calls its outside.

Behind two routers every server sees the outer one's address; what an ALG in the inner one writes, and would take for
its own work in a reply, only the inner one can tell (science facts 2.5 and 6.5). It is asked last: a gateway that has
no such service refuses by ICMP, and the same few errors a second must first have quoted our dying requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.model.endpoint import Endpoint
from app.model.facts import Fact, GatewayOutside
from app.model.profile import Profile
from app.probes.alg.second_look import by_role, echoes, outside_addresses, was_answered
from app.probes.alg.side_by_side import Measurement
from app.probes.alg.via_canary import is_outside
from app.probes.gateway_outside import OutsideDoors, OutsideQuestion


@dataclass(slots=True)
class InnerLayer:
    """Asks the gateway on the way to *server*, and then shows the server what nobody there has seen yet."""

    profile: Profile
    server: Endpoint
    first: tuple[Fact, ...]
    doors: OutsideDoors | None = None
    _asked: OutsideQuestion = field(init=False)
    _canaries: list[Measurement] = field(default_factory=list)
    requests: int = field(default=3, init=False)
    """One of each method, where the gateway names an address that nobody has seen."""

    def __post_init__(self) -> None:
        self._asked = OutsideQuestion(self.server.host, self.doors)

    def facts(self) -> Sequence[Fact]:
        """What the gateway said, and the exchanges that followed."""
        return (*self._asked.facts(), *(fact for one in self._canaries for fact in one.facts()))

    async def run(self) -> None:
        """Nothing is asked where no server answered before."""
        ways = [path for path in by_role(self.profile)[0] if was_answered(self.first, path)]
        if not ways:
            return
        await self._asked.run()
        for path in ways:
            self._canaries += echoes(self.profile, path, self.server, self._layers())
        await asyncio.gather(*(one.run() for one in self._canaries))

    def _layers(self) -> list[str]:
        """Addresses that the gateway names and nobody has seen."""
        known = set(outside_addresses(self.first, self.server))
        named = [fact for fact in self._asked.facts() if isinstance(fact, GatewayOutside)]
        new = [fact.outside for fact in named if fact.outside and is_outside(fact.outside, fact.gateway, self.server)]
        return list(dict.fromkeys(one for one in new if one not in known))[:1]
