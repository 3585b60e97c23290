"""A one-page note for the internet company: what was found on its box or line, with the proof, and what to ask for.

It holds no password, no phone number and no name of the owner; addresses stand in it only where they are the proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Final

from app.model.json import JsonObject, JsonValue
from app.model.names import FindingId
from app.ui.note import STYLE
from app.ui.pages.finding import words_of
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.wizard.answers import Known
from app.words import has_text

NAME: Final = "internet-company-note"
MOST_FINDINGS: Final = 3
MOST_CHANGES: Final = 6
MOST_TEXT: Final = 120

_ASKS: Final[Mapping[str, str]] = {
    "sip_alg": "ask_alg",
    "double_nat": "ask_double",
    "carrier_nat": "ask_carrier",
    "short_udp_timeout": "ask_lifetime",
    "call_drops_nat_timeout": "ask_lifetime",
    "line_quality": "ask_line",
    "bufferbloat": "ask_line",
}
"""What to ask for, by the beginning of the finding's id."""


def save_provider_note(scene: Scene, folder: Path) -> Path:
    """Write the note into *folder* as a page and as plain text; returns the page. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = list(sections(scene.known))
    page = folder / f"{NAME}.html"
    page.write_text(_html(parts), encoding="utf-8")
    (folder / f"{NAME}.txt").write_text(_text(parts), encoding="utf-8")
    return page


def sections(known: Known) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Heading and lines of each part; the first has the title of the page."""
    when = say("window", "provider_note", "when", date=date.today().isoformat())  # noqa: DTZ011 - the owner's own day
    yield say("window", "provider_note", "title"), (say("window", "provider_note", "lead"), when)
    findings = known.diagnosis.findings[:MOST_FINDINGS]
    found = tuple(f"{words_of(one, 'title')} {words_of(one, 'effect')}" for one in findings)
    if found:
        yield say("window", "provider_note", "found"), found
    proof = tuple(_proof(known))
    if proof:
        yield say("window", "provider_note", "proof"), proof
    yield say("window", "provider_note", "ask"), asks([finding.id for finding in findings])


def asks(findings: list[FindingId]) -> tuple[str, ...]:
    """What to ask for, each once."""
    names = [ask for one in findings for start, ask in _ASKS.items() if one.startswith(start)]
    return tuple(say("window", "provider_note", name) for name in dict.fromkeys(names or ["ask_other"]))


def _proof(known: Known) -> Iterator[str]:
    verdict = known.verdicts.get("sip_alg") or known.diagnosis.verdict("sip_alg")
    if verdict is None or verdict.answer != "yes":
        return
    changed = verdict.details.get("changed")
    for change in changed[:MOST_CHANGES] if isinstance(changed, list) else ():
        if isinstance(change, dict):
            values = {name: _short(change, name) for name in ("field", "before", "after")}
            yield say("window", "provider_note", "proof_line", **values)
    where, paths = _where(verdict.details), verdict.details.get("paths")
    named = ", ".join(str(path) for path in paths) if isinstance(paths, list) else ""
    if where and where != "unknown":
        yield say("window", "provider_note", "where", where=where, paths=named[:MOST_TEXT] or "UDP 5060")


def _where(details: Mapping[str, JsonValue]) -> str:
    """The boxes by name, and the hop where one is known."""
    boxes, hop = details.get("boxes"), _short(details, "where")
    named = [str(box) for box in boxes] if isinstance(boxes, list) else []
    names = [say("boxes", box, "name") for box in named if has_text("boxes", box, "name")]
    return ", ".join([*names, *([hop] if "hop" in hop or not names else [])])


def _short(values: Mapping[str, JsonValue] | JsonObject, name: str) -> str:
    """One value on one line: it came from the network."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(values.get(name) or ""))
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"


def _html(parts: list[tuple[str, tuple[str, ...]]]) -> str:
    (title, lead), *rest = parts
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lead)
    body = "".join(
        f"<h2>{escape(heading)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        for heading, lines in rest
    )
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1>{paragraphs}{body}</body></html>"
    )


def _text(parts: list[tuple[str, tuple[str, ...]]]) -> str:
    return "\n\n".join("\n".join((heading, *(f"- {line}" for line in lines))) for heading, lines in parts) + "\n"
