"""Are there a loudspeaker and a microphone, and does the microphone give anything? (``audio_devices``)"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from app.model.facts import Fact
from app.model.names import Question
from app.probes.context import ProbeContext
from app.probes.ticking import ticking

ANSWERS: Final[tuple[Question, ...]] = ("audio_devices",)
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 3.0
LIST_S: Final = 0.3
NOTES_S: Final = 1.5
QUIET_CHECK_S: Final = 1.0
"""How long the microphone is listened to when nobody is there."""
PERSON_CHECK_S: Final = 4.0
"""Long enough to say one's name."""


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """List the devices; with a person there, play three notes; listen to the microphone and show its level."""
    from app.softphone.devices import list_devices
    from app.softphone.microphone import microphone_level
    from app.softphone.playing import play_notes

    found = await ticking(context, "checking_sound", LIST_S, list_devices())
    yield found.fact(context.sound)
    if context.interactive and found.outputs:
        await ticking(context, "playing_notes", NOTES_S, play_notes(found, context.sound))
    if found.inputs:
        seconds = PERSON_CHECK_S if context.interactive else QUIET_CHECK_S
        level = microphone_level(found, seconds, lambda dbfs: context.level("outbound", dbfs, None), context.sound)
        yield await ticking(context, "checking_microphone", seconds, level)
    context.progress("checking_sound", 1.0, 0.0)
