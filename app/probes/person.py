"""A person's part in a test call: they listen, or speak, and say how it was. After the measurement, never in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.model.facts import RunMark
from app.probes.call_support import PhoneWork

if TYPE_CHECKING:
    from app.softphone.devices import DeviceList
    from app.softphone.person import PersonLine

HEAR_S: Final = 11.0
"""A voice that counts to ten, once."""
SPEAK_S: Final = 6.0
"""A short sentence, and its way there and back."""
HEARING_S: Final = HEAR_S + 2.0
"""What it adds to the countdown where somebody is there."""
SPEAKING_S: Final = 2 * SPEAK_S + 7.0


async def let_hear(work: PhoneWork) -> None:
    """One call to the number that speaks, for the person's own ears; then ask what they heard."""
    from app.softphone.person_scripts import PersonHearScript

    devices = await _devices(work)
    if devices is None or not devices.outputs or not work.numbers.speak:
        return
    person = _line(work, devices, hears=True, speaks=False)
    if not await person.open():
        return
    try:
        report = await work.call(work.numbers.speak, PersonHearScript(work.phone.folder, person, HEAR_S), "you_listen")
    finally:
        await person.close()
    if report.result.outcome in {"connected", "dropped"}:
        await work.ask("hear", "heard_count")


async def let_speak(work: PhoneWork) -> None:
    """One call to the echo number with the person's voice; play back what returned, then ask how it was."""
    from app.softphone.person_scripts import PersonSpeakScript
    from app.softphone.playing import play_samples

    devices = await _devices(work)
    if devices is None or not devices.outputs or not devices.inputs or not work.numbers.echo:
        return
    person = _line(work, devices, hears=True, speaks=True)
    if not await person.open():
        return

    def their_turn() -> None:
        work.step = "you_speak"

    script = PersonSpeakScript(work.phone.folder, person, SPEAK_S, their_turn)
    try:
        report = await work.call(work.numbers.echo, script, "you_listen")
    finally:
        await person.close()
    if report.result.outcome not in {"connected", "dropped"}:
        return
    work.step = "playing_back"
    if await play_samples(devices, script.came_back, script.RATE, work.sound):
        await work.ask("speak", "heard_self")


async def _devices(work: PhoneWork) -> DeviceList | None:
    if not work.interactive:
        return None
    from app.softphone.devices import list_devices

    return await list_devices()


def _line(work: PhoneWork, devices: DeviceList, *, hears: bool, speaks: bool) -> PersonLine:
    from app.softphone.person import PersonLine

    def lost(which: str) -> None:
        work.phone.record(RunMark("sound_device_lost", which))

    return PersonLine(devices, work.sound, hears=hears, speaks=speaks, on_lost=lost)
