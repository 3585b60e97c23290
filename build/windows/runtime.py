"""A Windows Python put together on Linux, from package registries only, to build and start the program under Wine.

The interpreter's libraries come out of a game engine's wheel, which carries them for its own packaging; the standard
library is the host's, of the same micro version; ``python.exe`` is thirty lines of C. A release is built on Windows
with the official Python (see the workflow): this is how we see beforehand that it will work.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from build.dev.say import SetupError
from build.package import places

CARRIERS: Final = {
    "3.11.7": "1.10.14",
    "3.11.9": "1.10.16",
    "3.12.1": "1.10.14",
    "3.12.7": "1.10.15",
    "3.12.10": "1.10.16",
}
"""Which version of the carrying wheel (panda3d) has which interpreter."""
COMPILER: Final = "x86_64-w64-mingw32-gcc"
_MINOR: Final = f"{sys.version_info[0]}.{sys.version_info[1]}"
_DLL: Final = f"python{sys.version_info[0]}{sys.version_info[1]}.dll"
_SOURCES: Final = places.ROOT / "build" / "windows" / "wine"
_LEFT_OUT: Final = re.compile(
    r"^(vcruntime140|msvcp140|_tkinter|tcl|tk86|_test|_ctypes_test|_wmi|api-ms-win)", re.IGNORECASE
)
"""Old copies of Microsoft's runtime (Qt brings newer ones), windows of another kind, and what Wine's Windows has."""
_MICROSOFT: Final = re.compile(r"^shiboken6/(vcruntime140|msvcp140|concrt140).*\.dll$", re.IGNORECASE)
_NOT_LIBRARY: Final = shutil.ignore_patterns(
    "__pycache__", "*.so", "lib-dynload", "config-*", "site-packages", "test", "tests", "idlelib", "turtledemo",
    "_sysconfigdata*", "ensurepip", "tkinter", "lib2to3", "sitecustomize.py"
)  # fmt: skip
_FOR_WINDOWS: Final = (
    "--platform",
    "win_amd64",
    "--implementation",
    "cp",
    "--python-version",
    _MINOR,
    "--only-binary",
    ":all:",
)


class NoRuntimeError(SetupError):
    """The runtime cannot be made here; the words say why."""


def make(folder: Path, locks: Iterable[Path]) -> Path:
    """Put the runtime together in *folder* with the wheels of *locks*; returns its ``python.exe``."""
    stamp = folder / "made"
    text = "".join(lock.read_text(encoding="utf-8") for lock in locks)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == text:
        return folder / "python.exe"
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    _interpreter(folder, wheels)
    shutil.copytree(sysconfig.get_path("stdlib"), folder / "Lib", ignore=_NOT_LIBRARY, symlinks=False)
    _install(folder, wheels, for_windows(text))
    _microsoft(folder, wheels)
    _forwarder(folder)
    _launcher(folder)
    shutil.rmtree(wheels)
    stamp.write_text(text, encoding="utf-8")
    return folder / "python.exe"


def for_windows(lock: str) -> str:
    """The entries of a lock file that apply to Windows, without their markers: pip would ask them of this computer."""
    from packaging.requirements import Requirement

    surroundings = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
    kept: dict[str, str] = {}
    for block in re.findall(r"^[A-Za-z0-9].*(?:\n    .*)*", lock, re.MULTILINE):
        first, _, hashes = block.partition("\n")
        wanted = Requirement(first.rstrip(" \\"))
        if wanted.marker is None or wanted.marker.evaluate(dict(surroundings)):
            kept.setdefault(wanted.name.lower(), f"{wanted.name}{wanted.specifier} \\\n{hashes}")
    return "\n".join(kept.values()) + "\n"


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
    subprocess.run(command, check=True)


def _interpreter(folder: Path, wheels: Path) -> None:
    micro = sys.version.split()[0]
    if micro not in CARRIERS:
        raise NoRuntimeError(f"no wheel carries Python {micro} for Windows; use one of {', '.join(CARRIERS)}")
    _pip("download", "--no-deps", *_FOR_WINDOWS, "-d", str(wheels), f"panda3d=={CARRIERS[micro]}")
    (folder / "DLLs").mkdir(parents=True)
    with zipfile.ZipFile(next(wheels.glob("panda3d-*.whl"))) as carrier:
        for name in carrier.namelist():
            file = name.rpartition("/")[2]
            if name.startswith("deploy_libs/") and file.endswith((".dll", ".pyd")) and not _LEFT_OUT.match(file):
                place = folder if file == _DLL else folder / "DLLs"
                (place / file).write_bytes(carrier.read(name))


def _install(folder: Path, wheels: Path, lock: str) -> None:
    file = wheels / "windows.lock"
    file.write_text(lock, encoding="utf-8")
    target = folder / "Lib" / "site-packages"
    _pip("download", "--no-deps", "--require-hashes", *_FOR_WINDOWS, "-d", str(wheels), "-r", str(file))
    _pip("install", "--no-deps", "--require-hashes", *_FOR_WINDOWS, "--target", str(target), "--no-index",
         "--find-links", str(wheels), "-r", str(file))  # fmt: skip


def _microsoft(folder: Path, wheels: Path) -> None:
    """The newest copies of Microsoft's runtime in the process are Qt's: one for all."""
    with zipfile.ZipFile(next(wheels.glob("shiboken6-*.whl"))) as wheel:
        for name in filter(_MICROSOFT.match, wheel.namelist()):
            (folder / name.rpartition("/")[2]).write_bytes(wheel.read(name))


def _forwarder(folder: Path) -> None:
    """``python3.dll``: every name of the interpreter, forwarded. Wheels for any Python 3 link it."""
    listed = subprocess.run(
        [COMPILER.replace("gcc", "objdump"), "-p", str(folder / _DLL)], capture_output=True, text=True, check=True
    ).stdout.partition("[Ordinal/Name Pointer] Table")[2]
    names = re.findall(r"^\s*\[\s*\d+\]\s+(?:\+base\[\s*\d+\]\s+[0-9a-f]+\s+)?(\w+)\s*$", listed, re.MULTILINE)
    if len(names) < 1000:
        raise NoRuntimeError(f"only {len(names)} names in {_DLL}")
    exports = folder / "python3.def"
    module = _DLL.removesuffix(".dll")
    exports.write_text("LIBRARY python3.dll\nEXPORTS\n" + "".join(f"  {name} = {module}.{name}\n" for name in names))
    entry = folder / "entry.c"
    entry.write_text(
        "int __stdcall entry(void *a, unsigned long b, void *c) { (void)a; (void)b; (void)c; return 1; }\n"
    )
    command = [
        COMPILER,
        "-Os",
        "-s",
        "-shared",
        "-nostdlib",
        "-o",
        str(folder / "python3.dll"),
        str(entry),
        str(exports),
    ]
    subprocess.run([*command, "-Wl,-e,entry"], check=True)


def _launcher(folder: Path) -> None:
    """``python.exe``, with a manifest that says it knows Windows 10: else it is told of Windows 8."""
    script, compiled = folder / "manifest.rc", folder / "manifest.o"
    script.write_text(f'1 24 "{_SOURCES / "python.manifest"}"\n')
    subprocess.run([COMPILER.replace("gcc", "windres"), "-i", str(script), "-o", str(compiled)], check=True)
    command = [COMPILER, "-Os", "-s", "-municode", "-static-libgcc", f'-DPYTHON_DLL=L"{_DLL}"']
    subprocess.run([*command, "-o", str(folder / "python.exe"), str(_SOURCES / "python.c"), str(compiled)], check=True)
