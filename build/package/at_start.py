"""Runs first in the packaged program, in each of its processes.

PyInstaller's loader points LD_LIBRARY_PATH at the program's own folder for itself, and keeps what was there before.
Programs of the system that we start must find the system's libraries instead, and our own processes must set their
path anew: without the second line they would take themselves for a part of this one.
"""

import os

_BEFORE = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if _BEFORE:
    os.environ["LD_LIBRARY_PATH"] = _BEFORE
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
