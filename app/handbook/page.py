"""Writes the handbook: one HTML file a language, each complete in itself, linked to the others beside it."""

from __future__ import annotations

import json
from pathlib import Path

from app.handbook.content import Picture, boxes, cards, decoder, findings, guide_pages
from app.version import NAME, VERSION
from app.words import LANGUAGES, Language, resource_path, speak, spoken, text


def file_name(language: Language) -> str:
    """``index.html`` for English, else such as ``index.de.html``."""
    return "index.html" if language.code == "en" else f"index.{language.code}.html"


def write_handbook(folder: Path, language: Language, picture: Picture) -> Path:
    """Write the handbook of *language*; raises ``OSError``."""
    before = spoken()
    speak(language)
    try:
        page = render(picture)
    finally:
        speak(before)
    path = folder / file_name(language)
    path.write_text(page, encoding="utf-8")
    return path


def render(picture: Picture) -> str:
    """The page in the language spoken now. Everything is escaped but our own drawings; nothing is fetched."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resource_path("handbook")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = lambda *path, **values: text("handbook", *path, **values)
    return environment.get_template("handbook.html.j2").render(
        cards=list(cards(picture)),
        findings=findings(),
        boxes=boxes(),
        guides=guide_pages(),
        decoder=json.dumps(decoder(), ensure_ascii=False).replace("<", "\\u003c"),
        style=resource_path("handbook/handbook.css").read_text(encoding="utf-8"),
        script=resource_path("handbook/handbook.js").read_text(encoding="utf-8"),
        spoken=spoken(),
        languages=[(language, file_name(language)) for language in LANGUAGES],
        confidence=[text("confidence", name, "lead") for name in ("certain", "likely", "possible")],
        program=f"{NAME} {VERSION}",
    )
