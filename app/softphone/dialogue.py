"""Follows the messages of one REGISTER or one call in the ladder: when the last sign came, what was answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from app.softphone.ladder import LadderEntry

_CHALLENGES: Final = (401, 407)
_FIRST_REFUSAL: Final = 408  # 3xx and challenges are followed by another attempt
MAX_KEPT: Final = 500


class Dialogue:
    """Collects what belongs to one method, and to one Call-ID as soon as the first of our requests names it."""

    def __init__(
        self, method: str, clock: Callable[[], float], ours: Callable[[LadderEntry], bool] = lambda entry: True
    ) -> None:
        self.entries: list[LadderEntry] = []
        self.last_sign: float | None = None
        """When the other side was last heard, in seconds of the loop's clock."""
        self.parted = asyncio.Event()
        """Set when they took leave: by BYE, by the answer to ours, or by a refusal. pjsip calls a call over before."""
        self._method = method
        self._clock = clock
        self._ours = ours
        self._call_id = ""

    def only(self, ours: Callable[[LadderEntry], bool]) -> None:
        """Take the Call-ID from nothing but a message for which *ours* holds."""
        self._ours = ours

    def take(self, entry: LadderEntry) -> None:
        """Look at one message of the ladder."""
        message = entry.message
        if not self._call_id and not entry.inbound and message.method == self._method and self._ours(entry):
            self._call_id = message.call_id
        if not self._call_id or message.call_id != self._call_id:
            return
        if len(self.entries) < MAX_KEPT:
            self.entries.append(entry._replace(at=self._clock()))
        if entry.inbound:
            self.last_sign = self._clock()
            if entry.cseq_method == "BYE" or self._refuses(entry):
                self.parted.set()

    def _refuses(self, entry: LadderEntry) -> bool:
        """Whether nothing will come of it any more; a refused INFO or hold leaves an answered call as it is."""
        if (entry.message.status or 0) < _FIRST_REFUSAL or entry.cseq_method != self._method:
            return False
        return not any(
            one.inbound and one.cseq_method == self._method and (one.message.status or 0) // 100 == 2
            for one in self.entries
        )

    @property
    def challenges(self) -> int:
        """How often the other side asked for credentials."""
        return sum(entry.message.status in _CHALLENGES for entry in self.entries if entry.inbound)

    def answered_with(self, status: int) -> bool:
        """Whether *status* really came from the network; pjsip also reports 408 and 503 of its own making."""
        return any(entry.inbound and entry.message.status == status for entry in self.entries)

    @property
    def was_accepted(self) -> bool:
        """Whether the other side said yes to the method itself."""
        return self.last_status is not None and self.last_status[0] // 100 == 2

    @property
    def last_status(self) -> tuple[int, str] | None:
        """The last answer to the method itself."""
        for entry in reversed(self.entries):
            if entry.inbound and entry.message.status is not None and entry.cseq_method == self._method:
                return entry.message.status, entry.message.phrase
        return None


def round_trip_s(entries: Sequence[LadderEntry]) -> float:
    """How long the first sign of the other side took, and so no less than a packet's way there and back; 0: unknown."""
    asked = next((entry.at for entry in entries if not entry.inbound), None)
    heard = next((entry.at for entry in entries if entry.inbound), None)
    return 0.0 if asked is None or heard is None else max(0.0, heard - asked)
