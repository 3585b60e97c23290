"""A folder for what may live only as long as the engine: recordings of calls. Gone with it, however the engine ended.

The engine finds it as the system's folder for temporary files; who started the engine takes it away.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

_NAMED: Final = re.compile(r"callmend-(\d+)-\w+")
_VARIABLES: Final = ("TMPDIR", "TEMP", "TMP")


class Workplace:
    """Made at once; where no folder can be had, the engine uses the system's own and says what is wrong."""

    def __init__(self) -> None:
        clear_abandoned()
        try:
            self.folder: Path | None = Path(tempfile.mkdtemp(prefix=f"callmend-{os.getpid()}-"))
        except OSError:
            self.folder = None

    @property
    def environment(self) -> dict[str, str] | None:
        """The environment of a process that works there; ``None`` is this process's own."""
        if self.folder is None:
            return None
        return {**os.environ, **dict.fromkeys(_VARIABLES, str(self.folder))}

    def clear(self) -> None:
        """Take it away with all that is left in it."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def clear_abandoned() -> None:
    """Take away those of programs that were ended from outside together with their engine, or by a power cut."""
    for folder in Path(tempfile.gettempdir()).glob("callmend-*-*"):
        named = _NAMED.fullmatch(folder.name)
        if named and not _is_running(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process_id: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(process_id))
