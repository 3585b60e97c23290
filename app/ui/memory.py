"""The note about an unfinished session, so that the next start can offer to go on. It never holds a password."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast

from app.model.journal import JOURNAL_NAME
from app.ui.places import state_folder
from app.wizard.answers import CONNECTIONS, SAME_ROUTER, SYMPTOMS, Answers, SignIn, Walk
from app.wizard.flow import FLOW

_NAME: Final = "unfinished.json"
MENDING: Final = frozenset({"32b", "52", "53", "53b", "54"})
"""Screens on which the router is being mended."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session that was left before its report was saved."""

    folder: str
    screen: str
    answers: Answers


def remember(unfinished: Unfinished) -> None:
    """Write the note; a disk that refuses costs only the offer to go on."""
    path = state_folder() / _NAME
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(_note(unfinished)), encoding="utf-8")
        temporary.chmod(0o600)
        temporary.replace(path)


def recall() -> Unfinished | None:
    """The unfinished session, if its journal is still there; anything unreadable counts as none."""
    try:
        data = json.loads((state_folder() / _NAME).read_text(encoding="utf-8"))
        unfinished = _read(data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return unfinished if (Path(unfinished.folder) / JOURNAL_NAME).is_file() else None


def forget() -> None:
    """Take the note away: the report is saved, or the person starts again."""
    with suppress(OSError):
        (state_folder() / _NAME).unlink(missing_ok=True)


def _note(unfinished: Unfinished) -> dict[str, Any]:
    answers = unfinished.answers
    typed = answers.sign_in or SignIn()
    return {
        "folder": unfinished.folder,
        "screen": unfinished.screen,
        "practice": answers.practice,
        "symptom": answers.symptom,
        "same_line": answers.same_line,
        "connection": answers.connection,
        "same_router": answers.same_router,
        "agreed_at": answers.agreed_at,
        "server": typed.server,
        "user": typed.user,
        "walk": asdict(answers.walk) if answers.walk else None,
    }


def _read(data: dict[str, Any]) -> Unfinished:
    screen = data["screen"] if data["screen"] in FLOW else "31"
    typed = SignIn(str(data["server"])[:255], str(data["user"])[:255])
    answers = Answers(
        agreed_at=str(data["agreed_at"]),
        same_line=data["same_line"] is True,
        symptom=cast(Any, data["symptom"]) if data["symptom"] in SYMPTOMS else None,
        connection=cast(Any, said) if (said := data.get("connection")) in CONNECTIONS else None,
        same_router=cast(Any, said) if (said := data.get("same_router")) in SAME_ROUTER else None,
        practice=str(data["practice"]) if data["practice"] else None,
        sign_in=typed if typed != SignIn() else None,
        resume_at=screen,
        fixing=screen in MENDING,
        walk=_walk(data.get("walk")),
    )
    return Unfinished(str(data["folder"]), screen, answers)


def _walk(data: Any) -> Walk | None:
    if not isinstance(data, dict) or not isinstance(data["guide"], str):
        return None
    steps = max(int(data["steps"]), 1)
    address = str(data["address"])
    address = address if address.startswith(("http://", "https://")) else ""
    return Walk(data["guide"], steps, address, min(max(int(data["step"]), 0), steps - 1))
