"""Presses keys in every way that a phone can, in one call to a number that tells back what it heard.

Each part has keys of its own, so that a far end that only tells the whole row still shows which part arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from app.model.facts import KeypadDigits, KeysHeard
from app.model.facts_of_sound import KeyMethod
from app.protocols.dtmf import dtmf_samples
from app.softphone.face import Conversation
from app.softphone.goodbye import digits_told
from app.softphone.known_signal import FULL_SCALE, SAMPLE_RATE, silence, write_wav
from app.softphone.scripts import record_sound

Phase = Literal["plain", "after_hold"]
DIGITS: Final = "159*0#2277"
"""Every column and row of the keypad, and two keys twice in a row: doubled and merged keys both show."""
AFTER_HOLD: Final = "368"
BY_INFO: Final = "4A"
IN_BAND: Final = "BD"
PARTS: Final[tuple[tuple[KeyMethod, Phase, str], ...]] = (
    ("inband", "plain", IN_BAND),
    ("info", "plain", BY_INFO),
    ("rfc4733", "after_hold", AFTER_HOLD),
    ("rfc4733", "plain", ""),
)
"""In the order in which they are told: the usual way last, as the one that counts."""
DIGIT_MS: Final = 100
END_MS: Final = 60
"""pjmedia sends the end of each event three times (RFC 4733 section 2.5.1.4), one packet each 20 ms."""
INFO_S: Final = 0.5
TONE_S: Final = 0.1
_TONE_FILE_S: Final = 9.0
"""Far longer than it is played: pjmedia's player begins anew at a file's end."""


class KeypadScript:
    """By events (RFC 4733), again after hold, by SIP INFO, and as tones in the sound."""

    def __init__(
        self,
        folder: Path,
        purpose: str = "keypad",
        *,
        digits: str = DIGITS,
        settle_s: float = 0.4,
        only_events: bool = False,
    ) -> None:
        self.purpose = purpose
        self._digits, self._settle_s, self._only_events = digits, settle_s, only_events
        self._negotiated = False
        self._sent: dict[tuple[KeyMethod, Phase], bool] = {}
        self._file, self._tones = folder / "silence.wav", folder / "tones.wav"
        write_wav(self._file, silence())
        write_wav(self._tones, _tones(IN_BAND))

    async def talk(self, call: Conversation) -> bool:
        call.start_sound(self._file)
        self._negotiated = call.events_negotiated
        await call.pause(self._settle_s)
        await self._by_events(call, "plain", self._digits)
        if not self._only_events:
            await self._by_info(call)
        heard, _ = await call.stop_sound()
        record_sound(call, heard)
        if not self._only_events:
            await self._in_band(call)
            await self._after_hold(call)
        return not call.ended.is_set()

    async def _by_events(self, call: Conversation, phase: Phase, digits: str) -> None:
        if self._negotiated and not call.ended.is_set() and call.send_digits(digits, DIGIT_MS):
            self._sent["rfc4733", phase] = True
            await call.pause(len(digits) * (DIGIT_MS + END_MS) / 1000 + self._settle_s + call.round_trip_s)

    async def _by_info(self, call: Conversation) -> None:
        if call.ended.is_set():
            return
        self._sent["info", "plain"] = call.send_digits(BY_INFO, DIGIT_MS, "info")
        await call.pause(INFO_S + call.round_trip_s)

    async def _in_band(self, call: Conversation) -> None:
        if call.ended.is_set():
            return
        call.start_sound(self._tones)
        self._sent["inband", "plain"] = True
        await call.pause(self._settle_s + (2 * len(IN_BAND) + 1) * TONE_S + call.round_trip_s)
        await call.stop_sound()

    async def _after_hold(self, call: Conversation) -> None:
        """Hold and resume by re-INVITE, as a phone's hold key does, and press again."""
        if not self._negotiated or not await call.send_sound(False) or not await call.send_sound(True):
            return
        call.start_sound(self._file)
        await call.pause(self._settle_s)
        await self._by_events(call, "after_hold", AFTER_HOLD)
        await call.stop_sound()

    def after(self, call: Conversation) -> None:
        told = digits_told(call.messages())
        row = told if told is not None else call.digits_heard or None
        pressed = call.keys_heard()
        for method, phase, own in PARTS:
            digits = own or self._digits
            sent = digits if self._sent.get((method, phase)) else ""
            if not sent and (method, phase) != ("rfc4733", "plain"):
                continue
            heard = _of_part(digits, method, pressed, row)
            status = _info_status(call) if method == "info" else None
            call.record(KeypadDigits(method, sent, heard, self._negotiated, phase, status))


def _of_part(digits: str, method: KeyMethod, pressed: KeysHeard | None, row: str | None) -> str | None:
    """What was heard of a part: its own keys, and by its own method where the far end tells methods."""
    if pressed is None:
        return None if row is None else "".join(key for key in row if key in digits)
    keys: Sequence[str] = [press.digit for press in pressed.presses if press.method == method or press.digit in digits]
    return "".join(key for key in keys if key in digits)


def _info_status(call: Conversation) -> int | None:
    """The last final answer to an INFO of ours."""
    statuses = [
        message.status for message in call.messages() if message.cseq and message.cseq[1].upper() == "INFO"
    ]  # fmt: skip
    return next((status for status in reversed(statuses) if status and status >= 200), None)


def _tones(keys: str) -> list[float]:
    quiet = [0.0] * round(TONE_S * SAMPLE_RATE)
    one = [*quiet]
    for key in keys:
        one += [sample / FULL_SCALE for sample in dtmf_samples(key, TONE_S)] + quiet
    return one + [0.0] * round(_TONE_FILE_S * SAMPLE_RATE)
