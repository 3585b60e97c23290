"""Network namespaces by name: make them, run code and programs inside them, and remove them whatever happens."""

from __future__ import annotations

import asyncio
import ctypes
import itertools
import os
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")

PREFIX: Final = "cmlab"
FOLDER: Final = Path("/run/netns")
TIMEOUT_S: Final = 180.0
"""Only to end what hangs: a busy computer takes several times as long as an idle one."""
_CLONE_NEWNET: Final = 0x40000000
_counter: Final = itertools.count()


class LabError(RuntimeError):
    """A tool of the lab failed; the message holds what it said."""


def run(*command: str, stdin: str | None = None) -> str:
    """Run a tool of the lab to its end."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode:
        raise LabError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def new_lab_name() -> str:
    """A name that no other run on this machine uses at the same time."""
    return f"{PREFIX}-{os.getpid()}-{next(_counter)}"


@contextmanager
def namespaces(lab: str, *names: str) -> Iterator[dict[str, str]]:
    """Make the namespaces *names* of *lab*; gives the full name of each."""
    sweep()
    full = {name: f"{lab}-{name}" for name in names}
    try:
        run("ip", "-batch", "-", stdin="".join(f"netns add {name}\n" for name in full.values()))
        yield full
    finally:
        present = [name for name in full.values() if (FOLDER / name).exists()]
        run("ip", "-force", "-batch", "-", stdin="".join(f"netns del {name}\n" for name in present))


def sweep() -> None:
    """Remove what a killed run left behind: its process is gone, its namespaces are not."""
    for entry in FOLDER.glob(f"{PREFIX}-*") if FOLDER.exists() else ():
        owner = entry.name.split("-")[1]
        if not Path("/proc", owner).exists():
            subprocess.run(["ip", "netns", "del", entry.name], capture_output=True, check=False)


def inside(namespace: str, work: Callable[[], T]) -> T:
    """Call *work* in a thread that lives in *namespace*: every socket it opens is on that computer."""
    result: Future[T] = Future()

    def go() -> None:
        try:
            enter(namespace)
            result.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller whole
            result.set_exception(error)

    thread = threading.Thread(target=go, name=namespace)
    thread.start()
    thread.join(TIMEOUT_S)
    return result.result(0)


def run_async(namespace: str, work: Callable[[], Awaitable[T]], limit_s: float = TIMEOUT_S / 2) -> T:
    """Run a coroutine to its end on an event loop inside *namespace*, for less than :data:`TIMEOUT_S`."""

    async def bounded() -> T:
        async with asyncio.timeout(limit_s):
            return await work()

    return inside(namespace, lambda: asyncio.run(bounded()))


@contextmanager
def serving(namespace: str, server: Callable[[], AbstractAsyncContextManager[T]]) -> Iterator[T]:
    """Keep an asynchronous server running inside *namespace* while the block runs."""
    started: Future[T] = Future()
    ending: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def keep() -> None:
        stop = asyncio.Event()
        ending.set_result((asyncio.get_running_loop(), stop))
        try:
            async with server() as running:
                started.set_result(running)
                await stop.wait()
        except BaseException as error:
            if not started.done():
                started.set_exception(error)
                return
            raise

    thread = threading.Thread(target=inside, args=(namespace, lambda: asyncio.run(keep())), name=f"{namespace} server")
    thread.start()
    try:
        yield started.result(TIMEOUT_S)
    finally:
        loop, stop = ending.result(TIMEOUT_S)
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)
        thread.join(TIMEOUT_S)


@contextmanager
def program(namespace: str, *command: str, **options: object) -> Iterator[subprocess.Popen[str]]:
    """Keep a program running inside *namespace* while the block runs."""
    process: subprocess.Popen[str] = subprocess.Popen(
        ["ip", "netns", "exec", namespace, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,  # type: ignore[call-overload]
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def enter(namespace: str) -> None:
    """Move this thread into *namespace*; a process of one thread moves as a whole."""
    library = ctypes.CDLL(None, use_errno=True)
    handle = os.open(FOLDER / namespace, os.O_RDONLY)
    try:
        if library.setns(handle, _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {namespace}")
    finally:
        os.close(handle)


async def first(items: AsyncIterator[T]) -> T:
    """The first of *items*."""
    return await anext(items)
