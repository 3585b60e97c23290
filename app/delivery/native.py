"""Opening a mail window of the system with the files inside: one way for each system, none of which tells success.

Run these in a process of their own (``callmend post``): they load the mail program's code and may hang.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from app.delivery.command import Run, run_quietly
from app.delivery.draft import plain_address

Opened = Literal["perhaps", "failed", "missing"]
"""``perhaps``: the system took it, and only the person can say whether a window came up."""
PATIENCE_S: Final = 20.0

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


def open_mail(
    address: str, subject: str, body: str, files: Sequence[Path], *, system: str = sys.platform, run: Run | None = None
) -> Opened:
    """Open a mail window by the way of *system*; the files must stay where they are until the mail is sent."""
    to = plain_address(address)
    if system == "win32":
        from app.delivery.mapi import send_with_dialog

        return send_with_dialog(to, subject, body, files)
    command = _macos(to, subject, body, files) if system == "darwin" else _linux(to, subject, body, files)
    if shutil.which(command[0]) is None:
        return "missing"
    return "perhaps" if (run or _run)(command) == 0 else "failed"


def _linux(to: str, subject: str, body: str, files: Sequence[Path]) -> list[str]:
    """xdg-email(1). Every value follows its own option, so that none can be taken for another."""
    attached = [part for file in files for part in ("--attach", str(file))]
    return ["xdg-email", "--utf8", "--subject", subject, "--body", body, *attached, *([to] if to else [])]


def _macos(to: str, subject: str, body: str, files: Sequence[Path]) -> list[str]:
    return ["osascript", "-l", "JavaScript", "-e", JXA, to, subject, body, *map(str, files)]


def _run(command: Sequence[str]) -> int:
    try:
        code = run_quietly(command, PATIENCE_S)
    except OSError:
        return 1
    return code or 0  # some mail programs keep the command waiting while their window is open
