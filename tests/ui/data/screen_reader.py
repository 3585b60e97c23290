"""A small screen reader for the test: knows the program only through the accessibility bus (AT-SPI).

Run by the system's Python, because the bindings come with the distribution. Prints one JSON line a thing it met:
``{"title": ..., "role": ...}``, ``{"heading": [role, name]}``, ``{"names": [[role, name], ...]}``,
``{"pressed": ...}``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

gi: Any = import_module("gi")  # of the system's Python: type checkers of ours do not know it
gi.require_version("Atspi", "2.0")
Atspi: Any = import_module("gi.repository.Atspi")

PATIENCE_S = 60.0


def tell(**words: object) -> None:
    """One line to whoever started us."""
    print(json.dumps(words, ensure_ascii=False), flush=True)  # noqa: T201 - this program speaks by its output


def nodes(node: Any, depth: int = 0) -> Iterator[Any]:
    """The tree below *node*, as far as it is shown."""
    if node is None or depth > 30:
        return
    yield node
    try:
        for index in range(node.get_child_count()):
            yield from nodes(node.get_child_at_index(index), depth + 1)
    except Exception:  # noqa: BLE001 - a page that was rebuilt meanwhile
        return


def wait_for(found: Callable[[], Any], what: str) -> Any:
    """Look again until *found* gives something."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            answer = found()
        except Exception:  # noqa: BLE001 - the tree changes while it is read
            answer = None
        if answer:
            return answer
        time.sleep(0.1)
    tell(missing=what)
    sys.exit(1)


def window() -> Any:
    """The window of the only application with a window on this bus."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is None:
            continue
        for child in range(application.get_child_count()):
            shown = application.get_child_at_index(child)
            if shown is not None and shown.get_name():
                return shown
    return None


def titled(beginning: str) -> Any:
    """The window while its title begins so."""
    shown = window()
    return shown if shown is not None and shown.get_name().startswith(beginning) else None


def has(node: Any, *states: Any) -> bool:
    """Whether *node* is in all *states*."""
    known = node.get_state_set()
    return all(known.contains(state) for state in states)


def visible(shown: Any) -> list[Any]:
    """All parts that are on the screen."""
    return [node for node in nodes(shown) if has(node, Atspi.StateType.SHOWING, Atspi.StateType.VISIBLE)]


def heading(shown: Any) -> Any:
    """What says the words of the window's title, once the keyboard is at it."""
    for node in visible(shown):
        if has(node, Atspi.StateType.FOCUSED) and node.get_name() and node.get_name() in shown.get_name():
            return node
    return None


def told(node: Any) -> list[str]:
    """Role and name, as a screen reader says them."""
    return [node.get_role_name(), node.get_name()]


def press(name: str, shown: Any) -> None:
    """Press a button; once more while nothing happens, because a press right after a change is not taken."""
    before = shown.get_name()

    def went_on() -> bool:
        if window().get_name() != before:
            return True
        button = next(node for node in visible(shown) if node.get_name() == name and Atspi.Action.get_n_actions(node))
        Atspi.Action.do_action(button, 0)
        time.sleep(0.5)
        return False

    wait_for(went_on, f"what follows {name}")
    tell(pressed=name)


def read(number: str, button: str) -> None:
    """Read a screen aloud: its title, what has the keyboard, everything that has a name; then press *button*."""
    shown = wait_for(lambda: titled(f"{number} - "), f"screen {number}")
    tell(title=shown.get_name(), role=shown.get_role_name())
    tell(heading=told(wait_for(lambda: heading(shown), f"the heading of {number}")))
    tell(names=[told(node) for node in visible(shown) if node.get_name()])
    if button:
        press(button, shown)


def main() -> None:
    """``screen_reader.py NUMBER=BUTTON ...``: read each screen, press its button, hear the next."""
    Atspi.Component.grab_focus(wait_for(window, "the window"))  # no window manager brings it to the front here
    for step in sys.argv[1:]:
        number, _, button = step.partition("=")
        read(number, button)


if __name__ == "__main__":
    main()
