"""The profile of a command line: the file, and the password that a careful owner leaves out of it."""

from __future__ import annotations

import getpass
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.engine.files import read_bounded
from app.engine.plan import SIGNED_IN, Plan
from app.model.errors import UserError
from app.model.profile_toml import profile_from_toml

_MAX_BYTES = 1024 * 1024

AskPassword = Callable[[str], str]


def read_profile(path: Path, plan: Plan, ask: AskPassword | None = None) -> dict[str, Any]:
    """The sections of the profile in *path*, checked, with a password where *plan* signs in; raises UserError."""
    text = _read(path)
    profile = profile_from_toml(text)
    sections = tomllib.loads(text)
    account = profile.account
    if account.username and not account.password and SIGNED_IN & set(plan):
        sections["account"]["password"] = _password(f"{account.username}@{account.domain}", ask or _ask_on_terminal())
    return sections


def _read(path: Path) -> str:
    try:
        return read_bounded(path, _MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("profile_not_toml", problem="it is not a text file") from None


def _ask_on_terminal() -> AskPassword | None:
    return getpass.getpass if sys.stdin is not None and sys.stdin.isatty() else None


def _password(account: str, ask: AskPassword | None) -> str:
    if ask is None:
        raise UserError("password_missing", account=account)
    try:
        password = ask(f"Password for {account}: ")
    except EOFError:
        password = ""
    if not password:
        raise UserError("password_missing", account=account)
    return password
