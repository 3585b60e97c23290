"""What each number does once its call is answered. When a script returns, the test line hangs up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import cycle, islice
from typing import Final

from app.protocols.rtp import RtpPacket
from app.testline.call import Call
from app.testline.media import FRAME_S, MediaSession
from app.testline.sounds import frames, key_frames, silence

Script = Callable[[Call], Awaitable[None]]
KEY_PAUSE_S: Final = 1.2
"""Keys closer together than this are told as one group."""
COUNTING_PAUSE_S: Final = 1.0
HANG_UP_S: Final = 30.0
"""How long the call-back number waits for the caller to hang up."""


class Echo:
    """Returns packets as they are, telephone events too, under our own numbering and with the caller's time steps."""

    def __init__(self, media: MediaSession) -> None:
        self._media = media
        self._shift: int | None = None
        self._ssrc: int | None = None

    def __call__(self, packet: RtpPacket) -> None:
        """Send *packet* back."""
        if packet.ssrc != self._ssrc or self._shift is None:
            self._ssrc = packet.ssrc
            self._shift = self._media.timestamp - packet.timestamp
        stamp = (packet.timestamp + self._shift) & 0xFFFFFFFF
        self._media.timestamp = stamp
        self._media.send(packet.payload, packet.payload_type, timestamp=stamp, marker=packet.marker)


async def echo(call: Call) -> None:
    """Greet, then return everything."""
    await call.say("echo")
    call.media.on_packet = Echo(call.media)
    await call.ended.wait()


async def keypad(call: Call) -> None:
    """Say keys back, and tell them in a MESSAGE."""
    await call.say("keypad")
    telling = asyncio.create_task(_tell_keys(call))
    try:
        await call.play(_key_names(call))
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def speak(call: Call) -> None:
    """Count to ten, again and again."""
    pause = [silence(call.law)] * round(COUNTING_PAUSE_S / FRAME_S)
    await call.play(cycle([*frames("counting", call.law), *pause]))


async def listen(call: Call) -> None:
    """Send nothing; what was heard is told at the end."""
    await call.ended.wait()


async def hold(call: Call) -> None:
    """Play music for the asked seconds, then hang up."""
    seconds = call.config.hold_s if call.seconds is None else call.seconds
    if call.manners.holds_from_s is not None:
        call.beside.add(asyncio.ensure_future(_put_on_hold(call, call.manners.holds_from_s)))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await _music(call)
            await call.ended.wait()


async def _put_on_hold(call: Call, from_s: float) -> None:
    """As a person does who looks something up."""
    await asyncio.sleep(from_s)
    await call.put_on_hold(on=True)
    if call.manners.holds_to_s is not None:
        await asyncio.sleep(call.manners.holds_to_s - from_s)
        await call.put_on_hold(on=False)


async def _music(call: Call) -> None:
    """Until the call is over, or for as long as its manners say."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(call.manners.quiet_after_s):
            await call.say("hold")
            await call.play(_in_parts(call, cycle(frames("music", call.law))))


def _in_parts(call: Call, sound: Iterator[bytes]) -> Iterator[bytes | None]:
    """The same, with the pauses that the call's manners ask for."""
    manners = call.manners
    if manners.spurts_s:
        yield from _in_spurts(sound, manners.spurts_s)
    if manners.pause_every_s is None:
        yield from sound
        return
    spoken, paused = (max(1, round(seconds / FRAME_S)) for seconds in (manners.pause_every_s, manners.pause_s))
    while True:
        yield from islice(sound, spoken - paused)
        if manners.renews:
            renewing = asyncio.ensure_future(call.renew_sound())
            call.beside.add(renewing)
            renewing.add_done_callback(call.beside.discard)
        yield from [None] * paused


def _in_spurts(sound: Iterator[bytes], spurts_s: Sequence[float]) -> Iterator[bytes | None]:
    for number, seconds in enumerate(cycle(spurts_s)):
        frames_in_it = max(1, round(seconds / FRAME_S))
        yield from islice(sound, frames_in_it) if number % 2 == 0 else [None] * frames_in_it


async def callback(call: Call) -> None:
    """Ask the caller to hang up; the call back is made by the switchboard."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HANG_UP_S):
            await call.say("callback")
            await call.ended.wait()


async def extension(call: Call) -> None:
    """Nothing of our own: the other phone talks."""
    await call.ended.wait()


SCRIPTS: Final[dict[str, Script]] = {
    "echo": echo,
    "keypad": keypad,
    "speak": speak,
    "listen": listen,
    "hold": hold,
    "callback": callback,
    "extension": extension,
}
"""By the names of a profile's ``[numbers]``."""


def _key_names(call: Call) -> Iterator[bytes]:
    """Endless frames: silence, and the names of each group of keys once its pause has come."""
    said, quiet, known = 0, 0, 0
    while True:
        quiet = quiet + 1 if known == len(call.keys) else 0
        known = len(call.keys)
        if known > said and quiet * FRAME_S >= KEY_PAUSE_S:
            yield from key_frames(call.keys[said:known], call.law)
            said = known
        yield silence(call.law)


async def _tell_keys(call: Call) -> None:
    told = 0
    while True:
        await call.key_came.wait()
        known = 0
        while known != len(call.keys):
            known = len(call.keys)
            await asyncio.sleep(KEY_PAUSE_S)
        call.key_came.clear()
        group, told = call.keys[told:known], known
        await call.tell(f"Keys heard: {group}", (("X-Callmend-Digits", group),))
