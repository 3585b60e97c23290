"""What the gateway on the way calls its own outside address: NAT-PMP, or PCP after it, and UPnP beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.model.endpoint import Endpoint
from app.model.facts import Fact, GatewayOutside
from app.network.gateway.outside import SSDP_PORT, ask_by_nat_pmp, ask_by_pcp, ask_by_upnp
from app.network.route import route_towards
from app.protocols.nat_pmp import PORT as NAT_PMP_PORT


@dataclass(frozen=True, slots=True)
class OutsideDoors:
    """Where a gateway can be asked."""

    nat_pmp: Endpoint
    upnp: Endpoint | None = None

    @classmethod
    def of(cls, gateway: str) -> OutsideDoors:
        """The usual ports of the gateway at the address *gateway*."""
        return cls(Endpoint(gateway, NAT_PMP_PORT), Endpoint(gateway, SSDP_PORT))


@dataclass(slots=True)
class OutsideQuestion:
    """Asks the gateway on the way to *towards*, both ways at once; a silent gateway is silent, and no fault."""

    towards: str
    doors: OutsideDoors | None = None
    """Known already; ``None``: the system's routes tell."""
    _facts: list[Fact] = field(default_factory=list)

    def facts(self) -> Sequence[Fact]:
        """What it said so far."""
        return tuple(self._facts)

    async def run(self) -> None:
        """Find the gateway, and ask it; where none lies on the way there is nobody to ask."""
        doors = self.doors
        if doors is None:
            route = await route_towards(self.towards)
            doors = OutsideDoors.of(route.gateway) if route is not None and route.gateway else None
        if doors is not None:
            await asyncio.gather(self._nat_pmp(doors.nat_pmp), self._upnp(doors.upnp))

    async def _nat_pmp(self, door: Endpoint) -> None:
        """A gateway that speaks only PCP answers the older question by saying so (RFC 6887 appendix A)."""
        outcome, outside = await ask_by_nat_pmp(door)
        self._facts.append(GatewayOutside("nat_pmp", door.host, outcome, outside))
        if outcome == "answered" and outside is None:
            self._facts.append(GatewayOutside("pcp", door.host, *await ask_by_pcp(door)))

    async def _upnp(self, door: Endpoint | None) -> None:
        if door is not None:
            outcome, outside = await ask_by_upnp(door)
            self._facts.append(GatewayOutside("upnp", door.host, outcome, outside))
