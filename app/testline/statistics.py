"""The headers in which the test line tells, at the end of a call, what it sent and heard (see the room's docstring)."""

from __future__ import annotations

from typing import Final, Protocol

from app.model.endpoint import Endpoint
from app.protocols.rtp import CLOCK_HZ
from app.testline.media import MediaSession

MOST_PRESSES: Final = 100


def end_headers(media: MediaSession, told: Keys) -> tuple[tuple[str, str], ...]:
    """Headers for a BYE or its answer."""
    headers = (
        ("P-RTP-Stat", rtp_stat(media)),
        ("X-Callmend-Heard", heard(media)),
        ("X-Callmend-Digits", told.keys),
        ("X-Callmend-Keys", presses(media, told.by_info)),
    )
    seen = media.view_of_peer
    if seen is None:
        return headers
    offered = f";offered={told.offered}" if told.offered else ""
    return (*headers, ("X-Callmend-Path", f"seen={seen}{offered}"))


class Keys(Protocol):
    """What a call knows of its keys and of the caller's description."""

    keys: str
    """All keys heard, by whichever method."""
    by_info: str
    offered: Endpoint | None
    """Where the caller said that it receives."""


def presses(media: MediaSession, by_info: str) -> str:
    """Key by key: ``KEY/METHOD/MILLISECONDS/PACKETS/ENDED``, method ``e`` event, ``i`` INFO, ``b`` in the sound."""
    told = [
        f"{event.digit}/e/{event.duration * 1000 // CLOCK_HZ}/{event.packets}/{int(event.ended)}"
        for event in media.keys.events
    ]
    told += [f"{key}/i//1/1" for key in by_info]
    told += [f"{key}/b/{windows * 20}/{windows}/1" for key, windows in (media.tones.presses if media.tones else ())]
    text = ",".join(told[:MOST_PRESSES])
    return f"{text};strange={media.strange}/{media.strange_payload}" if media.strange else text


def rtp_stat(media: MediaSession) -> str:
    """Packets and octets each way, loss, and jitter in milliseconds, by the names that phones use."""
    counts = media.statistics
    sent = f"PS={media.packets_sent},OS={media.octets_sent}"
    return f"{sent},PR={counts.received},OR={counts.octets},PL={counts.lost},JI={round(counts.jitter_ms)}"


def heard(media: MediaSession) -> str:
    """What the received sound was like; an empty value was not measured."""
    summary = media.hearing.summary()
    level = "" if summary.level_dbfs is None else f"{summary.level_dbfs:.1f}"
    tone = "" if summary.tone_hz is None else f"{summary.tone_hz:.1f}"
    fields = {
        "windows": str(summary.windows),
        "sound": str(summary.sound),
        "level": level,
        "tone": tone,
        "share": f"{summary.tone_share:.2f}",
        "zero": str(int(summary.all_zero and summary.windows > 0)),
        "sources": str(len(media.sources)),
        "rtcp": str(media.reports_received),
    }
    return ";".join(f"{name}={value}" for name, value in fields.items())
