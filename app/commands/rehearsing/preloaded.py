"""Everything that either side of a scenario imports: loaded once by the process that all of them are forked from.

Nothing of it opens a socket or starts a thread when it is imported. What was made so far is taken out of the garbage
collector's rounds, so that the forked processes share the memory instead of copying it.
"""

from __future__ import annotations

import gc
from importlib import import_module
from itertools import chain
from typing import Final

from app.engine import warming
from app.practice.scenarios import catalogue
from app.probes.catalogue import COMPANIONS, PROBES

USED: Final = (
    "aioice.stun",
    "app.commands.rehearsing.one_clock",
    "app.commands.rehearsing.sides",
    "app.diagnosis",
    "app.engine.rounds",
    "app.engine.server",
    "app.network.dns_records",
    "app.network.firewall",
    "app.network.gateway.certificate",
    "app.network.gateway.hardware",
    "app.network.gateway.names",
    "app.network.hops",
    "app.network.tls",
    "app.practice.name_server",
    "app.practice.portal",
    "app.practice.world",
    "app.probes.alg",
    "app.report.code",
    "app.report.comparison",
    "app.routers.verdict",
    "app.softphone.endpoint",
    "app.softphone.line",
    "app.softphone.person_scripts",
    "app.softphone.phone",
)


def load() -> None:
    """Import all of it, and read the catalogue."""
    probes = (f"app.probes.{name}" for name in (*PROBES.values(), *chain.from_iterable(COMPANIONS.values())))
    lazy = (name for names in warming.USED_BY.values() for name in names)
    for name in dict.fromkeys((*USED, *probes, *lazy)):
        import_module(name)
    catalogue()


load()
gc.collect()
gc.freeze()
