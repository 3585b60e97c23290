"""Opening a mail window of the system with the files inside: one way for each system, none of which tells success.

Run these in a process of their own (``callmend post``): they load the mail program's code and may hang.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from app.delivery.command import Run, run_quietly, set_going
from app.delivery.draft import plain_address
from app.delivery.mail_programs import Mail, command_for, standard_program

Opened = Literal["perhaps", "failed", "missing"]
"""``perhaps``: the system took it, and only the person can say whether a window came up."""
PATIENCE_S: Final = 20.0
STANDING_S: Final = 3.0
"""Of a mail program that runs this long without a complaint, a window may be expected."""

JXA: Final = """
function run(argv) {
  ObjC.import('AppKit');
  var service = $.NSSharingService.sharingServiceNamed($.NSSharingServiceNameComposeEmail);
  if (service.isNil()) { throw new Error('no mail program'); }
  service.setRecipients($(argv[0] ? [argv[0]] : []));
  service.setSubject($(argv[1]));
  var items = [$(argv[2])];
  for (var i = 3; i < argv.length; i++) { items.push($.NSURL.fileURLWithPath($(argv[i]))); }
  if (!service.canPerformWithItems($(items))) { throw new Error('cannot attach'); }
  service.performWithItems($(items));
  $.NSRunLoop.currentRunLoop.runUntilDate($.NSDate.dateWithTimeIntervalSinceNow(3));
}
"""
"""The sharing service of macOS by its own scripting: attachments without a consent prompt, and no extra library."""


def open_mail(mail: Mail, *, system: str = sys.platform, run: Run | None = None) -> Opened:
    """Open a mail window by the way of *system*; the files must stay where they are until the mail is sent."""
    mail = replace(mail, to=plain_address(mail.to))
    if system == "win32":
        from app.delivery.mapi import send_with_dialog

        return send_with_dialog(mail.to, mail.subject, mail.body, mail.files)
    command = _macos(mail) if system == "darwin" else _linux(mail)
    if not command or shutil.which(command[0]) is None:
        return "missing"
    return "perhaps" if (run or (_run if system == "darwin" else _start))(command) == 0 else "failed"


def _linux(mail: Mail) -> list[str]:
    """The standard mail program by its own options, an unknown one by xdg-email; none where mail is a web page."""
    program = standard_program()
    if program is None or program.is_browser:
        return []
    return command_for(program, mail) or _xdg_email(mail)


def _xdg_email(mail: Mail) -> list[str]:
    """xdg-email(1). Every value follows its own option, so that none can be taken for another."""
    attached = [part for file in mail.files for part in ("--attach", str(file))]
    to = [mail.to] if mail.to else []
    return ["xdg-email", "--utf8", "--subject", mail.subject, "--body", mail.body, *attached, *to]


def _macos(mail: Mail) -> list[str]:
    return ["osascript", "-l", "JavaScript", "-e", JXA, mail.to, mail.subject, mail.body, *map(str, mail.files)]


def _run(command: Sequence[str]) -> int:
    try:
        code = run_quietly(command, PATIENCE_S)
    except OSError:
        return 1
    return code or 0  # some mail programs keep the command waiting while their window is open


def _start(command: Sequence[str]) -> int:
    try:
        return set_going(command, STANDING_S) or 0
    except OSError:
        return 1
