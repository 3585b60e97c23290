"""Uploads that found no way out: kept until the line works again. In here is only what a person pressed Send on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.delivery.parcel import File, Parcel
from app.delivery.upload import Uploaded

_NOTE: Final = "parcel.json"
MOST: Final = 20


def keep(outbox: Path, identity: str, address: str, parcel: Parcel) -> Path:
    """Put *parcel* for *address* into the outbox; the note comes last, so that half a parcel is none. ``OSError``."""
    place = outbox / identity
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in parcel.files:
        (place / file.name).write_bytes(file.data)
    note = {"address": address, "subject": parcel.subject, "body": parcel.body, "files": [f.name for f in parcel.files]}
    (place / _NOTE).write_text(json.dumps(note), encoding="utf-8")
    return place


def waiting(outbox: Path) -> Iterator[tuple[str, str, Parcel]]:
    """Identity, address and parcel of each, the oldest first; what is damaged is left alone."""
    places = sorted(outbox.glob(f"*/{_NOTE}"), key=lambda note: note.stat().st_mtime)
    for note in places[:MOST]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            data = json.loads(note.read_text(encoding="utf-8"))
            names = [Path(str(name)).name for name in data["files"]]
            files = tuple(File(name, (note.parent / name).read_bytes()) for name in names)
            yield note.parent.name, str(data["address"]), Parcel("", str(data["subject"]), str(data["body"]), files)


def send_waiting(outbox: Path, send: Callable[[str, str, Parcel], Uploaded]) -> list[Uploaded]:
    """Try each once more; what arrived, or was refused for good, is taken out."""
    results = []
    for identity, address, parcel in waiting(outbox):
        result = send(identity, address, parcel)
        results.append(result)
        if result.outcome != "offline":
            _take_out(outbox / identity)
    return results


def _take_out(place: Path) -> None:
    with suppress(OSError):
        for file in place.iterdir():
            file.unlink()
        place.rmdir()
