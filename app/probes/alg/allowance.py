"""How many packets a run may send to a provider: what is asked once is sent, and repeats only while there is room.

A provider that watches for floods must not take a test for one. On a poor line nearly everything would be repeated.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

MOST_PACKETS: Final = 60
KEPT_FREE: Final = 10
"""For questions that are asked later in any case, and for ending what was begun."""


class Allowance:
    """Counts what was sent, to all of a provider's ports together."""

    def __init__(self, most: int = MOST_PACKETS) -> None:
        self._left = most

    def spend(self) -> None:
        """Note one packet."""
        self._left -= 1

    def refund(self) -> None:
        """Take one back that died on its way: no provider ever saw it."""
        self._left += 1

    def has_room(self, packets: int = 1) -> bool:
        """Whether so many more may be sent that are not asked for the first time."""
        return self._left - packets >= KEPT_FREE


ALLOWANCE: ContextVar[Allowance | None] = ContextVar("ALLOWANCE", default=None)
"""Shared by all attempts of a run towards a provider; ``None``: as often as each likes, as at a test line."""


def spend() -> None:
    """Note one packet, where anybody counts."""
    allowance = ALLOWANCE.get()
    if allowance is not None:
        allowance.spend()


def refund() -> None:
    """Take one packet back that died on its way, where anybody counts."""
    allowance = ALLOWANCE.get()
    if allowance is not None:
        allowance.refund()


def has_room(packets: int = 1) -> bool:
    """Whether so many packets may be sent beyond what is asked once."""
    allowance = ALLOWANCE.get()
    return allowance is None or allowance.has_room(packets)
