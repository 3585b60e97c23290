"""System packages: what Qt and the tests need from Debian and its relatives, and nothing elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.dev.say import SetupError, say

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libuuid.so.1": "libuuid1",
}
"""Shared libraries that the Qt and softphone wheels do not bring along, with the Debian package of each."""

PACKAGE_PROGRAMS = {"objdump": "binutils", "gcc": "gcc", "chrpath": "chrpath", "dpkg-deb": "dpkg", "git": "git"}
"""What a Linux build of the installers calls."""

TEST_PROGRAMS = {
    "ip": "iproute2",
    "nft": "nftables",
    "conntrack": "conntrack",
    "kamailio": "kamailio kamailio-tls-modules",
    "sipp": "sip-tester",
    "rtpengine": "rtpengine-daemon",
    "turnserver": "coturn",
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "miniupnpd": "miniupnpd",
    "Xvfb": "xvfb",
    "xdpyinfo": "x11-utils",
    "tshark": "tshark",
    "chromium": "chromium",
    **{name: PACKAGE_PROGRAMS[name] for name in ("objdump", "gcc", "chrpath")},
    "xvfb-run": "xvfb",
    "xauth": "xauth",
    "openbox": "openbox",
    "claws-mail": "claws-mail",
    "xdotool": "xdotool",
    "xdg-mime": "xdg-utils",
    "dbus-run-session": "dbus-daemon",
}
"""Real peers that the tests talk to; without one its tests skip and say so."""

WINE_PROGRAMS = {
    "wine": "wine64 wine",
    "makensis": "nsis",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32 binutils-mingw-w64-x86-64",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "fc-list": "fontconfig fonts-liberation fonts-wine",
}
"""What building and proving the Windows installer on Linux needs."""

PROOF_PROGRAMS = {"debootstrap": "debootstrap", "Xvfb": "xvfb", "xdotool": "xdotool"}
"""What the proof in clean roots needs."""

POLICY = Path("/usr/sbin/policy-rc.d")
"""Says whether a package's service may start (invoke-rc.d(8)); 101 is no."""

TEST_FONTS = "fonts-dejavu-core"

SCREEN_READER = ("at-spi2-core", "gir1.2-atspi-2.0", "python3-gi")
"""The accessibility bus and its bindings for the system's Python."""


def ensure_venv_module(interpreter: str) -> None:
    """Debian splits ``venv`` from Python: install that part where it is missing."""
    probe = subprocess.run([interpreter, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    if probe.returncode:
        version = subprocess.run(
            [interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=True,
        )
        install([f"python{version.stdout.strip()}-venv"], needed=True)


def ensure_qt_libraries() -> None:
    """Install the libraries that Qt looks for and does not find."""
    if not sys.platform.startswith("linux"):
        return
    known = _known_libraries()
    install(sorted({package for name, package in QT_LIBRARIES.items() if name not in known}), needed=False)


def ensure_test_programs() -> None:
    """Install the programs that the tests call."""
    if not sys.platform.startswith("linux"):
        return
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    entries = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program, path=path)]
    missing = {package for entry in entries for package in entry.split()}
    if not Path("/usr/share/fonts/truetype/dejavu").exists():
        missing.add(TEST_FONTS)
    if not list(Path("/usr/lib").glob("*/girepository-1.0/Atspi-2.0.typelib")):
        missing.update(SCREEN_READER)
    install(sorted(missing), needed=False)


def ensure_package_programs(arguments: list[str]) -> None:
    """Install the programs that ``package`` calls for what the *arguments* ask."""
    if not sys.platform.startswith("linux"):
        return
    words = {word.removeprefix("--") for word in arguments}
    programs = dict(PACKAGE_PROGRAMS)
    if words & {"windows", "wine"} or words == {"prove"}:
        programs |= WINE_PROGRAMS
    if "prove" in words:
        programs |= PROOF_PROGRAMS
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = {entry for name, entry in programs.items() if not shutil.which(name, path=path)}
    install(sorted({package for entry in missing for package in entry.split()}), needed=True)


def install(packages: list[str], *, needed: bool) -> None:
    """Install *packages* if this may be done here; else print the exact line, and stop when they are *needed*."""
    if not packages:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    rights = _rights()
    if shutil.which("apt-get") is None or rights is None:
        message = f"Some system packages are missing. To install them, run: sudo {line}"
        if needed:
            raise SetupError(message)
        say(message)
        return
    say(f"Installing system packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = [*rights, "apt-get", "update", "-q"]
    with services_stay_off(rights):
        subprocess.run(update, stdout=subprocess.DEVNULL, env=environment, check=False)
        done = subprocess.run([*rights, *line.split()], stdout=subprocess.DEVNULL, env=environment, check=False)
    if done.returncode and needed:
        raise SetupError(f"The system packages could not be installed. Run this and look at its message: {line}")


def _rights() -> list[str] | None:
    """What to put before a command that only root may run; ``None`` where that is not for us to decide.

    On a machine that was made for one build (``CI``, as its owner sets it) nobody is there to be asked.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    return ["sudo"] if os.environ.get("CI") and shutil.which("sudo") else None


@contextmanager
def services_stay_off(rights: list[str]) -> Iterator[None]:
    """Servers that tests start themselves must not run beside them: Debian asks this file before it starts any.

    A service that the computer's owner starts later, or after a restart of the computer, is theirs to decide.
    """
    if POLICY.exists():
        yield
        return
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as no:
        no.write("#!/bin/sh\nexit 101\n")
        no.flush()
        subprocess.run([*rights, "install", "-m", "755", no.name, str(POLICY)], check=False)
    try:
        yield
    finally:
        subprocess.run([*rights, "rm", "-f", str(POLICY)], check=False)


def _known_libraries() -> str:
    ldconfig = shutil.which("ldconfig", path="/sbin:/usr/sbin:/usr/bin")
    if ldconfig is None:
        return ""
    return subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
