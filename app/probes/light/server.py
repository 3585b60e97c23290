"""Where small phones sign in, and whether the far end there is our own."""

from __future__ import annotations

from app.model.endpoint import Endpoint
from app.model.profile import Account
from app.network.resolve import resolve
from app.probes.context import ProbeContext


def is_own_testline(context: ProbeContext) -> bool:
    """Whether the account itself is one of the test line: then it knows which phone asked."""
    testline = context.profile.testline
    return bool(testline.host) and testline.host == context.profile.account.server_host


async def udp_server(account: Account) -> Endpoint | None:
    """The account's server over UDP; ``None`` when there is none, or none that may be asked in clear."""
    if account.transport == "tls":
        return None
    found = await resolve(account.server_host, account.server_port, "udp")
    return found.endpoints[0] if found.endpoints else None
