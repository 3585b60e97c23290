"""Whether something was played to its end: late is not stopped."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable

import pytest

from app.softphone import playing
from app.softphone.devices import Device, DeviceList
from app.softphone.streams import Speaking
from tests.virtual_time import virtual_time

LISTED = DeviceList(None, (Device("Speaker", None),))


class _Loudspeaker:
    """Takes a block as often as it is told, and at most so many; the samples are all ones."""

    def __init__(self, blocks: int, every_s: float) -> None:
        self.closed, self.blocks, self.every_s = False, blocks, every_s
        self.took = bytearray()
        self._task: asyncio.Task[None] | None = None

    def open(self, backend: object, handle: object, callback: Speaking, period_ms: int, rate: int) -> _Loudspeaker:
        next(callback)
        self._loop.call_soon_threadsafe(self._begin, callback)
        return self

    def listen(self) -> None:
        self._loop = asyncio.get_running_loop()

    def _begin(self, callback: Speaking) -> None:
        self._task = asyncio.create_task(self._take(callback))

    async def _take(self, callback: Speaking) -> None:
        for _ in range(self.blocks):
            await asyncio.sleep(self.every_s)
            self.took += callback.send(100)

    def close(self) -> None:
        self.closed = True
        if self._task is not None:
            self._task.cancel()


async def at_once(start: Callable[[object], object], handle: object) -> object:
    """Opens it here: the time of another thread is not that of the test."""
    return start(handle)


@pytest.fixture
def loudspeaker(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, float], _Loudspeaker]:
    def make(blocks: int, every_s: float) -> _Loudspeaker:
        made = _Loudspeaker(blocks, every_s)
        made.listen()
        monkeypatch.setattr(playing, "open_loudspeaker", made.open)
        monkeypatch.setattr(playing, "opened_for_ears", at_once)
        monkeypatch.setattr(playing, "OPEN_S", 0.2)
        return made

    return make


@virtual_time
async def test_a_loudspeaker_that_is_late_plays_to_the_end(
    loudspeaker: Callable[[int, float], _Loudspeaker],
) -> None:
    slow = loudspeaker(20, 0.05)
    assert await playing.play_samples(LISTED, array("h", [1] * 1000), 16_000)
    assert slow.closed
    assert array("h", bytes(slow.took)).tolist() == [1] * 1000 + [0] * (len(slow.took) // 2 - 1000)


@pytest.mark.parametrize("blocks", [0, 3])
@virtual_time
async def test_a_loudspeaker_that_takes_nothing_more_has_stopped(
    blocks: int, loudspeaker: Callable[[int, float], _Loudspeaker]
) -> None:
    stopped = loudspeaker(blocks, 0.01)
    assert not await playing.play_samples(LISTED, array("h", [1] * 1000), 16_000)
    assert stopped.closed
