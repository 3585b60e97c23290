"""What ``dev.py`` does with its words."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

from build.dev import checks, environment, system
from build.dev.say import SetupError, say

USAGE: Final = """\
The two commands of the README, and two more: ``run``, ``test``, ``bench``, ``package``. Needs Python 3.11 or 3.12.

python3 dev.py run            set everything up and walk through the practice line once
python3 dev.py run ARGS       the same as ``callmend ARGS``
python3 dev.py test [ARGS]    every check and test; ARGS go to pytest
python3 dev.py bench [NAME]   speed and memory, one JSON line each
python3 dev.py package [WHAT] the installers of this system; ``package --help`` tells what else
"""


def main(arguments: list[str]) -> int:
    """Set up what the command needs, then run it; returns its exit code."""
    commands = {"run": run, "test": test, "bench": bench, "package": package}
    if not arguments or arguments[0] not in commands:
        say(USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except SetupError as stop:
        say(str(stop))
        return 3
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Start the program; without arguments, the practice line in a window or, without a display, in the terminal."""
    python = environment.ensure((environment.RUN_LOCK,))
    system.ensure_qt_libraries()
    return _call([str(python), "-m", "app", *(arguments or _first_walk())])


def test(arguments: list[str]) -> int:
    """Run every check and test."""
    python = environment.ensure((environment.RUN_LOCK, environment.DEV_LOCK, environment.PACKAGE_LOCK))
    system.ensure_qt_libraries()
    system.ensure_test_programs()
    return checks.run_all(python, arguments)


def bench(arguments: list[str]) -> int:
    """Measure speed and memory."""
    python = environment.ensure((environment.RUN_LOCK,))
    system.ensure_qt_libraries()
    return _call([str(python), "-m", "tests.bench", *arguments])


def package(arguments: list[str]) -> int:
    """Make the installers of this system, or what else the words say."""
    python = environment.ensure((environment.RUN_LOCK, environment.PACKAGE_LOCK))
    system.ensure_qt_libraries()
    system.ensure_package_programs(arguments)
    return _call([str(python), "-m", "build.package", *arguments])


def _first_walk() -> list[str]:
    has_display = os.name == "nt" or sys.platform == "darwin" or _display_answers()
    return ["--practice"] if has_display else ["check", "--practice", "linux-alg"]


def _display_answers() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _call(command: list[str]) -> int:
    process = subprocess.Popen(command, cwd=None, env={**os.environ, "PYTHONPATH": str(environment.ROOT)})
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the program got it too: it saves what it measured, and ends by itself
