"""Runs first in the packaged program: programs of the system that we start must find the system's libraries, not ours.

PyInstaller's loader points LD_LIBRARY_PATH at the program's own folder for itself, and keeps what was there before.
"""

import os

_BEFORE = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if _BEFORE:
    os.environ["LD_LIBRARY_PATH"] = _BEFORE
