"""The newest RTP numbers of a pjsip stream. Reads only; pjsua2 tells what was sent, but not what arrived.

What arrived is in pjmedia's documented session records (``pjmedia/rtp.h``, ``rtcp.h``), which the wheel for Linux lets
a program reach (``pjmedia_stream_get_rtp_session_info``) and the one for Windows does not: there it stays unknown.
The places in the records are those of the pinned version, and each reading is held against pjsua2's own count.
"""

from __future__ import annotations

import contextlib
import ctypes
import struct
from functools import cache
from typing import Any, Final

import pjsua2 as pj

from app.softphone.stream_look import StreamMark

_SSRC: Final = struct.Struct("=II")
_SSRC_PLACE: Final = 44
"""Of ``peer_ssrc`` and ``received`` in ``pjmedia_rtp_session``."""
_SEQUENCE: Final = struct.Struct("=H")
_SEQUENCE_PLACE: Final = 12
_TIMESTAMP: Final = struct.Struct("=I")
_TIMESTAMP_PLACE: Final = 124
"""Of ``rtp_last_ts`` in ``pjmedia_rtcp_session``."""
_SLACK: Final = 64
"""Packets by which the two counts may differ: doubled ones, and those that come between the two readings."""


class _Sessions(ctypes.Structure):
    _fields_ = (("rx", ctypes.c_void_p), ("tx", ctypes.c_void_p), ("rtcp", ctypes.c_void_p))


@cache
def _reader() -> Any:
    """The wheel's function, ``None`` where it is not to be had."""
    with contextlib.suppress(OSError, AttributeError):
        function = ctypes.CDLL(pj._pjsua2.__file__).pjmedia_stream_get_rtp_session_info
        function.argtypes, function.restype = (ctypes.c_void_p, ctypes.c_void_p), ctypes.c_int
        return function
    return None


def sent_mark(statistics: Any) -> StreamMark | None:
    """By pjsua2's own statistics; ``None`` before the first packet."""
    rtcp = statistics.rtcp
    if not int(rtcp.txStat.pkt):
        return None
    sequence, timestamp = int(rtcp.rtpTxLastSeq) & 0xFFFF, int(rtcp.rtpTxLastTs) & 0xFFFFFFFF
    return StreamMark(int(rtcp.txStat.pkt), int(rtcp.txStat.bytes), sequence, timestamp)


def received_mark(stream: int | None, statistics: Any) -> StreamMark | None:
    """By the records of *stream*, a live ``pjmedia_stream``; ``None`` where they cannot be had or contradict."""
    packets, octets = int(statistics.rtcp.rxStat.pkt), int(statistics.rtcp.rxStat.bytes)
    read, sessions = _reader(), _Sessions()
    if not stream or not packets or read is None or read(stream, ctypes.byref(sessions)):
        return None
    if not sessions.rx or not sessions.rtcp:
        return None
    session = ctypes.string_at(sessions.rx, _SSRC_PLACE + _SSRC.size)
    ssrc, received = _SSRC.unpack_from(session, _SSRC_PLACE)
    if abs(received - packets) > _SLACK:
        return None
    (sequence,) = _SEQUENCE.unpack_from(session, _SEQUENCE_PLACE)
    (timestamp,) = _TIMESTAMP.unpack(ctypes.string_at(sessions.rtcp + _TIMESTAMP_PLACE, _TIMESTAMP.size))
    return StreamMark(packets, octets, sequence, timestamp, ssrc)
