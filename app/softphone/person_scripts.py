"""Calls that a person takes part in, after the computer has measured by itself: they listen, or speak and listen."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.softphone.face import Conversation
from app.softphone.known_signal import SAMPLE_RATE, silence, write_wav
from app.softphone.person import PersonLine
from app.softphone.scripts import LOOK_S, record_sound

GREETING_S: Final = 10.0
"""No announcement of an echo number is waited for longer."""
NO_GREETING_S: Final = 2.0
"""A number that has said nothing by then has none."""
PAUSE_S: Final = 0.9
"""So much silence ends an announcement."""


class PersonHearScript:
    """The person hears a number that speaks; silence is sent meanwhile."""

    purpose = "person_hear"

    def __init__(self, folder: Path, person: PersonLine, seconds: float) -> None:
        self._person, self._seconds = person, seconds
        self._file = folder / "silence.wav"
        write_wav(self._file, silence())

    async def talk(self, call: Conversation) -> bool:
        call.join(self._person)
        call.start_sound(self._file)
        await call.pause(self._seconds)
        heard, _ = await call.stop_sound()
        await self._person.close()
        record_sound(call, heard)
        return not call.ended.is_set()

    def after(self, call: Conversation) -> None:
        """Nothing more."""


class PersonSpeakScript:
    """The person speaks into a number that returns everything; what came back is kept, to be played afterwards.

    First they hear its announcement with the microphone off, then the microphone is on and the loudspeaker off: without
    a headset one would feed the other, round and round. *on_turn* is told when it is their turn to speak.
    """

    purpose = "person_speak"
    RATE: Final = SAMPLE_RATE

    def __init__(self, folder: Path, person: PersonLine, seconds: float, on_turn: Callable[[], None]) -> None:
        self._person, self._seconds, self._on_turn = person, seconds, on_turn
        self.came_back: array[int] = array("h")
        """16-bit samples at :data:`RATE`."""
        self._file = folder / "silence.wav"
        write_wav(self._file, silence())

    async def talk(self, call: Conversation) -> bool:
        self._person.mouth_open = False
        call.join(self._person)
        call.start_sound(self._file)
        await _greeting_over(call)
        self._person.ear_open, self._person.mouth_open = False, True
        self._on_turn()
        begun = round(call.seconds_heard * SAMPLE_RATE) * 2
        await call.pause(self._seconds)
        heard, _ = await call.stop_sound()
        await self._person.close()
        call.record(self._person.microphone_level())
        record_sound(call, heard[begun:])
        self.came_back = array("h", heard[begun:])
        return not call.ended.is_set()

    def after(self, call: Conversation) -> None:
        """Nothing more."""


async def _greeting_over(call: Conversation) -> None:
    """Wait until whoever answered has stopped talking, or says nothing."""
    from app.softphone import analysis

    spoken, quiet_s, waited_s = False, 0.0, 0.0
    while waited_s < GREETING_S and quiet_s < (PAUSE_S if spoken else NO_GREETING_S) and await call.pause(LOOK_S):
        waited_s += LOOK_S
        newest = analysis.samples_of(call.peek())[-round(LOOK_S * SAMPLE_RATE) :]
        loud = analysis.measure_sound(newest).windows_with_sound > 0
        spoken = spoken or loud
        quiet_s = 0.0 if loud else quiet_s + LOOK_S
