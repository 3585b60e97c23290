"""The report in a mail program: opened by the product's own deed, sent by its keys, and read where it arrives."""

from __future__ import annotations

import email
import email.policy
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from app.engine.reading import read_session
from app.model.codec import session_to_json
from tests.mailers.desk import Desk, desk, until
from tests.mailers.post_office import PostOffice, post_office
from tests.mailers.programs import MailProgram, make_default

ROOT = Path(__file__).parents[2]
NOTES = "It began on Monday, \"100 %\" & äöü — 'so', a=b."
PATIENCE_S = 90.0
"""A first start may take so long beside other work; who is quick is not kept waiting."""
PROVIDER = {"provider": "Bright Telecom", "email": "help@provider.example", "ticket": "48213"}


@dataclass(slots=True)
class Posted:
    """What the deed said, which windows were up, the mail that arrived, and what it should have been."""

    told: dict[str, Any]
    windows: tuple[str, ...]
    seconds: float
    mail: EmailMessage | None = None
    wanted: dict[str, bytes] = field(default_factory=dict)

    def lacks(self) -> list[str]:
        """What is wrong with the mail, each in a word."""
        if self.mail is None:
            return ["no mail arrived"]
        got = {str(part.get_filename()): part.get_payload(decode=True) for part in self.mail.iter_attachments()}
        body = self.mail.get_body(("plain",))
        lines = [line.rstrip() for line in body.get_content().splitlines()] if body else []
        wanted = [line.rstrip() for line in str(self.told["body"]).splitlines()]
        right = {
            "recipient": str(self.mail["To"]) == self.told["address"],
            "subject": str(self.mail["Subject"]) == self.told["subject"],
            "text": [line for line in lines if line] == [line for line in wanted if line],
            "files": got == self.wanted,
        }
        return [name for name, well in right.items() if not well]


def session_folder(home: Path, recorded: Path) -> Path:
    """A session where the window keeps it, addressed to a provider; its name has what paths may have."""
    folder = home / "Documents" / "CallMend" / "2026-11-20 10.42, Büro"
    folder.mkdir(parents=True)
    session = read_session(recorded)
    session = replace(session, profile={**session.profile, **PROVIDER})
    (folder / "session.json").write_text(json.dumps(session_to_json(session)))
    return folder


def post(
    program: MailProgram, home: Path, recorded: Path, *, way: str = "mail", pictures: Path | None = None
) -> Posted:
    """Send a report through *program*. *way* is the deed: ``mail`` opens its window, ``draft`` its file."""
    folder = session_folder(home, recorded)
    with post_office() as office, desk(home) as made:
        program.set_up(home, office.port)
        make_default(home, program.desktop)
        begun = time.monotonic()
        told = _deed(made, {"do": way, "folder": str(folder), "choices": {"notes": NOTES}})
        if way == "draft":
            made.run([program.name, str(told["draft"])])
        nothing = way == "draft" and program.draft == "nothing"
        window = made.window(str(told["subject"]), 20 if nothing else PATIENCE_S)
        posted = Posted(told, tuple(made.windows().values()), time.monotonic() - begun)
        posted.wanted = {Path(name).name: Path(name).read_bytes() for name in told["files"]}
        _look(made, window, pictures, f"{program.name}-{way}")
        if window and (way == "mail" or program.draft == "draft"):
            posted.mail = _send(made, office, window, program)
        return posted


def _deed(made: Desk, request: dict[str, Any]) -> dict[str, Any]:
    """As the window's button asks for it (``app/ui/delivery.py``)."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "post"], cwd=ROOT, input=json.dumps(request).encode(), capture_output=True,
        env=made.environment, timeout=60, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _send(made: Desk, office: PostOffice, window: str, program: MailProgram) -> EmailMessage | None:
    """Press the keys until the mail is on its way: a window that is still being filled may not hear the first."""

    def pressed() -> bytes | None:
        made.press(window, program.send)
        if until(lambda: office.mails or None, 1.5) is None and program.yes:
            made.press("", program.yes)
        return until(lambda: office.mails[0] if office.mails else None, 4.0)

    raw = until(pressed, PATIENCE_S)
    return None if raw is None else email.message_from_bytes(raw, policy=email.policy.default)


def _look(made: Desk, window: str | None, pictures: Path | None, name: str) -> None:
    if pictures is not None:
        if window:
            made.ask("xdotool", "windowmove", window, "0", "0", "windowsize", window, "1000", "780")
        time.sleep(2.0)  # for the eye only: texts and icons are painted after the window
        made.photograph(pictures / f"{name}.png")
