"""A test call that is kept up after its proof of sound, and whose signalling is recorded in time."""

from __future__ import annotations

from pathlib import Path

from app.softphone.course import course_of
from app.softphone.face import Conversation, Script
from app.softphone.known_signal import silence, write_wav
from app.softphone.waiting import now


class KeptCall:
    """Lets *first* measure, then sends silence until the call is *seconds* of a real call old."""

    def __init__(self, first: Script, folder: Path, seconds: float, pace: float = 1.0) -> None:
        self.purpose = first.purpose
        self._first, self._seconds, self._pace = first, seconds, pace
        self._file = folder / "kept.wav"
        write_wav(self._file, silence())

    async def talk(self, call: Conversation) -> bool:
        began = now()
        if not await self._first.talk(call):
            return False
        call.hold_sound(self._file)
        try:
            return await call.pause(max(0.0, began + self._seconds / self._pace - now()))
        finally:
            call.drop_held_sound()

    def after(self, call: Conversation) -> None:
        self._first.after(call)
        course = course_of(call.ladder(), self.purpose, self._seconds, self._pace)
        if course is not None:
            call.record(course)
