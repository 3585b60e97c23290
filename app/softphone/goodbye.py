"""What the end of a call tells: who ended it and why, and the far end's own count of both directions.

Several phones and gateways send their RTP statistics with BYE or with the answer to it, as ``P-RTP-Stat`` or
``X-RTP-Stat`` with the keys PS and OS (packets and octets sent), PR and OR (received), PL (lost), JI (jitter, ms).
Our test line also tells the keys it heard in ``X-Callmend-Digits`` and ``X-Callmend-Keys``, what our sound was like in
``X-Callmend-Heard`` and where it came from in ``X-Callmend-Path`` (see :mod:`app.testline`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, cast

from app.model.facts import FarEndHeard, FarEndPath, KeyPress, KeysHeard, MediaFlow
from app.model.facts_of_sound import KeyMethod
from app.protocols.sip import SipMessage
from app.softphone.ladder import LadderEntry

STATISTICS_HEADERS: Final = ("P-RTP-Stat", "X-RTP-Stat")
HEARD_HEADER: Final = "X-Callmend-Heard"
DIGITS_HEADER: Final = "X-Callmend-Digits"
PATH_HEADER: Final = "X-Callmend-Path"
KEYS_HEADER: Final = "X-Callmend-Keys"
_PLACE: Final = re.compile(r"\b(seen|offered)=(\[?[0-9A-Fa-f.:]{2,45}\]?:\d{1,5})(?=;|\s|\Z)")
_PRESS: Final = re.compile(r"(?<![^,\s])([0-9A-D*#])/([eib])/(\d{0,6})/(\d{1,4})/([01])(?=,|;|\s|\Z)")
_STRANGE: Final = re.compile(r"\bstrange=(\d{1,6})/(\d{1,3})(?=;|\s|\Z)")
_PAIR: Final = re.compile(r"\b(PS|OS|PR|OR|PL|JI)\s*=\s*(\d{1,12}(?:\.\d{1,6})?)", re.I)
_FIELD: Final = re.compile(r"\b(windows|sound|level|tone|share|zero|sources)=(-?\d{1,9}(?:\.\d{1,6})?)(?=;|\s|\Z)")
_DIGITS: Final = re.compile(r"[0-9A-D*#]{0,128}\Z", re.I)
_MOST_DIGITS: Final = 128

EndedBy = Literal["us", "far_end"]


def ended_by(ladder: Iterable[LadderEntry]) -> EndedBy | None:
    """Whoever sent the first BYE; ``None`` when there was none."""
    for entry in ladder:
        if entry.message.is_request and entry.message.method == "BYE":
            return "far_end" if entry.inbound else "us"
    return None


def reason_header(ladder: Iterable[LadderEntry]) -> str:
    """The far end's Reason (RFC 3326) in its BYE, CANCEL or final answer."""
    for entry in ladder:
        reason = entry.message.get("Reason") if entry.inbound else None
        if reason:
            return reason[:200]
    return ""


def far_end_flows(ladder: Iterable[LadderEntry], purpose: str) -> tuple[MediaFlow, ...]:
    """The far end's count of both directions, empty when it did not tell."""
    for message in _goodbyes(ladder):
        for header in STATISTICS_HEADERS:
            text = message.get(header)
            if text:
                return statistics_flows(text, purpose)
    return ()


def statistics_flows(text: str, purpose: str) -> tuple[MediaFlow, ...]:
    """Read one statistics header. What we send is what the far end received."""
    told = {key.upper(): float(value) for key, value in _PAIR.findall(text[:512])}
    flows = []
    if "PR" in told:
        lost = int(told["PL"]) if "PL" in told else None
        flows.append(_flow(purpose, "outbound", int(told["PR"]), lost, told.get("JI")))
    if "PS" in told:
        flows.append(_flow(purpose, "inbound", int(told["PS"]), None, None))
    return tuple(flows)


def _flow(
    purpose: str, direction: Literal["inbound", "outbound"], packets: int, lost: int | None, jitter: float | None
) -> MediaFlow:
    return MediaFlow(purpose, direction, "far_end_bye", packets, lost, None, jitter, None, None, None)


def far_end_heard(ladder: Iterable[LadderEntry], purpose: str) -> FarEndHeard | None:
    """What the far end says our sound was like, ``None`` when it did not tell."""
    for message in _goodbyes(ladder):
        told = {key: float(value) for key, value in _FIELD.findall((message.get(HEARD_HEADER) or "")[:512])}
        if "windows" in told and "sound" in told:
            return FarEndHeard(
                purpose=purpose,
                windows=int(told["windows"]),
                windows_with_sound=int(told["sound"]),
                level_dbfs=told.get("level"),
                tone_hz=told.get("tone"),
                tone_share=told.get("share"),
                all_zero=told.get("zero") == 1,
                sources=int(told["sources"]) if "sources" in told else None,
            )
    return None


def far_end_path(ladder: Iterable[LadderEntry], purpose: str) -> FarEndPath | None:
    """Where the far end says that our sound came from, ``None`` when it did not tell."""
    for message in _goodbyes(ladder):
        told = dict(_PLACE.findall((message.get(PATH_HEADER) or "")[:256]))
        if "seen" in told:
            return FarEndPath(purpose, told["seen"], told.get("offered"))
    return None


def keys_heard(ladder: Iterable[LadderEntry], purpose: str) -> KeysHeard | None:
    """Press by press what the far end heard, ``None`` when it did not tell."""
    for message in _goodbyes(ladder):
        text = message.get(KEYS_HEADER)
        if text is None:
            continue
        presses = tuple(_press(*found) for found in _PRESS.findall(text[:4096])[:_MOST_DIGITS])
        strange = _STRANGE.search(text[:4096])
        if strange is None:
            return KeysHeard(purpose, presses)
        return KeysHeard(purpose, presses, int(strange[1]), int(strange[2]))
    return None


def _press(digit: str, method: str, duration: str, packets: str, ended: str) -> KeyPress:
    how = cast(KeyMethod, {"e": "rfc4733", "i": "info", "b": "inband"}[method])
    return KeyPress(digit, how, int(duration) if duration else None, int(packets), ended == "1")


def digits_told(messages: Sequence[SipMessage]) -> str | None:
    """The digits that the far end says it heard: all of them at the goodbye, else the groups told during the call.

    ``None`` when it did not tell; an empty text when it says that it heard none.
    """
    groups: dict[tuple[int, str] | None, str] = {}
    for message in messages:
        text = (message.get(DIGITS_HEADER) or "").strip()
        if message.get(DIGITS_HEADER) is None or not _DIGITS.match(text):
            continue
        if message.cseq is not None and message.cseq[1].upper() == "BYE":
            return text.upper()
        groups[message.cseq] = text.upper()  # a repeated message tells its group once
    return "".join(groups.values())[:_MOST_DIGITS] if groups else None


def _goodbyes(ladder: Iterable[LadderEntry]) -> Iterable[SipMessage]:
    for entry in ladder:
        if entry.inbound and entry.cseq_method == "BYE":
            yield entry.message
