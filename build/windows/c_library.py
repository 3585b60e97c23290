"""A C library for a Wine prefix: Wine's own, with the complex functions that it only names (see ``wine/complex.c``)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

from build.package import places
from build.windows.runtime import COMPILER

_SOURCE: Final = places.ROOT / "build" / "windows" / "wine" / "complex.c"
_COMPLEX: Final = (
    *("ccos", "ccosh", "cexp", "csin", "csinh", "ctan", "ctanh", "cpow"),
    *("cabs", "carg", "creal", "cimag"),
)
_MARK: Final = b"Wine builtin DLL"
_BEHIND: Final = "ucrtwine"
"""The name under which Wine's own library lies behind ours."""


def put_in(system: Path) -> None:
    """Put ours before Wine's in the *system* folder of a prefix; the prefix must prefer it."""
    whole = (system / "ucrtbase.dll").read_bytes()
    if _MARK not in whole[:256]:
        return
    (system / f"{_BEHIND}.dll").write_bytes(whole.replace(_MARK, bytes(len(_MARK)), 1))
    names = exported(system / "ucrtbase.dll")
    definition = system / "ucrtbase.def"
    definition.write_text(forwards(names), encoding="ascii")
    (system / "ucrtbase.dll").unlink()
    command = [
        COMPILER,
        "-O1",
        "-s",
        "-shared",
        "-static-libgcc",
        "-o",
        str(system / "ucrtbase.dll"),
        str(_SOURCE),
        str(definition),
    ]
    subprocess.run(command, check=True)
    definition.unlink()


def exported(library: Path) -> list[str]:
    """The names that *library* exports."""
    listing = subprocess.run(
        [COMPILER.replace("gcc", "objdump"), "-p", str(library)], capture_output=True, text=True, check=True
    ).stdout.partition("[Ordinal/Name Pointer] Table")[2]
    return re.findall(r"^\s*\[\s*\d+\]\s+(?:\+base\[\s*\d+\]\s+[0-9a-f]+\s+)?(\w+)\s*$", listing, re.MULTILINE)


def forwards(names: list[str]) -> str:
    """The module definition: the complex functions are ours, everything else is Wine's."""
    ours = {f"{name}{ending}" for name in _COMPLEX for ending in ("", "f", "l")}
    lines = [f'  "{name}" = {_BEHIND}.{name}' for name in names if name not in ours]
    lines += [f'  "{name}{end}" = our_{name}{"f" if end == "f" else ""}' for name in _COMPLEX for end in ("", "f", "l")]
    return "LIBRARY ucrtbase.dll\nEXPORTS\n" + "\n".join(lines) + "\n"
