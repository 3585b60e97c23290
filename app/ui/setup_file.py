"""Sign-in details, typed or from the file that support sent, as the sections of a profile."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Final

from app.model.errors import UserError
from app.model.profile import Profile
from app.model.profile_toml import profile_from_data
from app.model.secret import Secret
from app.wizard.answers import Answers, SignIn

MOST_BYTES: Final = 262_144

Sections = dict[str, Any]

FIELD_OF_KEY: Final = {
    "account.domain": "server",
    "account.username": "user",
    "account.password": "password",
}
"""Where a complaint about a key of the profile is shown."""


def read_setup(path: Path) -> tuple[Profile, Sections]:
    """A profile file's content, checked; raises :class:`UserError`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserError("file_unreadable", path=str(path), problem=error.strerror or "") from None
    if len(data) > MOST_BYTES:
        raise UserError("file_too_large", path=str(path), limit=1)
    return sections_of(data)


def answers_from(path: Path, practice: str | None = None) -> Answers:
    """What is known before the first screen when the person opened a profile file; raises :class:`UserError`."""
    profile, sections = read_setup(path)
    complete = bool(profile.account.username and profile.account.password)
    return Answers(
        practice=practice,
        profile_file=path.name,
        profile=profile if complete else None,
        provider=profile.provider,
        sections=sealed(sections),
    )


def sections_of(data: bytes) -> tuple[Profile, Sections]:
    """The same from its bytes, wherever they came from; raises :class:`UserError`."""
    try:
        sections = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError("profile_not_toml", problem="it is not a text file") from None
    except tomllib.TOMLDecodeError as error:
        raise UserError("profile_not_toml", problem=str(error)[:200]) from None
    except RecursionError:
        raise UserError("profile_not_toml", problem="it is nested too deeply") from None
    return profile_from_data(sections), sections


def with_typed(sections: Sections, typed: SignIn) -> Sections:
    """*sections* with the three typed fields in place of those of the file; empty fields change nothing."""
    account = dict(sections.get("account", {}))
    password = typed.password.reveal() if typed.password else ""
    for key, value in (("domain", typed.server), ("username", typed.user), ("password", password)):
        if value:
            account[key] = value
    return {**sections, "account": account}


def sealed(sections: Sections) -> Secret:
    """*sections* as the answers keep them."""
    return Secret(json.dumps(sections, default=str))


def unsealed(secret: Secret | None) -> Sections:
    """What :func:`sealed` took."""
    found = json.loads(secret.reveal()) if secret else {}
    return found if isinstance(found, dict) else {}
