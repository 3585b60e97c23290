"""What this computer can do for a press. Found out when a screen has it, because the first screen must be quick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container
from typing import Final

_WITH_MICROPHONE_PAGES: Final = ("win32", "darwin")


def _show_where() -> bool:
    return sys.platform in _WITH_MICROPHONE_PAGES


def _show_box() -> bool:
    from app.ui import permission

    return permission.asks()


def _ask_windows() -> bool:
    from app.ui import firewall

    return firewall.can_ask()


def _say_it() -> bool:
    from app.ui import aloud

    return aloud.command("") is not None


_ABLE: Final[dict[str, Callable[[], bool]]] = {
    "show_where": _show_where,
    "show_box": _show_box,
    "ask_windows": _ask_windows,
    "say_it": _say_it,
    "remove": lambda: False,  # the system's own list of programs removes it
}


class Unavailable(Container[str]):
    """Holds the presses that this computer cannot act on."""

    def __init__(self) -> None:
        self._known: dict[object, bool] = {}

    def __contains__(self, press: object) -> bool:
        if press not in _ABLE:
            return False
        if press not in self._known:
            self._known[press] = not _ABLE[str(press)]()
        return self._known[press]
