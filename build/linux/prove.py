"""Installs the Debian package in a clean root, starts it under a virtual display, walks through practice, removes it.

Nothing but the package's own dependencies is in the root, so a missing one shows. The archive is unpacked in a root
with the same libraries, as a person would in their own folder. Needs root and ``debootstrap``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from app.version import VERSION
from build.dev.say import SetupError
from build.linux import needs
from build.linux.screen import virtual_display
from build.linux.walk import Walk, photograph
from build.package import places

RELEASES: Final = ("bookworm", "trixie")
"""Debian 12, the oldest that Qt's libraries run on, and the release after it."""
_USER: Final = "owner"
_APT: Final = ("apt-get", "-y", "-q", "--no-install-recommends")
_QUIET: Final = {"DEBIAN_FRONTEND": "noninteractive"}
_DESKTOP: Final = ("shared-mime-info", "libfile-mimeinfo-perl", "desktop-file-utils", "xdg-utils", "fonts-dejavu-core")
"""What makes a desktop know files by their names; not a dependency, for the program works without."""
_LEFT_ALONE: Final = ("/proc", "/sys", "/dev", "/run", "/tmp", "/var/cache", "/var/lib/apt", "/var/log", "/home")
_FOR_ARCHIVE: Final = ("xz-utils", "fonts-dejavu-core")
_X: Final = "/tmp/.X11-unix"


class NotProvenError(SetupError):
    """The package does not do what it must; the words say what."""


class CleanRoot:
    """A fresh installation of one Debian release, as a folder."""

    def __init__(self, release: str, log: Path) -> None:
        self.release, self.log = release, log
        self.folder = (places.WORK / "roots").resolve() / release

    def make(self) -> None:
        """Copy a pristine installation, made once, so that each proof starts from nothing."""
        pristine = self.folder.with_name(f"{self.release}-pristine")
        if not (pristine / "usr/bin/apt-get").exists():
            shutil.rmtree(pristine, ignore_errors=True)
            self._run(["debootstrap", "--variant=minbase", self.release, str(pristine)])
        self.remove()
        self._run(["cp", "-a", str(pristine), str(self.folder)])

    def remove(self) -> None:
        """Take the root away; never through something that is still mounted in it."""
        if f" {self.folder}/" in Path("/proc/mounts").read_text(encoding="utf-8"):
            raise NotProvenError(f"something is still mounted in {self.folder}")
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """What a running system has: processes, and the virtual display's socket."""
        mounts = [("proc", "proc", "/proc"), ("--bind", _X, _X)]
        with ExitStack() as stack:
            for kind, source, target in mounts:
                place = self.folder / target.lstrip("/")
                place.mkdir(parents=True, exist_ok=True)
                option = ["-t", kind] if kind == "proc" else [kind]
                self._run(["mount", *option, source, str(place)])
                stack.callback(self._run, ["umount", "-l", str(place)])
            yield

    def inside(self, *command: str, user: str = "", **variables: str) -> str:
        """Run *command* in the root; returns what it said. Raises :class:`NotProvenError`."""
        return self._run(self.command(*command, user=user, **variables))

    def command(self, *command: str, user: str = "", **variables: str) -> list[str]:
        """The command line that runs *command* in the root, as *user* where one is given."""
        surroundings = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **variables}
        if user:
            surroundings["HOME"] = f"/home/{user}"
        words = ["env", "-i", *(f"{name}={value}" for name, value in surroundings.items()), *command]
        return ["chroot", *([f"--userspec={user}"] if user else []), str(self.folder), *words]

    def files(self) -> set[str]:
        """Every path of the root but what every installation of anything changes."""
        command = ["find", str(self.folder), "-xdev", "-printf", "/%P\\n"]
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        return {path for path in found if not path.startswith(_LEFT_ALONE)}

    def note(self, words: str) -> None:
        """Write *words* into the log."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"\n{words}\n")

    def _run(self, command: list[str]) -> str:
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"\n$ {' '.join(command)}\n")
            log.flush()
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            log.write(done.stdout)
        if done.returncode:
            raise NotProvenError(f"{' '.join(command)} ended with {done.returncode}: {done.stdout[-800:]}")
        return done.stdout


def prove(package: Path, release: str) -> Path:
    """Prove *package* on *release*; returns the log. Raises :class:`NotProvenError` or ``TimeoutError``."""
    with _clean_root(release, release) as (root, display, folder):
        before = _install(root, package)
        _check_itself(root, display, folder, "callmend")
        _file_types(root)
        _walk(root, display, folder, "callmend")
        _remove(root, before)
    return root.log


def prove_archive(archive: Path, program: Path, release: str = RELEASES[0]) -> Path:
    """Unpack *archive* on *release*, use it, delete it; *program* is the folder that it was made of."""
    with _clean_root(release, "archive") as (root, display, folder):
        top = _unpack(root, archive, program)
        before = root.files()
        _check_itself(root, display, folder, f"{top}/callmend")
        _walk(root, display, folder, f"{top}/callmend")
        root.inside("rm", "-r", top, user=_USER)
        _must_be_as(root, before)
    return root.log


@contextmanager
def _clean_root(release: str, name: str) -> Iterator[tuple[CleanRoot, str, Path]]:
    """A fresh root with a user and a display, and a folder for what is seen; the root is gone afterwards."""
    folder = places.DIST / "proof" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    root = CleanRoot(release, folder / "log.txt")
    root.make()
    with virtual_display() as display, root.mounted():
        shutil.copyfile("/etc/resolv.conf", root.folder / "etc/resolv.conf")
        root.inside("useradd", "--create-home", _USER)
        root.inside(*_APT, "update", **_QUIET)
        yield root, display, folder
    root.remove()


def _unpack(root: CleanRoot, archive: Path, program: Path) -> str:
    """The libraries of a desktop, and the archive in the user's folder; returns where the program lies."""
    depends, _ = needs.packages_for(program)
    root.inside(*_APT, "satisfy", ", ".join([*depends, *_FOR_ARCHIVE]), **_QUIET)
    home = f"/home/{_USER}"
    shutil.copyfile(archive, root.folder / home.lstrip("/") / archive.name)
    root.inside("tar", "-xf", f"{home}/{archive.name}", "-C", home, user=_USER)
    return f"{home}/callmend-{VERSION}"


def _install(root: CleanRoot, package: Path) -> set[str]:
    """Install, remove and install again; returns the files that were there in between."""
    shutil.copyfile(package, root.folder / "callmend.deb")
    root.inside(*_APT, "install", "/callmend.deb", **_QUIET)
    root.inside(*_APT, "install", *_DESKTOP, **_QUIET)
    root.inside("dpkg", "--purge", "callmend")
    before = root.files()
    root.inside("dpkg", "-i", "/callmend.deb")
    return before


def _check_itself(root: CleanRoot, display: str, folder: Path, program: str) -> None:
    """The self-test, as an ordinary user."""
    told = root.inside(program, "selftest", user=_USER, DISPLAY=display)
    (folder / "selftest.txt").write_text(told, encoding="utf-8")


def _walk(root: CleanRoot, display: str, folder: Path, program: str) -> None:
    """A walk through practice by keyboard."""
    command = root.command(program, "--practice", "linux-alg", user=_USER, DISPLAY=display)
    with subprocess.Popen(command) as running:
        try:
            seen = Walk(display, photograph(display), folder / "pictures").run()
        finally:
            running.terminate()
            running.wait(30)
    root.note(f"the walk saw {len(seen)} screens:\n" + "\n".join(seen))


def _file_types(root: CleanRoot) -> None:
    """The desktop knows our files by their names, and whom to open them with."""
    for ending, kind in (("callmend", "profile"), ("callmend-session", "session")):
        name = f"/home/{_USER}/example.{ending}"
        root.inside("touch", name, user=_USER)
        found = root.inside("xdg-mime", "query", "filetype", name, user=_USER).strip()
        opener = root.inside("xdg-mime", "query", "default", f"application/x-callmend-{kind}", user=_USER).strip()
        if (found, opener) != (f"application/x-callmend-{kind}", "callmend.desktop"):
            raise NotProvenError(f"{name} is {found!r}, opened by {opener!r}")


def _remove(root: CleanRoot, before: set[str]) -> None:
    """Remove the package, and compare."""
    root.inside("dpkg", "--purge", "callmend")
    _must_be_as(root, before)


def _must_be_as(root: CleanRoot, before: set[str]) -> None:
    """Nothing is left and nothing is gone, outside of the user's home."""
    left = sorted(root.files() - before)
    gone = sorted(before - root.files())
    root.note(f"left behind outside of the user's home: {left}\nmissing: {gone}")
    if left or gone:
        raise NotProvenError(f"removal left {left[:5]} and took {gone[:5]}")
