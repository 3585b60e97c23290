"""A PulseAudio server of one's own, with loudspeaker and microphone as wires in memory: for tests and proofs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

AVAILABLE = shutil.which("pulseaudio") is not None and shutil.which("pactl") is not None

LOUDSPEAKER = "module-null-sink sink_name=speaker sink_properties=device.description=Speaker"
MICROPHONE = (
    "module-null-sink sink_name=wire sink_properties=device.description=Wire",
    "module-remap-source source_name=headset master=wire.monitor source_properties=device.description=Headset",
)


@asynccontextmanager
async def sound_server(folder: Path, *modules: str) -> AsyncIterator[str]:
    """Start a server with *modules*; gives its address for ``PULSE_SERVER``."""
    address = folder / "sound.socket"  # "pulse" is the name of its own folder
    loaded = [*modules, f"module-native-protocol-unix auth-anonymous=1 socket={address}"]
    home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "XDG_CONFIG_HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(
        "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
        *(part for module in loaded for part in ("-L", module)),
        env={**os.environ, **home},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            while await _tell(f"unix:{address}", "info"):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        yield f"unix:{address}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _tell(server: str, *words: str) -> int:
    process = await asyncio.create_subprocess_exec(
        "pactl", "--server", server, *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


@asynccontextmanager
async def tone_into_microphone(server: str, sound: Path) -> AsyncIterator[None]:
    """Play a WAV file into the wire behind the microphone, again and again."""
    player = await asyncio.create_subprocess_exec(
        "sh", "-c", f"while paplay --server={server} --device=wire --latency-msec=20 {sound}; do :; done",
        start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(player.pid, 15)
        await player.wait()


def _recorder(server: str, source: str) -> tuple[str, ...]:
    form = ("--latency-msec=20", "--rate=16000", "--channels=1", "--format=s16le")
    return "parec", f"--server={server}", f"--device={source}", *form


async def heard_at(server: str, source: str, seconds: float, listening: asyncio.Event | None = None) -> bytes:
    """What a source of *server* gives for so long: 16-bit samples, mono, 16 kHz.

    An idle server may take two of these seconds until it gives the first sample; then *listening* is set.
    """
    process = await asyncio.create_subprocess_exec(
        "timeout", f"{seconds}", *_recorder(server, source),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    first = await process.stdout.read(1)
    if listening is not None:
        listening.set()
    rest, _ = await process.communicate()
    return first + rest


@dataclass
class Ear:
    """What was heard so far: 16-bit samples, mono, 16 kHz; ``listening`` is set with the first."""

    data: bytearray = field(default_factory=bytearray)
    listening: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def ear_at(server: str, source: str) -> AsyncIterator[Ear]:
    """Listen to a source of *server* while the block runs; it begins when the first sample has come."""
    ear = Ear()
    process = await asyncio.create_subprocess_exec(
        *_recorder(server, source),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out = process.stdout
    assert out is not None

    async def hear() -> None:
        while data := await out.read(4096):
            ear.data += data
            ear.listening.set()

    hearing = asyncio.create_task(hear())
    try:
        async with asyncio.timeout(60):
            await ear.listening.wait()
        yield ear
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        await hearing


async def unplug(server: str, module: str) -> None:
    """Take the module whose arguments contain *module* out of *server*, as if a plug had been pulled."""
    listing = await asyncio.create_subprocess_exec(
        "pactl", "--server", server, "list", "short", "modules", stdout=asyncio.subprocess.PIPE
    )
    text, _ = await listing.communicate()
    number = next(line.split("\t")[0] for line in text.decode().splitlines() if module in line)
    await _tell(server, "unload-module", number)


async def choose_input(server: str, source: str) -> None:
    """Make *source* the system's own choice."""
    await _tell(server, "set-default-source", source)


async def choose_output(server: str, sink: str) -> None:
    """Make *sink* the system's own choice."""
    await _tell(server, "set-default-sink", sink)
