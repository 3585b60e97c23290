"""Which system packages the packaged folder needs: read from the libraries themselves, never from memory."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

from build.dev.say import SetupError

PACKAGES: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libcups.so.2": "libcups2 | libcups2t64",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libxcb.so.1": "libxcb1",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libuuid.so.1": "libuuid1",
}
"""Libraries that are left to the system, with Debian's package of each."""
OPTIONAL: Final = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}
"""Without these the window opens by X11."""
ALSO: Final = ("xkb-data", "fontconfig-config")
"""What those libraries read, and no library names: keyboard layouts and where the letters are."""
_C_LIBRARY: Final = re.compile(r"^(ld-linux.*|lib(c|m|dl|pthread|rt|resolv|mvec|util))\.so")
_GLIBC: Final = re.compile(rb"GLIBC_2\.(\d+)\b")


class UnknownLibraryError(SetupError):
    """A library is needed that no table knows: decide whether the program brings it or the system does."""


def packages_for(folder: Path) -> tuple[list[str], list[str]]:
    """The Debian packages that *folder* depends on, and those it recommends."""
    missing = missing_libraries(folder)
    unknown = missing - PACKAGES.keys() - OPTIONAL.keys()
    if unknown:
        raise UnknownLibraryError(", ".join(sorted(unknown)))
    depends = {PACKAGES[name] for name in missing & PACKAGES.keys()}
    libc = f"libc6 (>= 2.{newest_glibc(folder)})"
    return sorted({libc, *depends, *ALSO}), sorted(OPTIONAL[name] for name in missing & OPTIONAL.keys())


def missing_libraries(folder: Path) -> set[str]:
    """Libraries that something in *folder* needs and *folder* does not hold, besides the C library."""
    names = {path.name for path in folder.rglob("*") if ".so" in path.name}
    needed = {name for file in binaries(folder) for name in _needed_by(file)}
    return {name for name in needed - names if not _C_LIBRARY.match(name)}


def binaries(folder: Path) -> list[Path]:
    """Every ELF file, once."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if _beginning(path) == b"\x7fELF"]


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _needed_by(file: Path) -> list[str]:
    done = subprocess.run(["readelf", "-d", str(file)], capture_output=True, text=True, check=True)
    return re.findall(r"\(NEEDED\).*\[(.+)\]", done.stdout)


def newest_glibc(folder: Path) -> int:
    """The newest minor version of the C library that something in *folder* asks for."""
    return max(int(minor) for file in binaries(folder) for minor in _GLIBC.findall(file.read_bytes()))
