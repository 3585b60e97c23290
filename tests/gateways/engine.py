"""The real engine, with a simulated gateway on loopback where the computer's own would be: its doors are arguments."""

from __future__ import annotations

import sys

from app.engine import process
from app.model.profile import Profile
from app.network.gateway import web
from app.probes import router_look
from app.probes.router_look import Doors
from tests.gateways.simulated import HOST


async def find_gateway(profile: Profile) -> Doors:
    return Doors(HOST, *map(int, sys.argv[1:4]))


def command(doors: Doors) -> list[str]:
    """The engine's command line for the gateway at *doors*."""
    return [sys.executable, "-m", "tests.gateways.engine", str(doors.http), str(doors.https), str(doors.ssdp)]


if __name__ == "__main__":
    setattr(router_look, "find_gateway", find_gateway)  # noqa: B010
    setattr(web, "REQUEST_S", 20.0)  # noqa: B010
    process.main()
