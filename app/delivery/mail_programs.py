"""The mail program of a Linux desktop, asked in its own way to open a window for writing.

xdg-email(1) puts everything into a ``mailto:`` address, and what becomes of files in there is up to the program:
Claws Mail opens its window without them and says nothing, a web browser cannot take any. So programs that are known
are called by their own options; ``python3 -m tests.figures.mail`` tries each of them for real.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from configparser import ConfigParser, Error
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

_ASKING_S: Final = 5.0
_ENTRY: Final = "Desktop Entry"


@dataclass(frozen=True, slots=True)
class Mail:
    """What the window shall hold. ``draft`` writes the same as an ``.eml`` file and tells where."""

    to: str
    subject: str
    body: str
    files: Sequence[Path]
    draft: Callable[[], Path]


@dataclass(frozen=True, slots=True)
class Program:
    """The desktop's standard mail program: its desktop file's id, the line that starts it, what it says it is."""

    id: str
    start: tuple[str, ...]
    categories: frozenset[str]

    @property
    def is_browser(self) -> bool:
        """Mail in a web browser: no program can put files into that."""
        return "WebBrowser" in self.categories and "Email" not in self.categories


def standard_program() -> Program | None:
    """What the desktop opens for ``mailto:``; ``None`` when nothing is chosen, or what was chosen is gone."""
    with suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(
            ["xdg-mime", "query", "default", "x-scheme-handler/mailto"],
            capture_output=True, text=True, errors="replace", timeout=_ASKING_S, check=False,
        )  # fmt: skip
        chosen = re.match(r"[\w.+-]{1,120}\.desktop(?=[;\s]|$)", asked.stdout.strip())
        if chosen:
            return next((_program(path) for path in _desktop_files(chosen[0])), None)
    return None


def command_for(program: Program, mail: Mail) -> list[str] | None:
    """The command that opens *program*'s window with everything inside; ``None`` when its way is not known."""
    if "flatpak" in (Path(word).name for word in program.start[:1]):
        return _in_a_sandbox(program, mail)
    for known, way in _WAYS.items():
        if re.search(known, program.id, re.IGNORECASE):
            return [*_bare(program.start), *way(mail)]
    return None


def mailto(mail: Mail, **more: Sequence[str]) -> str:
    """Recipient, subject and text as an address (RFC 6068): every line ends with CRLF, everything else is escaped."""
    fields: Mapping[str, Sequence[str]] = {"subject": [mail.subject], "body": [_crlf(mail.body)], **more}
    parts = [f"{name}={_escaped(value)}" for name, values in fields.items() for value in values]
    return f"mailto:{_escaped(mail.to)}?{'&'.join(parts)}"


def _thunderbird(mail: Mail) -> list[str]:
    """``-compose``: only a value without quotes is unescaped by it, and ``format=2`` keeps the lines of plain text."""
    values = {"to": mail.to, "subject": mail.subject, "format": "2", "body": mail.body}
    parts = [f"{name}={_escaped(value)}" for name, value in values.items() if value]
    files = ",".join(file.as_uri() for file in mail.files)
    return ["-compose", ",".join([*parts, f"attachment='{files}'"])]


def _evolution(mail: Mail) -> list[str]:
    return [mailto(mail, attach=[str(file) for file in mail.files])]


def _claws(mail: Mail) -> list[str]:
    return ["--compose", mailto(mail), "--attach", *map(str, mail.files)]


_WAYS: Final[dict[str, Callable[[Mail], list[str]]]] = {
    r"thunderbird|betterbird|icedove": _thunderbird,
    r"evolution": _evolution,
    r"claws-mail|sylpheed": _claws,
}


def _in_a_sandbox(program: Program, mail: Mail) -> list[str] | None:
    """A Flatpak sees no file but one it is handed by ``--file-forwarding``, and Thunderbird opens that as a draft."""
    if not re.search("thunderbird|betterbird", program.id, re.IGNORECASE) or "--file-forwarding" not in program.start:
        return None
    return [*_bare(program.start), "@@u", mail.draft().as_uri(), "@@"]


def _bare(start: Sequence[str]) -> list[str]:
    """The starting line without its place for addresses."""
    return [word for word in start if not re.fullmatch(r"%.|@@u?", word)]


def _program(path: Path) -> Program | None:
    entry = ConfigParser(interpolation=None, strict=False)
    try:
        entry.read(path, encoding="utf-8")
        start = tuple(shlex.split(entry.get(_ENTRY, "Exec")))
        categories = frozenset(entry.get(_ENTRY, "Categories", fallback="").split(";"))
    except (OSError, ValueError, Error):
        return None
    return Program(path.stem, start, categories) if start else None


def _desktop_files(name: str) -> Iterator[Path]:
    """Where *name* lies, the person's own first (desktop entry and base directory specifications)."""
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in (own, *shared.split(":")):
        path = Path(folder) / "applications" / name
        if path.is_file():
            yield path


def _crlf(text: str) -> str:
    return "\r\n".join(text.splitlines())


def _escaped(text: str) -> str:
    return quote(text, safe="")
