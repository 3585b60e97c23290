"""A person at the keyboard, for the proof: walks the installed program through practice and takes pictures.

Knows the window from outside only: its title, which holds the screen's number and heading, and what it looks like.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

REPORT: Final = ("71", "74")
"""The report is ready: what follows is a mail program's, and a clean root has none."""
END: Final = ("74",)
TITLE: Final = re.compile(r"^(\d{2}) - (.+) - ")
_ASKS: Final = re.compile(r"(Did|What|How|Which|Could|Are|Do) .*\?$")
_LONGEST_S: Final = 900.0
"""Only to end a walk that leads nowhere; under Wine on a busy computer one takes five minutes."""
_PRESS_S: Final = 0.9

Keys = tuple[str, ...]
MAIN: Final[Keys] = ("Return",)
CHOOSE: Final[Keys] = ("Tab", "space", "Return")
"""A heading that asks wants an answer first: the first one, then the main button where there is one."""
SECOND: Final[Keys] = ("Tab", "Tab", "space")
OTHERS: Final[dict[str, Keys]] = {"No sound on this computer": SECOND}
"""Where the main button would lead back to the same place: a root for proofs has no sound devices."""


def keys_for(heading: str, tries: int) -> Keys:
    """What a person would press on a screen with that *heading*, at the first try and when nothing happens.

    A screen that measures may ask in its heading too: there, whoever goes for the first button presses Stop.
    """
    if heading in OTHERS:
        return OTHERS[heading]
    return CHOOSE if _ASKS.match(heading) and tries % 4 != 3 else MAIN


class Walk:
    """One walk, from the first screen to the last."""

    def __init__(
        self, display: str, picture: Callable[[Path], None], folder: Path, last: tuple[str, ...] = REPORT
    ) -> None:
        """*last* are the numbers of the screens at which the walk ends."""
        self._display, self._picture, self._folder, self._last = display, picture, folder, last
        self.seen: list[str] = []
        self._tries = 0

    def run(self) -> list[str]:
        """Press keys until the last screen is up; returns the titles in order. Raises ``TimeoutError``."""
        until = time.monotonic() + _LONGEST_S
        window = self._window(until)
        self._tool("windowfocus", window)
        while time.monotonic() < until:
            found = TITLE.match(self._tool("getwindowname", window))
            if found:
                self._look(f"{found[1]} {found[2]}")
                if found[1] in self._last:
                    return self.seen
                self._tool("key", "--delay", "60", *keys_for(found[2], self._tries))
            time.sleep(_PRESS_S)
        raise TimeoutError(f"no end after {self.seen}")

    def _look(self, title: str) -> None:
        self._tries = self._tries + 1 if self.seen[-1:] == [title] else 0
        if self._tries:
            return
        self.seen.append(title)
        time.sleep(0.3)
        self._picture(self._folder / f"{len(self.seen):02d}-{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}.png")

    def _window(self, until: float) -> str:
        while time.monotonic() < until:
            found = self._tool("search", "--onlyvisible", "--name", r"^[0-9]+ - ").split()
            if found:
                return found[-1]
            time.sleep(0.2)
        raise TimeoutError("no window came up")

    def _tool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env={"DISPLAY": self._display}, capture_output=True, text=True, check=False
        )  # fmt: skip
        return done.stdout.strip()


def photograph(display: str) -> Callable[[Path], None]:
    """Takes pictures of the whole *display*, with Qt in a process of its own."""

    def take(path: Path) -> None:
        program = (
            "import sys; from PySide6.QtGui import QGuiApplication;"
            "a = QGuiApplication(['picture', '-platform', 'xcb']); a.primaryScreen().grabWindow(0).save(sys.argv[1])"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-c", program, str(path)], env={"DISPLAY": display}, check=True)

    return take
