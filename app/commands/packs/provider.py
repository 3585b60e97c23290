"""Where a provider keeps its content packs: the address in its profile, and nowhere else."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.commands.packs.reading import MOST_PACK
from app.model.errors import UserError

MOST_SOURCE: Final = 300_000
EVERY_S: Final = 86_400.0
"""The window asks a provider once a day at most, however often it is opened."""
_MOST_PROFILE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """``address`` begins with ``https://``; ``authorities`` are more signers of its certificate, as PEM text."""

    address: str
    authorities: str = ""


def source_in(profile: Path) -> Source:
    """What the profile file says; raises :class:`UserError`."""
    from app.engine.files import read_bounded
    from app.model.profile_toml import profile_from_toml

    try:
        read = profile_from_toml(read_bounded(profile, _MOST_PROFILE).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError("profile_not_toml", problem="it is not a text file") from None
    if not read.provider.content:
        raise UserError("content_no_address")
    return Source(read.provider.content, read.authorities)


def own_source() -> Source:
    """What the profile of the brand says that the program wears; raises :class:`UserError`."""
    from app.driver.brand import brand

    worn = brand()
    if worn is None or worn.profile is None:
        raise UserError("content_no_profile")
    return source_in(worn.profile)


def source_of(text: str) -> Source | None:
    """What the window passes on; ``None`` for anything else."""
    try:
        data = json.loads(text)
        return Source(str(data["address"]), str(data["authorities"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def fetched(source: Source) -> bytes:
    """The pack at the source, unread; raises :class:`UserError`."""
    from app.network.fetch import REASONS, FetchError, fetch
    from app.words import text

    try:
        return fetch(source.address, MOST_PACK, authorities=source.authorities)
    except FetchError as error:
        words = text("errors", f"fetch_{error.reason}", "text") if error.reason in REASONS else error.reason
        raise UserError("content_not_fetched", reason=words) from None


def is_due(source: Source, place: Path) -> bool:
    """Whether the address was not asked within a day; a clock that was set back counts as a day gone by."""
    try:
        noted = json.loads(_note(place).read_text(encoding="utf-8"))
        return noted["address"] != source.address or not 0 <= time.time() - float(noted["at"]) < EVERY_S
    except (OSError, ValueError, KeyError, TypeError):
        return True


def note_asked(source: Source, place: Path) -> None:
    """Remember that the address was asked now; a disk that refuses costs only a question more."""
    with suppress(OSError):
        _note(place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _note(place).write_text(json.dumps({"address": source.address, "at": time.time()}), encoding="utf-8")


def _note(place: Path) -> Path:
    return place.with_name("content-asked.json")
