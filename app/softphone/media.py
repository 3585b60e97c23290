"""Sound of one call through native players and recorders: no Python runs per frame, so a busy loop costs nothing."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from pathlib import Path
from typing import Any, Final

import pjsua2 as pj

from app.softphone.leaving import PLAYERS

SAMPLE_RATE: Final = 8000
HEADER: Final = 44  # pjmedia writes exactly RIFF, fmt and data headers
PEEK_S: Final = 1.6
_FINISH_S: Final = 0.5
_serial = itertools.count(1)


class CallSound:
    """Plays one file into a call and records two: what came back, and that mixed with what was played.

    The mixed recording has both on one time line, so that the delay between them needs no clock of ours.
    """

    def __init__(self, audio: Any, folder: Path, play: Path) -> None:
        name = next(_serial)
        self._heard_path, self._mixed_path = folder / f"{name}-heard.wav", folder / f"{name}-mixed.wav"
        self._audio = audio
        self._player, self._heard, self._mixed = pj.AudioMediaPlayer(), pj.AudioMediaRecorder(), pj.AudioMediaRecorder()
        self._player.createPlayer(str(play))
        self._heard.createRecorder(str(self._heard_path))
        self._mixed.createRecorder(str(self._mixed_path))
        audio.startTransmit(self._heard)
        audio.startTransmit(self._mixed)
        self._player.startTransmit(self._mixed)
        self._player.startTransmit(audio)

    @property
    def seconds(self) -> float:
        """How much has been recorded; grows in steps of the file buffer, 0.25 s."""
        with contextlib.suppress(OSError):
            return max(0, self._heard_path.stat().st_size - HEADER) / 2 / SAMPLE_RATE
        return 0.0

    def peek(self) -> bytes:
        """The last samples recorded so far."""
        with contextlib.suppress(OSError), self._heard_path.open("rb") as file:
            size = self._heard_path.stat().st_size
            wanted = int(PEEK_S * SAMPLE_RATE) * 2
            file.seek(max(HEADER, HEADER + (size - HEADER - wanted) // 2 * 2))
            return file.read(wanted)
        return b""

    async def stop(self) -> tuple[bytes, bytes]:
        """End playing and recording; returns both recordings and deletes their files."""
        self.drop()
        paths = (self._heard_path, self._mixed_path)
        await asyncio.gather(*(_finished(path) for path in paths))
        heard, mixed = (_samples(path) for path in paths)
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink()
        return heard, mixed

    def drop(self) -> None:
        """Let the native objects go, which closes their files a little later; they must not outlive the call."""
        audio, self._audio = self._audio, None
        if audio is not None:
            for source, sink in ((self._player, audio), (audio, self._heard), (audio, self._mixed)):
                with contextlib.suppress(pj.Error):  # the call may have gone meanwhile, and its port with it
                    source.stopTransmit(sink)
        del audio
        PLAYERS.take(self._player)
        self._player = self._heard = self._mixed = None


class HeldSound:
    """Plays one file into a call for as long as it lasts and records nothing; the far end's level can be read."""

    def __init__(self, audio: Any, play: Path) -> None:
        self._null = pj.Endpoint.instance().audDevManager().getPlaybackDevMedia()
        self._player = pj.AudioMediaPlayer()
        self._player.createPlayer(str(play))
        self._audio: Any = None
        self.connect(audio)

    def connect(self, audio: Any) -> None:
        """Join the call's stream, also one that a re-INVITE made anew; something must listen, or no level is known."""
        self._audio = audio
        with contextlib.suppress(pj.Error):  # the far end has hung up meanwhile
            self._player.startTransmit(audio)
            audio.startTransmit(self._null)

    def drop(self) -> None:
        """Let the native objects go; they must not outlive the call."""
        audio, self._audio = self._audio, None
        if audio is not None:
            for source, sink in ((self._player, audio), (audio, self._null)):
                with contextlib.suppress(pj.Error):
                    source.stopTransmit(sink)
        del audio
        PLAYERS.take(self._player)
        self._player = self._null = None


async def _finished(path: Path) -> None:
    """Wait until the recorder's file has its lengths: closing happens on the sound clock, 10 to 25 ms later."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_FINISH_S):
            while not _has_lengths(path):  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0.005)


def _has_lengths(path: Path) -> bool:
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(HEADER)
        return len(head) == HEADER and any(head[40:44])
    return False


def _samples(path: Path) -> bytes:
    with contextlib.suppress(OSError):
        data = path.read_bytes()[HEADER:]
        return data[: len(data) // 2 * 2]
    return b""
