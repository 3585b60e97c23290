"""What phone services say about sound, wrongly or of their own accord: edits of descriptions and of goodbyes."""

from __future__ import annotations

import re
from typing import Final

from app.practice.message_text import Edit, Swap, Text, with_body

PRIVATE: Final = "10.20.30.40"
"""An address inside the phone service's own network."""
_CONNECTION: Final = re.compile(r"(?m)^(c=IN IP4 )\S+")
_AUDIO: Final = re.compile(r"(?m)^(m=audio )\d+")
_DIRECTION: Final = re.compile(r"(?m)^a=(?:sendrecv|sendonly|recvonly|inactive)\s*$")
_NUMBERS: Final = re.compile(r"(?m)^(m=audio \d+ \S+) .*$")
_RATED: Final = re.compile(r"(?m)^a=rtpmap:\d+ PCM[AU]/8000\r?\n")
_EVENTS: Final = re.compile(r"(?m)^a=rtpmap:(\d+) telephone-event/8000")
_TELLS: Final = "p-rtp-stat|x-rtp-stat|x-callmend-[a-z]+"


def _answers(pattern: re.Pattern[str], new: str) -> Edit:
    """Edit the descriptions that the service answers with."""

    def edit(text: Text, swap: Swap) -> Text:
        if not text.is_response or not text.body.startswith("v=0"):
            return text
        return with_body(text, pattern.sub(new, text.body))

    return edit


def _no_common_codec(text: Text, swap: Swap) -> Text:
    """A service that takes none of our codecs: for it, the offer holds only ones that it does not know."""
    if text.is_response or not text.head.startswith("INVITE "):
        return text
    return with_body(text, _RATED.sub("", _NUMBERS.sub(r"\1 18", text.body)))


def _tells_nothing(text: Text, swap: Swap) -> Text:
    """A service that is no test line: it does not say what it heard."""
    return Text(re.sub(rf"(?im)^(?:{_TELLS})[ \t]*:.*\r?\n", "", text.head), text.body)


def _other_event_number(text: Text, swap: Swap) -> Text:
    """Something between us and the service numbers telephone events anew in its answer, and only there."""
    if not text.is_response or not text.body.startswith("v=0"):
        return text
    found = _EVENTS.search(text.body)
    if found is None:
        return text
    body = re.sub(rf"(?m)(^a=(?:rtpmap|fmtp):){found[1]} ", r"\g<1>99 ", text.body)
    return with_body(text, re.sub(rf"(?m)^(m=audio .*) {found[1]}\b", r"\1 99", body))


def _agrees_no_events(text: Text, swap: Swap) -> Text:
    """A service that takes no telephone events (RFC 4733): for it, the offer holds none."""
    if text.is_response or not text.body.startswith("v=0"):
        return text
    found = _EVENTS.search(text.body)
    if found is None:
        return text
    lines = re.sub(rf"(?m)^a=(?:rtpmap|fmtp):{found[1]} .*\r?\n", "", text.body)
    return with_body(text, re.sub(rf"(?m)^(m=audio .*) {found[1]}\b", r"\1", lines))


def _knows_no_key_messages(text: Text, swap: Swap) -> Text:
    """A service that does not know what an INFO with a key is, and says 415."""
    if text.is_response or not text.head.startswith("INFO "):
        return text
    return Text(
        re.sub(r"(?im)^(content-type[ \t]*:[ \t]*)application/\S+", r"\g<1>application/unknown", text.head), text.body
    )


def _knows_no_lamps(text: Text, swap: Swap) -> Text:
    """A service without subscriptions: 489 to every SUBSCRIBE (RFC 6665 section 4.4.1)."""
    if text.is_response or not text.head.startswith("SUBSCRIBE "):
        return text
    return Text(re.sub(r"(?im)^((?:event|o)[ \t]*:[ \t]*)[^\s;]+", r"\g<1>unknown", text.head), text.body)


SOUND_MANNERS: Final[dict[str, Edit]] = {
    "private-media-address": _answers(_CONNECTION, rf"\g<1>{PRIVATE}"),
    "puts-on-hold": _answers(_CONNECTION, r"\g<1>0.0.0.0"),
    "sends-no-sound": _answers(_DIRECTION, "a=recvonly\r"),
    "takes-no-sound": _answers(_DIRECTION, "a=sendonly\r"),
    "refuses-sound": _answers(_AUDIO, r"\g<1>0"),
    "no-common-codec": _no_common_codec,
    "tells-nothing": _tells_nothing,
    "other-event-number": _other_event_number,
    "no-events": _agrees_no_events,
    "no-key-messages": _knows_no_key_messages,
    "no-lamps": _knows_no_lamps,
}
