"""The headers in which the test line tells, at the end of a call, what it sent and heard (see the room's docstring)."""

from __future__ import annotations

from app.testline.media import MediaSession


def end_headers(media: MediaSession, keys: str) -> tuple[tuple[str, str], ...]:
    """Headers for a BYE or its answer; *keys* are all keys heard, by whichever method."""
    return (("P-RTP-Stat", rtp_stat(media)), ("X-Callmend-Heard", heard(media)), ("X-Callmend-Digits", keys))


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
