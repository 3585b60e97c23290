"""Where small phones sign in, and whether the far end there is our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.profile import Account
from app.network.resolve import resolve
from app.probes.context import ProbeContext
from app.probes.light.phone import light_phone

CALLED: Final = "x-callmend-called"
"""Our test line's list of the phones that it called, in its answers to REGISTER."""
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Registrar:
    """Where phones of the account sign in. ``own``: it is a test line of ours, and knows which phone asked."""

    server: Endpoint
    own: bool


async def registrar_of(context: ProbeContext) -> Registrar | None:
    """The account's own; ``None`` when there is none by UDP."""
    server = await _udp_server(context.profile.account)
    return None if server is None else Registrar(server, await _is_testline(context, server))


async def _is_testline(context: ProbeContext, server: Endpoint) -> bool:
    """By its answers: another service on the same computer may sign phones in, with the test line behind it.

    Who answers nothing of use is what the profile makes of it.
    """
    account, testline = context.profile.account, context.profile.testline
    if not testline.host or testline.host != account.server_host:
        return False
    async with light_phone(server, account, lambda fact: None, context.pace) as phone:
        answer = await phone.bindings()
    return answer is None or answer.status != _OK or answer.get(CALLED) is not None


async def _udp_server(account: Account) -> Endpoint | None:
    """The account's server over UDP; ``None`` when there is none, or none that may be asked in clear."""
    if account.transport == "tls":
        return None
    found = await resolve(account.server_host, account.server_port, "udp")
    return found.endpoints[0] if found.endpoints else None
