"""One pjsua2 call: its state as asyncio events, and its figures as facts."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pjsua2 as pj

from app.model.facts import MediaFlow
from app.softphone.guard import guarded
from app.softphone.stream_look import StreamLook
from app.softphone.stream_numbers import received_mark, sent_mark

_MICROSECOND: Final = 1e-3  # in milliseconds
_SIGN_OF_24_BITS: Final = 0x800000
NO_PLACE: Final = 70010
"""The stack's word for having all the calls it can have (``PJ_ETOOMANY``)."""


@dataclass(slots=True)
class CallEvents:
    """What the callbacks of one call told so far. Holds nothing of pjsua2, so it may live on."""

    purpose: str
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    media: asyncio.Event = field(default_factory=asyncio.Event)
    renewed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever the sound stream was made anew, also one way."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Answered or over."""
    status: int = 0
    phrase: str = ""
    digits: str = ""
    flows: tuple[MediaFlow, ...] = ()
    """The final figures, read when the stream ends: afterwards they are gone."""


class SipCall(pj.Call):  # type: ignore[misc]
    """Feeds :class:`CallEvents`."""

    def __init__(self, account: Any, events: CallEvents) -> None:
        super().__init__(account)
        self._events = events
        self.stream: int | None = None
        """The native stream of now; the native library lets go of it right after :meth:`onStreamDestroyed`."""

    @guarded
    def onStreamCreated(self, prm: Any) -> None:
        self.stream = int(prm.stream)

    @guarded
    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        events = self._events
        events.status, events.phrase = int(info.lastStatusCode), str(info.lastReason)
        if info.state == pj.PJSIP_INV_STATE_CONFIRMED:
            events.answered.set()
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            events.over.set()
        if events.answered.is_set() or events.over.is_set():
            events.settled.set()

    @guarded
    def onCallMediaState(self, prm: Any) -> None:
        self._events.renewed.set()
        info = self.getInfo()  # kept: reading info.media of a temporary is dangling memory
        for media in info.media:
            if media.type == pj.PJMEDIA_TYPE_AUDIO and _can_be_heard(media):
                self._events.media.set()

    @guarded
    def onStreamDestroyed(self, prm: Any) -> None:
        self.stream = None
        self._events.flows = joined(self._events.flows, media_flows(self, self._events.purpose))

    @guarded
    def onDtmfDigit(self, prm: Any) -> None:
        if len(self._events.digits) < 256:
            self._events.digits += str(prm.digit)[:1]

    def dial(self, uri: str) -> None:
        """Send the INVITE, for one audio stream; raises ``pj.Error``."""
        setting = pj.CallOpParam(True)
        setting.opt.audioCount, setting.opt.videoCount = 1, 0
        self.makeCall(uri, setting)

    def send_sound(self, sending: bool) -> None:
        """Offer to receive only, or both ways again (RFC 3264 section 8.4), by re-INVITE; raises ``pj.Error``."""
        setting = pj.CallOpParam(True)
        setting.opt.audioCount, setting.opt.videoCount = 1, 0
        setting.opt.flag |= pj.PJSUA_CALL_SET_MEDIA_DIR
        setting.opt.mediaDir.clear()
        setting.opt.mediaDir.append(pj.PJMEDIA_DIR_ENCODING_DECODING if sending else pj.PJMEDIA_DIR_DECODING)
        self.reinvite(setting)

    def offer_anew(self) -> None:
        """Offer sound at the account's address of now, by re-INVITE from there; raises ``pj.Error``."""
        setting = pj.CallOpParam(True)
        setting.opt.audioCount, setting.opt.videoCount = 1, 0
        setting.opt.flag |= pj.PJSUA_CALL_REINIT_MEDIA | pj.PJSUA_CALL_UPDATE_CONTACT | pj.PJSUA_CALL_UPDATE_VIA
        self.reinvite(setting)

    @property
    def was_made(self) -> bool:
        """Whether its INVITE left; over any other the stack would end the process."""
        return bool(self.getId() != pj.INVALID_ID)

    def bye(self) -> None:
        """CANCEL or BYE, whichever fits; nothing when the call is over."""
        with contextlib.suppress(pj.Error):
            self.hangup(pj.CallOpParam())


def _can_be_heard(media: Any) -> bool:
    """Sound both ways, or from a far end that only sends, as announcements may: pjsip calls that a hold."""
    if media.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD:
        return bool(int(media.dir) & pj.PJMEDIA_DIR_DECODING)
    return bool(media.status == pj.PJSUA_CALL_MEDIA_ACTIVE)


def media_flows(call: Any, purpose: str) -> tuple[MediaFlow, ...]:
    """Both directions as we counted them, and ours as the far end's RTCP reports it. Empty when there is no stream."""
    try:
        stat, info, transport = call.getStreamStat(0), call.getStreamInfo(0), call.getMedTransportInfo(0)
    except pj.Error:
        return ()
    sdp_address = str(info.remoteRtpAddress) or None
    source = str(transport.srcRtpName) or None
    received, sent = stat.rtcp.rxStat, stat.rtcp.txStat
    inbound = MediaFlow(
        purpose, "inbound", "us", int(received.pkt), int(received.loss), discarded(stat),
        _mean_ms(received.jitterUsec) if received.pkt else None, None, sdp_address, source,
    )  # fmt: skip
    outbound = MediaFlow(
        purpose,
        "outbound",
        "us",
        int(sent.pkt),
        None,
        None,
        None,
        None,
        sdp_address,
        str(transport.localRtpName) or None,
    )
    if not int(sent.updateCount):
        return inbound, outbound
    told = MediaFlow(
        purpose, "outbound", "far_end_rtcp", None, reported_lost(int(sent.loss)), None, _mean_ms(sent.jitterUsec),
        _mean_ms(stat.rtcp.rttUsec), sdp_address, source,
    )  # fmt: skip
    return inbound, outbound, told


def discarded(stat: Any) -> int:
    """Packets that came too late to be played, or were of no use.

    What the native buffer throws out to catch up after a clump is its own affair and counts packets that came twice;
    a line that doubles and reorders packets looked as if it lost a third of them.
    """
    return int(stat.rtcp.rxStat.discard)


def reported_lost(cumulative: int) -> int:
    """What a report says is lost (RFC 3550 section 6.4.1): 24 bits with a sign, which more than was sent makes less."""
    return 0 if cumulative & _SIGN_OF_24_BITS else cumulative


def joined(earlier: tuple[MediaFlow, ...], later: tuple[MediaFlow, ...]) -> tuple[MediaFlow, ...]:
    """The figures of a call whose stream was made anew in between: counts add up, everything else is the newest."""
    before = {(flow.direction, flow.counted_by): flow for flow in earlier}
    return tuple(_added(before.get((flow.direction, flow.counted_by)), flow) for flow in later) or earlier


def _added(earlier: MediaFlow | None, later: MediaFlow) -> MediaFlow:
    if earlier is None:
        return later
    return replace(
        later,
        packets=_sum(earlier.packets, later.packets),
        lost=_sum(earlier.lost, later.lost),
        discarded=_sum(earlier.discarded, later.discarded),
        source_address=later.source_address or earlier.source_address,
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def packet_counts(call: Any) -> tuple[int, int] | None:
    """Packets received and sent so far on the stream of now, ``None`` while there is none."""
    with contextlib.suppress(pj.Error):
        stat = call.getStreamStat(0)
        return int(stat.rtcp.rxStat.pkt), int(stat.rtcp.txStat.pkt)
    return None


def stream_look(call: Any) -> StreamLook | None:
    """Counts and sources of the stream of now, ``None`` while there is none."""
    with contextlib.suppress(pj.Error):
        stat = call.getStreamStat(0)
        transport = call.getMedTransportInfo(0)
        received = stat.rtcp.rxStat
        return StreamLook(
            int(received.pkt),
            int(received.loss),
            str(transport.srcRtpName),
            str(transport.srcRtcpName),
            _mean_ms(received.jitterUsec),
            sent_mark(stat),
            received_mark(getattr(call, "stream", None), stat),
        )
    return None


def _mean_ms(statistic: Any) -> float | None:
    return round(float(statistic.mean) * _MICROSECOND, 2) if int(statistic.n) else None


def reports_received(call: Any) -> int:
    """RTCP reports that spoke of our packets."""
    with contextlib.suppress(pj.Error):
        stat = call.getStreamStat(0)
        return int(stat.rtcp.txStat.updateCount)
    return 0


def events_negotiated(call: Any) -> bool:
    """Whether both sides agreed on telephone events (RFC 4733)."""
    with contextlib.suppress(pj.Error):
        info = call.getStreamInfo(0)
        return int(info.audTxEventPt) > 0
    return False
