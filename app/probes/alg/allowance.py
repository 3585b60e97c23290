"""How much a run may send to a provider beyond what it asks once: repeats, and further rounds of the same question.

A provider that watches for floods must not take a test for one, and on a poor line nearly everything would be repeated.
What is asked once comes to fifty packets and a few; with this it stays below sixty.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

MOST_EXTRA: Final = 7


class Allowance:
    """What is left of it, for all of a provider's ports together."""

    def __init__(self, extra: int = MOST_EXTRA) -> None:
        self._extra = extra

    def take(self, packets: int) -> bool:
        """Use so much up; false, and nothing used, when there is not enough."""
        if self._extra < packets:
            return False
        self._extra -= packets
        return True

    def refund(self) -> None:
        """A packet that was asked once died on its way: no provider ever saw it."""
        self._extra += 1


ALLOWANCE: ContextVar[Allowance | None] = ContextVar("ALLOWANCE", default=None)
"""Shared by all attempts of a run towards a provider; ``None``: as often as each likes, as at a test line."""


def may_send_more(packets: int = 1) -> bool:
    """Whether so many packets may be sent beyond what is asked once; uses them up."""
    allowance = ALLOWANCE.get()
    return allowance is None or allowance.take(packets)


def refund() -> None:
    """Take one packet back that died on its way, where anybody counts."""
    allowance = ALLOWANCE.get()
    if allowance is not None:
        allowance.refund()
