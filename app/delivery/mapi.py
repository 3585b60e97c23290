"""Simple MAPI of Windows: ``MAPISendMailW`` with its dialog. Loads the mail program's code into this process."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

MAPI_LOGON_UI: Final = 0x1
MAPI_DIALOG: Final = 0x8
MAPI_FORCE_UNICODE: Final = 0x40000
MAPI_TO: Final = 1
SUCCESS: Final = 0
USER_ABORT: Final = 1
"""The person closed the window: it did come up."""


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
    to: str, subject: str, body: str, files: Sequence[Path], library: Any = None
) -> Literal["perhaps", "failed", "missing"]:
    """Let the mail program open its window, and wait until it is closed: whoever calls sets the time limit."""
    try:
        send = (library or _system_library()).MAPISendMailW
    except (OSError, AttributeError):
        return "missing"
    message = message_for(to, subject, body, files)
    result = send(None, None, ctypes.byref(message), MAPI_LOGON_UI | MAPI_DIALOG | MAPI_FORCE_UNICODE, 0)
    return "perhaps" if result in (SUCCESS, USER_ABORT) else "failed"


def _system_library() -> Any:
    """Whichever mail program registered itself stands behind this name. ``OSError`` where there is none."""
    loader = getattr(ctypes, "WinDLL", None)
    if loader is None:
        raise OSError("no Simple MAPI on this system")
    return loader("mapi32.dll")
