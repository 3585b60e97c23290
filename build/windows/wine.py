"""A Wine prefix in which Qt starts, and programs run in it. Used to build and to prove, never by the program itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from build.package import places
from build.windows import c_library
from build.windows.runtime import COMPILER

_SOURCES: Final = places.ROOT / "build" / "windows" / "wine"
_CLASSES: Final = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId"
_FONTS: Final = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\FontSubstitutes"
_SETTINGS: Final = (
    (rf"{_CLASSES}\Windows.UI.ViewManagement.UISettings", "DllPath", "REG_SZ", r"C:\windows\system32\ui_settings.dll"),
    (r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug", "Auto", "REG_SZ", "0"),
    (r"HKCU\Software\Wine\WineDbg", "ShowCrashDialog", "REG_DWORD", "0"),
    *((_FONTS, name, "REG_SZ", "Liberation Sans") for name in ("Segoe UI", "MS Shell Dlg", "MS Shell Dlg 2")),
)
"""Where the stand-in for the missing class is, no dialog for a crash, and letters for the names that Windows uses."""


_STAND_INS: Final = {"ui_settings.c": "ui_settings.dll", "icuuc.c": "icuuc.dll", "random.c": "bcryptprimitives.dll"}
"""What Windows 10 has and Wine 8 has not."""
_OVERRIDES: Final = "mscoree=;mshtml=;winemenubuilder.exe=;ucrtbase=n,b"
"""No browser, no .NET, no entries in the host's menus; of the C library ours before Wine's."""


_LAST_WORDS_S: Final = 5.0
"""How long what a program said may take to arrive after its end."""
_SETTLE_S: Final = 120.0


class Wine:
    """One prefix: a Windows of its own in a folder."""

    def __init__(self, prefix: Path, display: str) -> None:
        self.prefix = prefix
        quiet = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": _OVERRIDES}
        self.environment = {**os.environ, "WINEPREFIX": str(prefix), "DISPLAY": display, **quiet}

    @property
    def drive(self) -> Path:
        """Drive C."""
        return self.prefix / "drive_c"

    def make(self) -> None:
        """Make the prefix unless it is there, made just so: with one of before, other modules go into the program."""
        stamp = self.prefix / "made"
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == recipe():
            return
        self.end()
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.prefix.mkdir(parents=True, exist_ok=True)
        self.run("wineboot", "-i")
        self.run("winecfg", "-v", "win10")
        self.settle()
        c_library.put_in(self.drive / "windows" / "system32")
        for name, target in _STAND_INS.items():
            library = self.drive / "windows" / "system32" / target
            command = [COMPILER, "-Os", "-s", "-shared", "-w", "-o", str(library), str(_SOURCES / name), "-ladvapi32"]
            subprocess.run(command, check=True)
        for key, name, kind, value in _SETTINGS:
            self.run("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")
        self.settle()
        stamp.write_text(recipe(), encoding="utf-8")

    def run(
        self, *command: str, timeout: float = 600, check: bool = False, cwd: Path | None = None, given: str = ""
    ) -> str:
        """Run a Windows program to its end with *given* on standard input; returns what it said.

        Its standard streams are pipes: Python under Wine does not start with a plain file there. With *check* an exit
        code other than 0 raises ``CalledProcessError``. What is left running of Wine itself may hold the pipe for ever.
        """
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            ["wine", *command], env=self.environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, cwd=cwd
        )  # fmt: skip
        told: list[bytes] = []
        reader = threading.Thread(target=_talk, args=(process, given.encode(), told), daemon=True)
        reader.start()
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            reader.join(_LAST_WORDS_S)
            raise
        reader.join(_LAST_WORDS_S)
        said = b"".join(told)
        if check and code:
            raise subprocess.CalledProcessError(code, process.args, said)
        return said.decode("utf-8", "replace").replace("\r\n", "\n")

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a Windows program and return at once."""
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        return subprocess.Popen(["wine", *command], env=self.environment, stdin=nothing, stdout=pipe, stderr=nothing)

    def command(self, *command: str, **variables: str) -> list[str]:
        """The command line that starts a Windows program here, for whoever starts it in a way of its own."""
        ours = {name: self.environment[name] for name in ("WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES", "DISPLAY")}
        return ["env", *(f"{name}={value}" for name, value in {**ours, **variables}.items()), "wine", *command]

    def settle(self) -> None:
        """Wait until everything in the prefix has ended and is written; end what does not end by itself."""
        try:
            subprocess.run(["wineserver", "-w"], env=self.environment, timeout=_SETTLE_S, check=False)
        except subprocess.TimeoutExpired:
            self.end()

    def end(self) -> None:
        """End everything in this prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment, timeout=60, check=False)


def recipe() -> str:
    """What a prefix is made of, as a checksum."""
    parts = [repr((_SETTINGS, _STAND_INS, _OVERRIDES)).encode(), Path(c_library.__file__).read_bytes()]
    parts += [source.read_bytes() for source in sorted(_SOURCES.iterdir()) if source.is_file()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _talk(process: subprocess.Popen[bytes], given: bytes, told: list[bytes]) -> None:
    """Give *given* to *process*, and take in what it says as it comes."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError), process.stdin:  # it may have ended without listening
        process.stdin.write(given)
    with process.stdout:
        while said := os.read(process.stdout.fileno(), 65_536):
            told.append(said)


def seen_from_windows(path: Path) -> str:
    """What a Windows program calls a *path* of ours: drive Z is the whole of this computer."""
    return "Z:" + str(path.resolve()).replace("/", "\\")
