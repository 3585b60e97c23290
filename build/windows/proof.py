"""What is tried with the Windows installer in a fresh Wine prefix, and what must have happened after each step.

An installer that does nothing ends with 0 too: files and registry are looked at, never the exit code alone.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

from app.version import VERSION
from build.linux.walk import END, Walk, photograph
from build.package import places
from build.windows import calls, installer, mail, sound
from build.windows.notes import Notes
from build.windows.wine import Wine

OLDER: Final = "0.0.1"
_UNINSTALL: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\CallMend"
_CLASSES: Final = r"HKCU\Software\Classes"
_START_MENU: Final = "Microsoft/Windows/Start Menu/Programs"
_SELFTEST_LIMIT_S: Final = 900.0


class WineProof:
    """One pass through the installer's life."""

    def __init__(self, wine: Wine, display: str, notes: Notes) -> None:
        self._wine, self._display, self._folder = wine, display, notes.folder
        self._note, self._must = notes.note, notes.must
        self._notes = notes

    def run(self) -> None:
        """All steps in their order, whatever one of them shows; raises :class:`NotProvenError` at the end."""
        self._install_older()
        self._upgrade()
        self._selftest()
        for part in (calls, sound, mail):
            try:
                part.prove(self._wine, self._home, self._notes)
            except (TimeoutError, subprocess.TimeoutExpired) as error:
                self._must(False, f"{part.__name__} comes to its end: {error}")
        self._walk()
        self._uninstall()
        self._notes.conclude()

    @property
    def _home(self) -> Path:
        """Where the program is installed: below the user's own folder, which needs no administrator."""
        return next(self._wine.drive.glob("users/*/AppData/Local/Programs"), self._wine.drive / "nowhere") / "CallMend"

    def _shortcut(self) -> Path | None:
        return next(
            self._wine.drive.glob("users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/CallMend.lnk"), None
        )

    def _install_older(self) -> None:
        """A small stand-in for an older version, with a file that the new one must not keep."""
        older = self._folder / "older"
        (older / "_internal").mkdir(parents=True)
        (older / "_internal" / "stale.txt").write_text("of an older version\n")
        (older / "CallMend.exe").write_bytes((places.folder("windows") / "CallMend.exe").read_bytes())
        setup = installer.build(older, self._folder / "older-setup.exe", OLDER)
        self._setup(setup)
        self._must(self._value("DisplayVersion") == OLDER, "the older version is listed")
        self._must((self._home / "_internal" / "stale.txt").exists(), "the older version's file is there")

    def _upgrade(self) -> None:
        brand = self._folder / "setup" / "brand"
        brand.mkdir(parents=True)
        (brand / "brand.toml").write_text('name = "Bright Telecom"\n')
        setup = brand.parent / "setup.exe"
        setup.write_bytes(places.artefact("-windows-setup.exe").read_bytes())
        self._setup(setup)
        self._must(self._value("DisplayVersion") == VERSION, "the new version is listed")
        self._must(not (self._home / "_internal" / "stale.txt").exists(), "the older version's file is gone")
        self._must((self._home / "callmend-cli.exe").exists(), "the program is there")
        self._must((self._home / "brand" / "brand.toml").exists(), "the brand beside the installer was taken")
        self._must(self._shortcut() is not None, "the start menu has it")
        opener = self._query(rf"{_CLASSES}\CallMend.Profile\shell\open\command", "")
        self._must("CallMend.exe" in opener, f"a profile opens the program: {opener}")

    def _setup(self, setup: Path) -> None:
        self._note(self._wine.run(str(setup), "/S"))
        self._wine.settle()

    def _selftest(self) -> None:
        told = self._wine.run(str(self._home / "callmend-cli.exe"), "selftest", timeout=_SELFTEST_LIMIT_S)
        (self._folder / "selftest.txt").write_text(told, encoding="utf-8")
        self._note(told)
        self._must(
            "FAILED" not in told and re.search(r"^All \d+ checks passed", told, re.MULTILINE), "the self-test passes"
        )

    def _walk(self) -> None:
        """Through practice to the end, and the mail program that opens on the way hangs."""
        recorder = mail.Recorder(self._wine, self._folder)
        with recorder.registered("hangs"):
            program = self._wine.start(str(self._home / "CallMend.exe"), "--practice", "linux-alg")
            walk = Walk(self._display, photograph(self._display), self._folder / "pictures", END)
            try:
                walk.run()
            except TimeoutError as error:
                self._must(False, f"the walk comes to its end: {error}")
            finally:
                program.terminate()
                program.wait(30)
        got = recorder.received()
        self._must(len(got.get("file", ())) == 2, f"the mail of the window has its two files: {got}")
        asked = any("Did an e-mail window open" in title for title in walk.seen)
        self._must(asked, "a mail program that hangs holds nobody up")
        self._note(f"the walk saw {len(walk.seen)} screens:\n" + "\n".join(walk.seen))

    def _uninstall(self) -> None:
        self._wine.end()  # whatever is left of the program: its folder must be free
        self._note(self._wine.run(str(self._home / "uninstall.exe"), "/S"))
        self._wine.settle()
        left = [str(path.relative_to(self._home)) for path in self._home.rglob("*")] if self._home.exists() else []
        self._must(not self._home.exists(), f"the folder is gone; left: {left[:5]}")
        self._must(self._shortcut() is None, "the start menu's entry is gone")
        self._must(not self._value("DisplayVersion"), "it is no longer listed")
        self._must(not self._query(rf"{_CLASSES}\.callmend", ""), "the file type is gone")

    def _value(self, name: str) -> str:
        return self._query(_UNINSTALL, name)

    def _query(self, key: str, name: str) -> str:
        told = self._wine.run("reg", "query", key, *(("/v", name) if name else ("/ve",)))
        found = re.search(r"REG_(?:SZ|DWORD)\s+(.*)", told)
        return found[1].strip() if found else ""
