"""The sound devices of this computer, by miniaudio: which there are, and which of them a person chose.

Backends are always named: left alone, miniaudio may choose its own null backend and pretend to work.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.model.facts import AudioDevices
from app.softphone.background import in_background
from app.softphone.quiet import STDERR, silenced

LIST_S: Final = 4.0
"""A sound server that does not answer for so long counts as none."""
LONGEST_NAME: Final = 200

_NOT_REAL: Final = ("monitor of ", "discard all samples", "dummy output", "null output", "auto_null")
"""Beginnings of names, in lower case, of what sound systems list although it is no device."""
_SOUND_CARDS: Final = Path("/proc/asound/cards")
_BACKENDS: Final = {
    "linux": ("PULSEAUDIO", "ALSA"),
    "darwin": ("COREAUDIO",),
    "win32": ("WASAPI", "DSOUND", "WINMM"),
}


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """Which devices a person wants, by the names that the system gives them; empty: the system's own choice."""

    output: str = ""
    input: str = ""


ANY: Final = DeviceChoice()


@dataclass(frozen=True, slots=True)
class Device:
    """One device of the system; ``handle`` is miniaudio's own id for it."""

    name: str
    handle: Any = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class DeviceList:
    """What one sound system offers, its own choice first. ``backend`` is ``None`` when none answered."""

    backend: Any
    outputs: tuple[Device, ...] = ()
    inputs: tuple[Device, ...] = ()

    def loudspeaker(self, choice: DeviceChoice = ANY) -> Device | None:
        """The chosen one where it is still there, else the system's."""
        return _named(self.outputs, choice.output)

    def microphone(self, choice: DeviceChoice = ANY) -> Device | None:
        """The same for the microphone."""
        return _named(self.inputs, choice.input)

    def fact(self, choice: DeviceChoice = ANY) -> AudioDevices:
        """The same for the session, with the ones that are used."""
        outputs = tuple(device.name for device in self.outputs)
        inputs = tuple(device.name for device in self.inputs)
        if self.backend is None:
            return AudioDevices((), (), "no_sound_system")
        output, microphone = self.loudspeaker(choice), self.microphone(choice)
        return AudioDevices(
            outputs,
            inputs,
            "found" if outputs or inputs else "none",
            output.name if output else "",
            microphone.name if microphone else "",
        )


def _named(devices: Iterable[Device], name: str) -> Device | None:
    known = tuple(devices)
    return next((device for device in known if device.name == name), next(iter(known), None))


async def list_devices() -> DeviceList:
    """Ask the system; never raises. A sound system that hangs is left alone after four seconds."""
    try:
        return await in_background(_first_answer, LIST_S)
    except TimeoutError:
        return DeviceList(None)


def _first_answer() -> DeviceList:
    import miniaudio

    for name in _BACKENDS.get(sys.platform, ("PULSEAUDIO", "ALSA")):
        if name == "ALSA" and not has_sound_card(_SOUND_CARDS):
            continue  # without a card ALSA still lists a device that discards everything
        backend = miniaudio.Backend[name]
        try:
            with silenced(STDERR):  # ALSA writes its troubles there
                devices = miniaudio.Devices([backend])
                own_choice = _own_choice(devices)
                outputs, inputs = devices.get_playbacks(), devices.get_captures()
                return DeviceList(backend, _real(outputs, own_choice[0]), _real(inputs, own_choice[1]))
        except miniaudio.MiniaudioError:
            continue
    return DeviceList(None)


def _own_choice(devices: Any) -> tuple[str, str]:
    """The names of the system's own loudspeaker and microphone: miniaudio knows them, and its face hides them."""
    import miniaudio

    lib, ffi = getattr(miniaudio, "lib", None), getattr(miniaudio, "ffi", None)
    context = getattr(devices, "_context", None)
    if lib is None or ffi is None or context is None:
        return "", ""
    found = []
    for way in (0, 1):
        infos, count = ffi.new("ma_device_info**"), ffi.new("ma_uint32*")
        asked = (infos, count, ffi.NULL, ffi.NULL) if way == 0 else (ffi.NULL, ffi.NULL, infos, count)
        if lib.ma_context_get_devices(context, *asked) != 0:
            return "", ""
        named = [infos[0][place] for place in range(count[0])]
        found.append(next((ffi.string(info.name).decode("utf-8", "replace") for info in named if info.isDefault), ""))
    return found[0], found[1]


def has_sound_card(cards: Path) -> bool:
    """Whether the Linux kernel knows a sound card."""
    try:
        return any(line.lstrip()[:1].isdigit() for line in cards.read_text("utf-8", "replace").splitlines())
    except OSError:
        return False


def _real(listed: list[dict[str, Any]], first: str) -> tuple[Device, ...]:
    real = [Device(entry["name"][:LONGEST_NAME], entry["id"]) for entry in listed if is_real(entry["name"])]
    return tuple(sorted(real, key=lambda device: device.name != first[:LONGEST_NAME]))


def is_real(name: str) -> bool:
    """Whether a listed name is a device that a person could speak into or hear."""
    return bool(name) and not name.lower().startswith(_NOT_REAL)
