"""A person's ear and mouth in one call: loudspeaker and microphone behind the bridge; they survive a pulled plug.

miniaudio tells nobody when a device is gone: its callbacks just stop. So they are watched, and the system's own device
takes over. For people only: whatever is measured goes through native players and recorders.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import pjsua2 as pj

from app.model.facts import MicrophoneLevel
from app.softphone.bridge import BridgePort
from app.softphone.devices import ANY, DeviceChoice, DeviceList
from app.softphone.fifo import Fifo
from app.softphone.microphone import Ear
from app.softphone.streams import Listening, Speaking, open_loudspeaker, open_microphone, opened

PERIOD_MS: Final = 10
LOOK_S: Final = 0.3
"""A device whose callback has been silent for so long is gone, unless it has made longer pauses before."""
PAUSES: Final = 3
"""How many of its longest pauses so far are waited for."""
FIRST_S: Final = 2.5
"""The first callback may take so long, and no pause is longer: an idle sound server works in blocks of 2 s."""
SWITCH_S: Final = 0.0005
"""Python's threads take turns so often while a person listens: with the usual 5 ms a busy one starves the sound."""


class _End:
    """One device, opened by its id, or as the system's own choice once that is gone."""

    def __init__(self, start: Callable[[Any], Any], handle: Any) -> None:
        self._start, self._handle = start, handle
        self._stream: Any = None
        self._opened_at = 0.0
        self._beat_at = 0.0
        self._longest_pause_s = 0.0

    async def open(self) -> bool:
        self._opened_at, self._longest_pause_s = time.monotonic(), 0.0
        self._stream = await opened(partial(self._start, self._handle))
        return self._stream is not None

    def beat(self) -> None:
        """Its callback runs."""
        now = time.monotonic()
        if self._beat_at > self._opened_at:
            self._longest_pause_s = max(self._longest_pause_s, now - self._beat_at)
        self._beat_at = now

    @property
    def is_gone(self) -> bool:
        """Whether its callback has stayed away for longer than it ever does."""
        now = time.monotonic()
        quiet_s = now - max(self._beat_at, self._opened_at)
        if now - self._opened_at < 2 * FIRST_S:  # its first blocks come at once, the next when they are played
            return quiet_s > FIRST_S
        return quiet_s > min(FIRST_S, max(LOOK_S, PAUSES * self._longest_pause_s))

    async def replace(self) -> bool:
        """Close what is gone and open the system's own choice."""
        self.close()
        self._handle = None
        return await self.open()

    def close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.stop_callback = None
            stream.close()


class PersonLine:
    """Opened before the call, joined to its sound once it is answered, closed before the call is let go."""

    def __init__(
        self,
        devices: DeviceList,
        choice: DeviceChoice = ANY,
        *,
        hears: bool = True,
        speaks: bool = False,
        on_lost: Callable[[str], None] = lambda which: None,
    ) -> None:
        """*on_lost* is told ``"output"`` or ``"input"`` when a device was lost and another took over."""
        self._devices, self._on_lost = devices, on_lost
        self._hears, self._speaks = hears, speaks
        self.ear, self.mouth = Fifo(), Fifo()
        self.ear_open = self.mouth_open = True
        """Closed, each gives silence, and the microphone's level is not counted."""
        self.level = Ear()
        """What the microphone gave."""
        out, into = devices.loudspeaker(choice), devices.microphone(choice)
        self._microphone = into.name if into else ""
        self._ends: dict[str, _End] = {}
        if hears and out is not None:
            self._ends["output"] = _End(self._start_output, out.handle)
        if speaks and into is not None:
            self._ends["input"] = _End(self._start_input, into.handle)
        self._port: BridgePort | None = None
        self._audio: Any = None
        self._watch: asyncio.Task[None] | None = None
        self._usual_switch_s = sys.getswitchinterval()
        self.losses = 0

    async def open(self) -> bool:
        """Open the devices; false when one that is needed is not there or is refused."""
        wanted = self._hears + self._speaks
        if len(self._ends) < wanted:
            return False
        sys.setswitchinterval(SWITCH_S)
        for which, end in self._ends.items():
            if await end.open():
                continue
            self._tell_lost(which)  # gone since it was listed, or another program holds it
            if not await end.replace():
                await self.close()
                return False
        self._watch = asyncio.create_task(self._keep())
        return True

    def attach(self, audio: Any) -> None:
        """Join the call's sound; raises nothing when the far end has hung up meanwhile."""
        self._port = BridgePort(self.mouth.take, self.ear.put)
        self._audio = audio
        with contextlib.suppress(pj.Error):
            if self._hears:
                audio.startTransmit(self._port)
            if self._speaks:
                self._port.startTransmit(audio)

    def detach(self) -> None:
        """Leave the call; the port must not outlive the endpoint. Safe to call twice."""
        port, self._port = self._port, None
        audio, self._audio = self._audio, None
        if port is None or audio is None:
            return
        for source, sink in ((audio, port), (port, audio)):
            with contextlib.suppress(pj.Error):
                source.stopTransmit(sink)

    def microphone_level(self) -> MicrophoneLevel:
        """What the microphone gave during the call."""
        self.level.count()
        return self.level.fact(self._microphone)

    async def close(self) -> None:
        """Close the devices first, then leave the call."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        self.drop()

    def drop(self) -> None:
        """The same without waiting, for a call that is cut off."""
        if self._watch is not None:
            self._watch.cancel()
        for end in self._ends.values():
            end.close()
        self._ends.clear()
        self.detach()
        sys.setswitchinterval(self._usual_switch_s)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S / 2)
            for which, end in tuple(self._ends.items()):
                if end.is_gone:
                    self._tell_lost(which)
                    await end.replace()

    def _tell_lost(self, which: str) -> None:
        self.losses += 1
        self._on_lost(which)

    def _start_output(self, handle: Any) -> Any:
        return open_loudspeaker(self._devices.backend, handle, self._play(), PERIOD_MS)

    def _start_input(self, handle: Any) -> Any:
        return open_microphone(self._devices.backend, handle, self._listen(), PERIOD_MS)

    def _play(self) -> Speaking:
        count = yield b""
        while True:
            self._beat("output")
            sound = self.ear.take(2 * count)
            count = yield sound if self.ear_open else bytes(len(sound))

    def _listen(self) -> Listening:
        while True:
            data = bytes((yield))
            self._beat("input")
            self.mouth.put(data if self.mouth_open else bytes(len(data)))
            if self.mouth_open:
                self.level.blocks.append(data)

    def _beat(self, which: str) -> None:
        end = self._ends.get(which)
        if end is not None:
            end.beat()
