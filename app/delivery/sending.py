"""One deed of delivery at a time, asked for as JSON and answered as JSON; runs in ``callmend post``.

Deeds: ``pack`` makes the files; ``mail`` opens a mail window with them; ``draft`` makes the ``.eml``; ``upload`` sends
them to the provider's address; ``waiting`` tries again what is in the outbox. Only the last two send, and only what a
person pressed Send on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from app.delivery import outbox
from app.delivery.draft import draft_of
from app.delivery.mail_programs import Mail
from app.delivery.native import open_mail
from app.delivery.parcel import Parcel, pack
from app.delivery.upload import Uploaded, upload
from app.model.choices import VOICE, Choices
from app.model.json import JsonObject
from app.model.session import Session

FOLDER: Final = "to send"
MOST_LOG: Final = 200_000


def act(request: JsonObject, read: Callable[[Path], Session]) -> JsonObject:
    """Do what *request* names. *read* reads a session from a folder. Raises ``UserError`` and ``OSError``."""
    if request.get("do") == "waiting":
        return _send_waiting(Path(str(request["outbox"])))
    folder = Path(str(request["folder"]))
    parcel = _packed(folder, Choices.from_json(request.get("choices")), read)
    paths = _write(folder / FOLDER, parcel)
    told: JsonObject = {
        "files": [str(path) for path in paths],
        "size": parcel.size,
        "address": parcel.address,
        "subject": parcel.subject,
        "body": parcel.body,
    }
    deed = _DEEDS.get(str(request.get("do")))
    return {**told, **(deed(request, parcel, paths) if deed else {})}


def _packed(folder: Path, choices: Choices, read: Callable[[Path], Session]) -> Parcel:
    return pack(read(folder), choices, pdf_printer(), _extras(folder, choices))


def pdf_printer() -> Callable[[Session, str], bytes] | None:
    """Where Qt is installed."""
    if find_spec("PySide6") is None:
        return None
    from app.paper.pdf import render_pdf

    return render_pdf


def _extras(folder: Path, choices: Choices) -> dict[str, bytes]:
    """The program's notes about its own faults, which hold no values; a voice sample only where it was ticked."""
    found: dict[str, bytes] = {}
    if choices.program_log:
        notes = sorted({*folder.glob("crash-*.txt"), *folder.parent.glob("crash-*.txt")})
        log = b"".join(note.read_bytes()[:MOST_LOG] for note in notes[-5:])[-MOST_LOG:]
        found |= {"log.txt": log} if log else {}
    voice = folder / VOICE
    if choices.voice_sample and voice.is_file():
        found[VOICE] = voice.read_bytes()
    return found


def _write(place: Path, parcel: Parcel) -> list[Path]:
    """The files where they stay until the mail is sent: mail programs read them late. Those of before go."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in place.iterdir():
        if old.is_file():
            old.unlink()
    paths = []
    for file in parcel.files:
        path = place / file.name
        path.write_bytes(file.data)
        path.chmod(0o600)
        paths.append(path)
    return paths


def _mail(request: JsonObject, parcel: Parcel, paths: list[Path]) -> JsonObject:
    mail = Mail(parcel.address, parcel.subject, parcel.body, paths, lambda: _draft_file(parcel, paths[0]))
    return {"opened": open_mail(mail)}


def _draft(request: JsonObject, parcel: Parcel, paths: list[Path]) -> JsonObject:
    return {"draft": str(_draft_file(parcel, paths[0]))}


def _draft_file(parcel: Parcel, beside: Path) -> Path:
    place = beside.with_suffix(".eml")
    place.write_bytes(draft_of(parcel))
    place.chmod(0o600)
    return place


def _upload(request: JsonObject, parcel: Parcel, paths: list[Path]) -> JsonObject:
    address, identity = str(request["address"]), secrets.token_hex(8)
    result = upload(address, parcel, identity=identity)
    if result.outcome == "offline":
        outbox.keep(Path(str(request["outbox"])), identity, address, parcel)
    return _told(result)


def _send_waiting(place: Path) -> JsonObject:
    results = outbox.send_waiting(place, lambda identity, address, parcel: upload(address, parcel, identity=identity))
    return {"results": [_told(result) for result in results]}


def _told(result: Uploaded) -> JsonObject:
    return {"outcome": result.outcome, "receipt": result.receipt, "status": result.status}


_DEEDS: Final[dict[str, Callable[[JsonObject, Parcel, list[Path]], Any]]] = {
    "mail": _mail,
    "draft": _draft,
    "upload": _upload,
}
