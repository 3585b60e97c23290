"""RTCP of one call: reports to the caller, to the address its own reports come from."""

from __future__ import annotations

import asyncio
from typing import Final

from app.model.endpoint import Endpoint
from app.network.udp import Datagram, UdpSocket
from app.protocols.rtcp import Report, ReportBlock, SenderInfo, build_report, middle_of, ntp_time, parse_reports
from app.testline.media import MediaSession

INTERVAL_S: Final = 5.0
CNAME: Final = "testline"


class MediaReports:
    """Answers reports with reports, every :data:`INTERVAL_S` seconds once the first has come."""

    def __init__(self, media: MediaSession) -> None:
        self._media = media
        self._clock = asyncio.get_running_loop().time
        self._way: tuple[UdpSocket, Endpoint] | None = None
        self._known = asyncio.Event()
        self._last: tuple[int, float] = (0, 0.0)
        media.on_rtcp = self._take

    async def run(self) -> None:
        """Send until cancelled."""
        await self._known.wait()
        while True:
            self._send()
            await asyncio.sleep(INTERVAL_S)

    def _take(self, datagram: Datagram, socket: UdpSocket) -> None:
        reports = parse_reports(datagram.data)
        if not reports or (self._way is not None and datagram.source.host != self._way[1].host):
            return
        self._way = (socket, datagram.source)
        self._known.set()
        self._media.reports_received += len(reports)
        for report in reports:
            if report.sender is not None:
                self._last = (middle_of(report.sender.ntp), datagram.at)

    def _send(self, *, farewell: bool = False) -> None:
        if self._way is None:
            return
        socket, to = self._way
        media = self._media
        sender = SenderInfo(ntp_time(self._clock()), media.timestamp, media.packets_sent, media.octets_sent)
        report = Report(media.ssrc, sender if media.packets_sent else None, self._blocks())
        socket.send(build_report(report, CNAME, farewell=farewell), to)

    def _blocks(self) -> tuple[ReportBlock, ...]:
        counts, ssrc = self._media.statistics, self._media.remote_ssrc
        if ssrc is None:
            return ()
        last, at = self._last
        delay = min(0xFFFFFFFF, int((self._clock() - at) * 65536)) if last else 0
        lost, highest = counts.cumulative_lost, counts.highest_sequence
        return (ReportBlock(ssrc, counts.fraction_lost(), lost, highest, int(counts.jitter), last, delay),)

    def farewell(self) -> None:
        """Tell that the call is over (RFC 3550 section 6.6)."""
        self._send(farewell=True)
