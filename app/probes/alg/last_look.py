"""``last_look``: the plain question once more, where anything else stayed unanswered meanwhile.

What is answered to the end shows that the silence was meant for other messages. What was answered at first and is not
at the end shows that somebody stopped hearing us altogether, as guards against floods do: then silence tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange
from app.model.profile import Profile
from app.network.resolve import Resolution
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path
from app.probes.alg.received_private import Exchange
from app.probes.alg.requests import options
from app.probes.alg.second_look import at_path, by_role, was_answered
from app.probes.alg.side_by_side import Measurement

SIGNAL: Final = "last_look"


def last_look(
    profile: Profile, server: Endpoint, first: Sequence[Fact], later: Sequence[Fact]
) -> tuple[Measurement, ...]:
    """One question for each suspected path that was answered in the *first* look and silent *later*."""
    ways = [(path, at_path(server, path)) for path in by_role(profile)[0] if was_answered(first, path)]
    return tuple(
        Exchange(Attempt(SIGNAL, path, "OPTIONS", options(profile.account)), Resolution("answered", (door,), ()))
        for path, door in ways
        if _was_silent([*first, *later], path, door)
    )


def _was_silent(facts: Sequence[Fact], path: Path, door: Endpoint) -> bool:
    return any(
        isinstance(fact, SipExchange)
        and (fact.role, fact.transport, fact.remote) == ("suspected", path.transport, str(door))
        and fact.outcome == "silent"
        for fact in facts
    )
