"""Watches the stream that arrives in a call, packet count by packet count, from its answer to its goodbye."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from app.model.facts_of_packets import RtpHeaders
from app.model.facts_of_sound import MediaAgreed, MediaWatch
from app.softphone.gaps import GapFinder, Look
from app.softphone.stream_headers import StreamHeaders
from app.softphone.stream_look import StreamLook
from app.softphone.waiting import now

if TYPE_CHECKING:
    from app.softphone.log_tap import LogTap

LOOK_S: Final = 0.02
MOST_KEEP_ALIVES: Final = 200


class Watcher:
    """*look* reads the stream of now, ``None`` while there is none; *tap* is the phone's log."""

    def __init__(self, look: Callable[[], StreamLook | None], tap: LogTap) -> None:
        self._look, self._tap = look, tap
        self._finder = GapFinder()
        self._start = now()
        self._before = (tap.wrong_payload, tap.restarts)
        self._reports_from = ""
        self._headers = StreamHeaders("outbound"), StreamHeaders("inbound")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """One look."""
        seen = self._look()
        if seen is None:
            return
        self._reports_from = seen.reports_from or self._reports_from
        restarts = self._tap.restarts - self._before[1]
        sent, received = self._headers
        sent.add(now(), seen.sent, "")
        received.add(now(), seen.received, seen.source)
        self._finder.add(Look(now() - self._start, seen.packets, seen.lost, seen.source, restarts))

    def fact(self, purpose: str, pace: float) -> MediaWatch:
        """What was seen; call it once, at the end."""
        self._finder.finish()
        return MediaWatch(
            purpose,
            round(now() - self._start, 3),
            _rounded(self._finder.first),
            _rounded(self._finder.last),
            tuple(self._finder.gaps),
            tuple(self._finder.sources),
            self._reports_from or None,
            self._tap.wrong_payload - self._before[0],
            self._keep_alives(self._tap.keep_alives),
            pace,
        )

    def headers(self, purpose: str, agreed: MediaAgreed | None, ssrc: int | None) -> list[RtpHeaders]:
        """The headers that are worth keeping; *ssrc* is that of our own sound."""
        return [fact for way in self._headers for fact in way.facts(purpose, agreed, ssrc, now())]

    def _keep_alives(self, times: Iterable[float]) -> tuple[float, ...]:
        since = (round(at - self._start, 3) for at in tuple(times) if at >= self._start)
        return tuple(since)[:MOST_KEEP_ALIVES]


def _rounded(at: float | None) -> float | None:
    return None if at is None else round(at, 3)
