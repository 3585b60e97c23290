"""What test calls do between answer and goodbye: short windows that end as soon as the evidence is there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.model.facts import SoundHeard, SoundLoop
from app.softphone.face import Conversation
from app.softphone.known_signal import KnownSignal, silence, write_wav

LOOK_S: Final = 0.3
"""How often a call looks at what it has recorded."""
GRACE_S: Final = 2.0
"""Beyond its longest time a call is not watched, whatever its recording holds."""
SIGNAL: Final = KnownSignal()
PERIODS: Final = 40
"""Of the signal in its file: more seconds than any of these calls lasts."""


class EchoScript:
    """Play the known signal at a number that returns it, until it has come back often enough.

    Most echo numbers speak first; so the signal is waited for as long as sound of any kind arrives.
    """

    def __init__(
        self,
        folder: Path,
        purpose: str = "echo",
        *,
        longest_s: float = 10.0,
        silent_s: float = 4.5,
        proof_s: float = 2.2,
    ) -> None:
        self.purpose = purpose
        self._longest_s, self._silent_s, self._proof_s = longest_s, silent_s, proof_s
        self._file = folder / "signal.wav"
        write_wav(self._file, SIGNAL.samples(), PERIODS)

    async def talk(self, call: Conversation) -> bool:
        call.start_sound(self._file)
        limit_s = self._silent_s
        returned_at: float | None = None
        looks = round((self._longest_s + GRACE_S) / LOOK_S)  # a stream without sound has no seconds of its own
        while call.seconds_heard < limit_s and looks and await call.pause(LOOK_S):
            looks -= 1
            any_sound, returned = _look(call)
            if any_sound:
                limit_s = self._longest_s
            if returned and returned_at is None:
                returned_at = call.seconds_heard
            if returned_at is not None and call.seconds_heard - returned_at >= self._proof_s:
                break
        heard, mixed = await call.stop_sound()
        self._measure(call, heard, mixed)
        return not call.ended.is_set()

    def _measure(self, call: Conversation, heard: bytes, mixed: bytes) -> None:
        from app.softphone import analysis

        record_sound(call, heard)
        loop = analysis.measure_loop(SIGNAL, analysis.samples_of(heard), analysis.samples_of(mixed))
        call.record(
            SoundLoop(
                self.purpose, SIGNAL.tone_hz, loop.heard_hz, loop.windows, loop.windows_heard, loop.level_dbfs,
                loop.round_trip_ms,
            )
        )  # fmt: skip

    def after(self, call: Conversation) -> None:
        """Nothing more: the statistics are recorded with every call."""


def _look(call: Conversation) -> tuple[bool, bool]:
    """Whether the last second or so held any sound, and whether our own signal was in it."""
    from app.softphone import analysis

    samples = analysis.samples_of(call.peek())
    any_sound = analysis.measure_sound(samples).windows_with_sound > 0
    return any_sound, any_sound and bool(analysis.find_chirps(SIGNAL, samples))


class HearScript:
    """Listen to a number that speaks; silence is sent meanwhile, since far ends answer where packets come from."""

    def __init__(self, folder: Path, purpose: str = "speak", *, longest_s: float = 5.0, proof_s: float = 2.0) -> None:
        self.purpose = purpose
        self._longest_s, self._proof_s = longest_s, proof_s
        self._file = folder / "silence.wav"
        write_wav(self._file, silence())

    async def talk(self, call: Conversation) -> bool:
        from app.softphone import analysis

        call.start_sound(self._file)
        loud_s = 0.0
        looks = round((self._longest_s + GRACE_S) / LOOK_S)
        while loud_s < self._proof_s and call.seconds_heard < self._longest_s and looks and await call.pause(LOOK_S):
            looks -= 1
            loud = analysis.measure_sound(analysis.samples_of(call.peek()))
            loud_s += LOOK_S * loud.windows_with_sound / max(1, loud.windows)
        heard, _ = await call.stop_sound()
        record_sound(call, heard)
        return not call.ended.is_set()

    def after(self, call: Conversation) -> None:
        """Nothing more."""


class SpeakScript:
    """Play the known signal at a number that only listens; the far end tells at the end what arrived."""

    def __init__(self, folder: Path, purpose: str = "listen", *, longest_s: float = 6.0, proof_s: float = 3.0) -> None:
        self.purpose = purpose
        self._longest_s, self._proof_s = longest_s, proof_s
        self._file = folder / "signal.wav"
        write_wav(self._file, SIGNAL.samples(), PERIODS)

    async def talk(self, call: Conversation) -> bool:
        call.start_sound(self._file)
        spoken_s = 0.0
        while spoken_s < self._longest_s and await call.pause(LOOK_S):
            spoken_s += LOOK_S
            if spoken_s >= self._proof_s and call.far_end_reports:
                break
        heard, _ = await call.stop_sound()
        record_sound(call, heard)
        return not call.ended.is_set()

    def after(self, call: Conversation) -> None:
        """Nothing more: the far end's counts are recorded with every call."""


def record_sound(call: Conversation, heard: bytes) -> None:
    """Record what the far end sounded like."""
    from app.softphone import analysis

    sound = analysis.measure_sound(analysis.samples_of(heard))
    counts = (sound.windows, sound.windows_with_sound, sound.level_dbfs, sound.all_zero, sound.windows_noisy)
    call.record(SoundHeard(call.purpose, *counts))
