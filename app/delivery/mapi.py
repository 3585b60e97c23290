"""Simple MAPI of Windows: ``MAPISendMailW`` with its dialog. Loads the mail program's code into this process."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

MAPI_LOGON_UI: Final = 0x1
MAPI_DIALOG: Final = 0x8
MAPI_FORCE_UNICODE: Final = 0x40000
MAPI_TO: Final = 1
SUCCESS: Final = 0
USER_ABORT: Final = 1
"""The person closed the window: it did come up."""
NOT_IN_UNICODE: Final = 27
"""``MAPI_E_UNICODE_NOT_SUPPORTED``: the mail program knows only the letters of the system's own language."""
CLIENTS: Final = r"Software\Clients\Mail"
"""Whose default value names the mail program of the person, or of the computer (Mapi32.dll Stub Registry Settings)."""


class FileDesc(ctypes.Structure):
    """``MapiFileDescW``."""

    _fields_ = [
        ("ulReserved", ctypes.c_ulong),
        ("flFlags", ctypes.c_ulong),
        ("nPosition", ctypes.c_ulong),
        ("lpszPathName", ctypes.c_wchar_p),
        ("lpszFileName", ctypes.c_wchar_p),
        ("lpFileType", ctypes.c_void_p),
    ]


class RecipDesc(ctypes.Structure):
    """``MapiRecipDescW``."""

    _fields_ = [
        ("ulReserved", ctypes.c_ulong),
        ("ulRecipClass", ctypes.c_ulong),
        ("lpszName", ctypes.c_wchar_p),
        ("lpszAddress", ctypes.c_wchar_p),
        ("ulEIDSize", ctypes.c_ulong),
        ("lpEntryID", ctypes.c_void_p),
    ]


class Message(ctypes.Structure):
    """``MapiMessageW``."""

    _fields_ = [
        ("ulReserved", ctypes.c_ulong),
        ("lpszSubject", ctypes.c_wchar_p),
        ("lpszNoteText", ctypes.c_wchar_p),
        ("lpszMessageType", ctypes.c_wchar_p),
        ("lpszDateReceived", ctypes.c_wchar_p),
        ("lpszConversationID", ctypes.c_wchar_p),
        ("flFlags", ctypes.c_ulong),
        ("lpOriginator", ctypes.POINTER(RecipDesc)),
        ("nRecipCount", ctypes.c_ulong),
        ("lpRecips", ctypes.POINTER(RecipDesc)),
        ("nFileCount", ctypes.c_ulong),
        ("lpFiles", ctypes.POINTER(FileDesc)),
    ]


def message_for(to: str, subject: str, body: str, files: Sequence[Path]) -> Message:
    """The message and, kept alive by it, its recipient and files. Positions -1: attached, not within the text."""
    attached = (FileDesc * len(files))(*(FileDesc(0, 0, 0xFFFFFFFF, str(file), file.name, None) for file in files))
    recipients = (RecipDesc * 1)(RecipDesc(0, MAPI_TO, to, f"SMTP:{to}", 0, None)) if to else (RecipDesc * 0)()
    message = Message(0, subject, body, None, None, None, 0, None, len(recipients), recipients, len(attached), attached)
    message.kept = (recipients, attached)
    return message


def send_with_dialog(
    to: str,
    subject: str,
    body: str,
    files: Sequence[Path],
    library: Any = None,
    mail_program: Callable[[], str] | None = None,
) -> Literal["perhaps", "failed", "missing"]:
    """Let the mail program open its window, and wait until it is closed: whoever calls sets the time limit."""
    if not (mail_program or registered_mail_program)():
        return "missing"  # asked all the same, Windows shows a box of its own, which tells people to get Outlook
    try:
        send = (library or _system_library()).MAPISendMailW
    except (OSError, AttributeError):
        return "missing"
    message = message_for(to, subject, body, files)
    flags = MAPI_LOGON_UI | MAPI_DIALOG
    try:
        result = send(None, None, ctypes.byref(message), flags | MAPI_FORCE_UNICODE, 0)
        if result == NOT_IN_UNICODE:  # a mail with a few letters replaced is better than none
            result = send(None, None, ctypes.byref(message), flags, 0)
    except OSError:  # ctypes' word for a mail program that read or wrote where it must not
        return "failed"
    return "perhaps" if result in (SUCCESS, USER_ABORT) else "failed"


def _system_library() -> Any:
    """Whichever mail program registered itself stands behind this name. ``OSError`` where there is none."""
    loader = getattr(ctypes, "WinDLL", None)
    if loader is None:
        raise OSError("no Simple MAPI on this system")
    return loader("mapi32.dll")


def registered_mail_program() -> str:
    """The name of the mail program that Windows would ask; empty where there is none."""
    if sys.platform == "win32":
        import winreg

        for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            with contextlib.suppress(OSError), winreg.OpenKey(hive, CLIENTS) as key:
                name, _ = winreg.QueryValueEx(key, "")
                if name:
                    return str(name)
    return ""
