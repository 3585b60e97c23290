"""One INVITE without credentials on a flow of our own: dialled, listened to briefly, and ended whatever became of it.

A provider challenges it at once, and its challenge repeats what a response must repeat (RFC 3261 section 8.2.6.2).
"""

from __future__ import annotations

from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.probes.alg.attempt import Attempt
from app.probes.alg.channel import Channel
from app.probes.alg.invite import end_call

PATIENCE_S: Final = 1.2
"""For one transmission: a provider is not to be called again and again."""


async def call_briefly(flow: Channel, attempt: Attempt, server: Endpoint) -> None:
    """Dial, listen, and end; also when cancelled."""
    try:
        await flow.ask(attempt, server, once_s=PATIENCE_S)
    finally:
        end_call(attempt, partial(flow.post, remote=server))


async def ask_or_call(flow: Channel, attempt: Attempt, server: Endpoint) -> None:
    """Whatever the attempt's method is: an INVITE must be ended, everything else ends by itself."""
    await (call_briefly(flow, attempt, server) if attempt.method == "INVITE" else flow.ask(attempt, server))
