"""A phone service on this computer's loopback, which a program under Wine shares, and the profile that leads there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from app.model.endpoint import Endpoint
from app.model.json import JsonObject
from app.model.names import Transport
from build.practice_certificates import FOLDER, NAME
from build.windows.wine import Wine, seen_from_windows

EMAIL: Final = "help@provider.example"
_NUMBERS: Final = ("echo", "keypad", "speak", "listen")
_LIMIT_S: Final = 300.0


def profile(server: Endpoint, transport: Transport) -> JsonObject:
    """The sections of a profile for a test line of our own, with the practice authority trusted."""
    account: JsonObject = {"domain": NAME, "username": "100", "password": "mend-100", "proxy": str(server)}
    return {
        "provider": {"name": "Example Telecom", "email": EMAIL},
        "account": {**account, "transport": transport},
        "numbers": {name: name for name in _NUMBERS},
        "tls": {"authorities": (FOLDER / "authority.pem").read_text(encoding="utf-8")},
    }


def check(wine: Wine, program: Path, folder: Path, sections: JsonObject, plan: str) -> tuple[dict[str, Any], str]:
    """``callmend check`` with its session in *folder*; returns the session and what the program said."""
    folder.mkdir(parents=True)
    settings = folder / "profile.toml"
    settings.write_text(_toml(sections), encoding="utf-8")
    told = wine.run(
        str(program / "callmend-cli.exe"), "check", seen_from_windows(settings), "--plan", plan,
        "--out", seen_from_windows(folder / "session"), timeout=_LIMIT_S,
    )  # fmt: skip
    file = folder / "session" / "session.json"
    return (json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}), told


def _toml(sections: JsonObject) -> str:
    """JSON's strings are TOML's too."""
    lines: list[str] = []
    for name, values in sections.items():
        assert isinstance(values, dict)
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def facts(session: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The observations of that *kind* in the newest run."""
    runs = session.get("runs") or [{}]
    return [one for one in runs[-1].get("observations", ()) if one["kind"] == kind]


def verdict(session: dict[str, Any], question: str) -> tuple[str, str]:
    """Answer and reason of the newest run."""
    runs = session.get("runs") or [{"diagnosis": {"verdicts": []}}]
    found = (one for one in runs[-1]["diagnosis"]["verdicts"] if one["question"] == question)
    return next(((str(one["answer"]), str(one["reason"])) for one in found), ("", ""))
