"""No process of ours leaves its memory on a disk when it dies: it may hold a password."""

from __future__ import annotations

import sys
from contextlib import suppress

_NO_FILE_NO_PIPE = 1
"""Bytes: too few for a core file, and the limit at which Linux hands nothing to a collector either (``core(5)``)."""
_NO_WINDOWS_DUMP = 0x0001 | 0x0002
"""``SEM_FAILCRITICALERRORS`` and ``SEM_NOGPFAULTERRORBOX``: errors end the process, nobody is asked to send it."""


def leave_no_dump() -> None:
    """For this process and the ones it starts."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_NO_WINDOWS_DUMP)
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (_NO_FILE_NO_PIPE, _NO_FILE_NO_PIPE))
