"""How soon the person sees something: help, first painted screen, engine."""

from __future__ import annotations

from tests.bench.processes import seconds_to_exit, seconds_to_line
from tests.bench.sampling import middle

BARE_WINDOW = """
import sys
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
class Window(QLabel):
    def paintEvent(self, event):
        super().paintEvent(event)
        sys.stdout.write("painted\\n"); sys.stdout.flush()
        self.close()
application = QApplication([])
window = Window("hello")
window.show()
application.exec()
"""


def help_text() -> dict[str, object]:
    """``callmend --help`` as a whole process, in seconds."""
    return {"unit": "s", **middle(lambda: seconds_to_exit("-m", "app", "--help"))}


def first_paint() -> dict[str, object]:
    """From process start to the first painted screen, beside a bare window of the same library in the same run."""
    ours = middle(lambda: seconds_to_line("-m", "app", "--practice", CALLMEND_BENCH="first_paint"))
    bare = middle(lambda: seconds_to_line("-c", BARE_WINDOW))
    return {"unit": "s", **ours, "bare_window": bare["median"], "times_bare": round(ours["median"] / bare["median"], 2)}


def engine_start() -> dict[str, object]:
    """From starting the engine until it says hello, in seconds."""
    return {"unit": "s", **middle(lambda: seconds_to_line("-m", "app", "engine"))}
