"""Does somebody answer web requests that are meant for nobody? A sign-in page does, and so does a web proxy.

Hotels and shops let a guest sign in by answering every web request themselves, and keep everything else until then.
RFC 5737 keeps an address for documents, at which no computer is: whatever answers a web request to it stands between us
and the Internet. Nothing else is asked, and nothing is told there. Answers no question: it helps to judge ``internet``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from app.model.addresses import address_kind
from app.model.endpoint import Endpoint
from app.model.facts import Fact, WebLook
from app.model.names import Question
from app.network.gateway.web import REQUEST_S, fetch
from app.network.route import local_address_towards, target_of
from app.probes.context import ProbeContext

ANSWERS: Final[tuple[Question, ...]] = ()
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = REQUEST_S
LIMIT_S: Final = 10.0
NOBODY: Final = Endpoint("192.0.2.1", 80)
_MOST_PLACE: Final = 200


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Ask once for a page there. Nothing on this computer's own practice line, where nobody could answer but it."""
    here = _our_address(context)
    door = context.nobody or (None if address_kind(here) == "loopback" or _is_of_documents(here) else NOBODY)
    if door is None:
        return
    clock = asyncio.get_running_loop().time
    began = clock()
    answer = await fetch(door, "/")
    place = answer.headers.get("location", "").partition("?")[0][:_MOST_PLACE]  # what follows may name the guest
    yield WebLook(str(door), answer.outcome, answer.status, place, round((clock() - began) * 1000, 2))


def _our_address(context: ProbeContext) -> str:
    """Towards the phone service; empty where there is no way to it."""
    return local_address_towards(target_of(context.profile.account.server_host)) or ""


def _is_of_documents(address: str) -> bool:
    """Whether somebody made a network of the addresses that are for documents only: then a computer is at that one."""
    return address.rpartition(".")[0] == NOBODY.host.rpartition(".")[0]
