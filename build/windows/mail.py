"""The packaged Windows program hands its report to mail programs by Simple MAPI: good ones and bad ones, and to none.

Wine's own mail program is a way to the host's ``xdg-email`` that takes no attachments (it says so itself). So a mail
program of our own is registered, as any is on Windows, that writes down what it gets.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import unquote

from app.testline.server import TestLine
from build.package import places
from build.windows.far_end import EMAIL, check, profile
from build.windows.notes import Notes
from build.windows.runtime import COMPILER
from build.windows.wine import Wine, seen_from_windows

_SOURCE: Final = places.ROOT / "build" / "windows" / "wine" / "mail_program.c"
_CLIENTS: Final = r"HKLM\Software\Clients\Mail"
_NATIVE: Final = "Native Mail Client"
_OURS: Final = "CallMend proof"
_BROWSER: Final = r"HKCU\Software\Wine\WineBrowser"
_WAIT_S: Final = 60.0
_LINE_END: Final = "\r\n"


class Recorder:
    """The mail program that writes down what it gets, into *folder*."""

    def __init__(self, wine: Wine, folder: Path) -> None:
        self._wine = wine
        self._file = folder / "received"

    @contextmanager
    def registered(self, deed: str = "", *, ansi: bool = False) -> Iterator[None]:
        """Make it the computer's mail program. *deed*: ``hangs`` or ``crashes``; *ansi*: an old one without Unicode."""
        self._file.unlink(missing_ok=True)
        library = self._wine.drive / "windows" / "system32" / f"proof_mail{'_ansi' if ansi else ''}.dll"
        command = [COMPILER, "-Os", "-s", "-shared", *(["-DONLY_ANSI"] if ansi else [])]
        subprocess.run([*command, "-o", str(library), str(_SOURCE)], check=True)
        self._wine.run("reg", "add", rf"{_CLIENTS}\{_OURS}", "/v", "DLLPath", "/d", library.name, "/f")
        ours = {"CALLMEND_PROOF_MAIL": seen_from_windows(self._file), "CALLMEND_PROOF_DEED": deed}
        self._wine.environment.update(ours)
        choose(self._wine, _OURS)
        try:
            yield
        finally:
            choose(self._wine, _NATIVE)
            for name in ours:
                del self._wine.environment[name]

    def received(self) -> dict[str, list[str]]:
        """What it was given: ``to``, ``subject``, ``text``, ``file``, ``flags``; empty when it was given nothing."""
        found: dict[str, list[str]] = {}
        for entry in self._file.read_bytes().split(b"\0")[:-1] if self._file.exists() else ():
            name, _, value = entry.decode("utf-8").partition("=")
            found.setdefault(name, []).append(value)
        return found


def choose(wine: Wine, client: str) -> None:
    """Make *client* the mail program of the computer; an empty name: it has none."""
    wine.run("reg", "add", _CLIENTS, "/ve", "/d", client, "/f")


def prove(wine: Wine, program: Path, notes: Notes) -> None:
    """Every kind of mail program in turn; *program* is the folder of the packaged program."""
    import asyncio

    folder = notes.folder / "mail"

    async def session() -> str:
        async with TestLine() as line:
            sections = profile(line.udp[0], "udp")
            return (await asyncio.to_thread(check, wine, program, folder, sections, "registration"))[1]

    notes.note(f"\n$ callmend check, to have a report\n{asyncio.run(session())}")
    steps = _Steps(wine, program, folder, notes)
    steps.arrives()
    steps.arrives(ansi=True)
    steps.crashes()
    steps.hangs()
    steps.none()
    steps.native()


class _Steps:
    def __init__(self, wine: Wine, program: Path, folder: Path, notes: Notes) -> None:
        self._wine, self._program, self._folder, self._notes = wine, program, folder, notes
        self._recorder = Recorder(wine, folder)

    def arrives(self, *, ansi: bool = False) -> None:
        kind = "an old mail program" if ansi else "a mail program"
        with self._recorder.registered(ansi=ansi):
            answer = self._post("mail")
        got = self._recorder.received()
        must = self._notes.must
        must(answer.get("opened") == "perhaps", f"{kind} opens: {answer.get('opened')}")
        must(got.get("to") == [f"SMTP:{EMAIL}"], f"{kind} is told whom it is for: {got.get('to')}")
        must(got.get("subject") == [answer.get("subject")], f"{kind} gets the subject: {got.get('subject')}")
        must(_plain(got.get("text")) == _plain([answer.get("body")]), f"{kind} gets the text, {_size(got)} letters")
        files = got.get("file", [])
        must(len(files) == 2 and files == answer.get("files"), f"{kind} gets both files: {files}")
        there = [path for path in map(self._here, files) if path.is_file() and path.stat().st_size > 1000]
        must(len(there) == 2, f"which are there: {[path.stat().st_size for path in there]} bytes")

    def crashes(self) -> None:
        with self._recorder.registered("crashes"):
            answer = self._post("mail")
        self._notes.must(self._recorder.received(), "a mail program that crashes was given the mail")
        self._notes.must(answer.get("opened") == "failed", f"and the next way follows: {answer}")

    def hangs(self) -> None:
        """What waits for it is a process of its own, which whoever waits can end; the window does, see the walk."""
        with self._recorder.registered("hangs"):
            helper = self._start("mail")
            until = monotonic() + _WAIT_S
            while not self._recorder.received() and monotonic() < until:
                sleep(0.1)
            waits = helper.poll() is None
            helper.kill()
            told, _ = helper.communicate(timeout=30)
        alone = self._recorder.received() and waits and not told
        self._notes.must(alone, "a mail program that hangs can be left alone")

    def none(self) -> None:
        choose(self._wine, "")
        answer = self._post("mail")
        self._notes.must(answer.get("opened") in ("failed", "missing"), f"without any: {answer.get('opened')}")
        draft = self._here(str(self._post("draft").get("draft", "")))
        lines = draft.read_text("utf-8").splitlines() if draft.is_file() else []
        self._notes.must("X-Unsent: 1" in lines and f"To: {EMAIL}" in lines, f"the next way, a draft: {draft.name}")
        choose(self._wine, _NATIVE)

    def native(self) -> None:
        """Wine's own: through its browser to ``xdg-email``, for which something that writes down stands."""
        tools, noted = self._folder / "bin", self._folder / "xdg-email.arguments"
        tools.mkdir()
        (tools / "xdg-email").write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" > '{noted}'\n")
        (tools / "xdg-email").chmod(0o755)
        self._wine.run("reg", "add", _BROWSER, "/v", "Mailers", "/d", "xdg-email", "/f")
        path = self._wine.environment["PATH"]
        self._wine.environment["PATH"] = f"{tools}:{path}"
        try:
            answer = self._post("mail")
            self._wine.settle()
        finally:
            self._wine.environment["PATH"] = path
        got = unquote(noted.read_text("utf-8"), "latin-1") if noted.exists() else ""
        wanted = (EMAIL, str(answer.get("subject")), str(answer.get("body")).replace("\r\n", "\n").split("\n")[0])
        there = answer.get("opened") == "perhaps" and all(part in got for part in wanted)
        self._notes.must(there, f"Wine's own gets address, subject and text (it takes no files): {got[:120]!r}")

    def _post(self, deed: str) -> dict[str, Any]:
        told = self._wine.run(str(self._program / "callmend-cli.exe"), "post", given=self._request(deed), timeout=120)
        self._notes.note(f"\n$ callmend post: {deed}\n{told}")
        answer = next((line for line in told.splitlines() if line.startswith("{")), "{}")
        found = json.loads(answer)
        return found if isinstance(found, dict) else {}

    def _start(self, deed: str) -> subprocess.Popen[bytes]:
        command = self._wine.command(str(self._program / "callmend-cli.exe"), "post")
        pipe = subprocess.PIPE
        helper = subprocess.Popen(
            command, env=self._wine.environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )  # fmt: skip
        assert helper.stdin is not None
        helper.stdin.write(self._request(deed).encode())
        helper.stdin.close()
        helper.stdin = None
        return helper

    def _request(self, deed: str) -> str:
        return json.dumps({"do": deed, "folder": seen_from_windows(self._folder / "session"), "choices": {}})

    def _here(self, windows: str) -> Path:
        """A file of drive Z as we see it."""
        return Path(windows.removeprefix("Z:").replace("\\", "/"))


def _plain(texts: list[Any] | None) -> str:
    return "".join(map(str, texts or ())).replace(_LINE_END, "\n").strip()


def _size(got: dict[str, list[str]]) -> int:
    return sum(map(len, got.get("text", ())))
