"""A person's desk: a screen, a window manager, a session bus and a home of their own, all gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from build.linux.screen import virtual_display
from build.linux.walk import photograph

Seen = TypeVar("Seen")
SIZE: Final = "1180x860x24"
_FOREIGN: Final = ("XDG_", "DBUS_", "GNOME_", "KDE_", "DESKTOP", "MAILER", "BROWSER", "WAYLAND_", "GTK_", "QT_", "LC_")
"""How variables of another desktop begin."""


class Desk:
    """What runs here, and the hands and eyes for it."""

    def __init__(self, home: Path, display: str) -> None:
        self.home = home
        runtime = home / "runtime"
        runtime.mkdir(mode=0o700, parents=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        self.environment = {
            **kept, "HOME": str(home), "DISPLAY": display, "XDG_RUNTIME_DIR": str(runtime), "LANG": "C.UTF-8",
            "NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "memory", "MOZ_LEGACY_PROFILES": "1",
        }  # fmt: skip
        self.photograph = photograph(display)
        self._running: list[subprocess.Popen[bytes]] = []

    def run(self, command: Sequence[str], **variables: str) -> subprocess.Popen[bytes]:
        """Start a program that stays until the desk is cleared."""
        log = (self.home / "programs.log").open("ab")
        with log:
            started = subprocess.Popen(
                command, env={**self.environment, **variables}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self._running.append(started)
        return started

    def ask(self, *command: str) -> str:
        """What a program says that ends at once."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def windows(self) -> dict[str, str]:
        """Number and title of each window."""
        numbers = self.ask("xdotool", "search", "--onlyvisible", "--name", ".").split()
        return {number: self.ask("xdotool", "getwindowname", number) for number in numbers}

    def window(self, title: str, patience_s: float = 60.0) -> str | None:
        """The number of the window whose title holds *title*; ``None`` when none came up."""
        return until(lambda: next((one for one, name in self.windows().items() if title in name), None), patience_s)

    def press(self, window: str, *keys: str) -> None:
        """As a person presses keys in *window*, or in the one that is in front."""
        if window in self.windows():
            self.ask("xdotool", "windowactivate", window)
        self.ask("xdotool", "key", "--delay", "80", *keys)

    def clear(self) -> None:
        """End everything that was started, the youngest first."""
        for started in reversed(self._running):
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                started.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait(60)


def until(look: Callable[[], Seen | None], patience_s: float) -> Seen | None:
    """Look again and again until there is something; ``None`` when nothing came."""
    end = time.monotonic() + patience_s
    while (seen := look()) is None and time.monotonic() < end:
        time.sleep(0.2)
    return seen


@contextmanager
def desk(home: Path) -> Iterator[Desk]:
    """A desk with *home* as the person's home; windows have an owner, so that keys reach them."""
    with virtual_display(SIZE) as display:
        made = Desk(home, display)
        try:
            made.environment["DBUS_SESSION_BUS_ADDRESS"] = _bus(made)
            made.run(["openbox"])
            yield made
        finally:
            made.clear()


def _bus(made: Desk) -> str:
    """A session bus of its own: mail programs find their first window by it."""
    address = f"unix:path={made.environment['XDG_RUNTIME_DIR']}/bus"
    made.run(["dbus-daemon", "--session", "--nofork", "--address", address])
    until(lambda: Path(address.partition("=")[2]).exists() or None, 60)
    return address
