"""The clock that jumps over waits: exact to the second, and never past what is still to come."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from app.commands.rehearsing.one_clock import WORKING, OneClockLoop
from app.model.endpoint import Endpoint
from app.network.udp import open_udp

T = TypeVar("T")
LOOPBACK = Endpoint("127.0.0.1", 0)


def on_one_clock(work: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        return await work()

    with asyncio.Runner(loop_factory=OneClockLoop) as runner:
        return runner.run(run())


def now() -> float:
    return asyncio.get_running_loop().time()


def test_an_hour_and_a_half_is_exactly_that_long() -> None:
    async def work() -> float:
        began = now()
        await asyncio.sleep(5400)
        return now() - began

    assert on_one_clock(work) == pytest.approx(5400)


def test_waits_side_by_side_end_in_their_order() -> None:
    async def work() -> list[tuple[int, float]]:
        ended: list[tuple[int, float]] = []
        began = now()

        async def wait(seconds: int) -> None:
            await asyncio.sleep(seconds)
            ended.append((seconds, round(now() - began, 6)))

        await asyncio.gather(*(wait(seconds) for seconds in (185, 35, 65, 5)))
        return ended

    assert on_one_clock(work) == [(5, 5.0), (35, 35.0), (65, 65.0), (185, 185.0)]


def test_a_packet_comes_before_the_clock_jumps() -> None:
    async def work() -> tuple[bool, float, bool]:
        async with await open_udp(LOOPBACK) as one, await open_udp(LOOPBACK) as other:
            began = now()
            one.send(b"here", other.local)
            came = await other.receive(100)
            after = round(now() - began, 6)
            return came is not None, after, await other.receive(100) is None

    assert on_one_clock(work) == (True, 0.0, True)


def test_while_a_thread_works_waits_are_real() -> None:
    async def work() -> str:
        release = threading.Event()

        async def let_go() -> None:
            for _ in range(20):  # turns of the loop, not seconds
                await asyncio.sleep(0)
            release.set()

        letting_go = asyncio.create_task(let_go())
        async with asyncio.timeout(3000):
            done = await asyncio.to_thread(release.wait, 60)
        await letting_go
        return "done" if done else "given up"

    assert on_one_clock(work) == "done"


def test_a_thread_that_looks_up_a_name_is_waited_for() -> None:
    async def work() -> str:
        loop, found = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
        started = threading.Event()

        def look_up() -> None:
            started.wait(60)
            loop.call_soon_threadsafe(found.set_result, "found")

        threading.Thread(target=look_up, name=f"{WORKING}example.org", daemon=True).start()
        loop.call_soon(started.set)
        async with asyncio.timeout(3000):
            return str(await found)

    assert on_one_clock(work) == "found"


def test_a_thread_that_ends_without_a_word_is_not_waited_for_any_longer() -> None:
    async def work() -> float:
        began = now()
        ending = threading.Event()
        threading.Thread(target=ending.wait, args=(60,), name=f"{WORKING}example.org", daemon=True).start()
        asyncio.get_running_loop().call_soon(threading.Timer(0.01, ending.set).start)
        await asyncio.sleep(5000)
        return now() - began

    assert on_one_clock(work) >= 5000


def test_it_notes_how_long_it_was_busy_and_not_how_long_it_waited() -> None:
    async def work() -> float:
        await asyncio.sleep(5000)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, OneClockLoop)
        return loop.busy_s

    assert 0 < on_one_clock(work) < 5000
