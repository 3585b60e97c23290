"""The one-page note for whoever looks after the router: what was found, the steps with their pictures, how to undo.

It holds no password, no number and no address of the owner, so that it can be handed to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from app.routers.guide import Guide, Step
from app.routers.own_words import said
from app.routers.phrases import phrase
from app.routers.picture.draw import draw
from app.routers.text import guide_text
from app.routers.wording import undo_words
from app.ui import guides
from app.ui.pages.finding import words_of
from app.ui.pages.scene import Scene
from app.ui.pages.step import notes_of
from app.ui.say import say
from app.wizard.decisions import current_finding

NAME: Final = "router-note"
STYLE: Final = (
    "body{font:16px/1.45 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#13202c;"
    "background:#fff}h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.6rem 0 .5rem}li{margin:0 0 1rem;"
    "break-inside:avoid}svg{max-width:100%;height:auto;display:block;margin:.5rem 0}pre{background:#f3f5f8;"
    "padding:.6rem;white-space:pre-wrap}.quiet{color:#50606f}strong{text-decoration:underline}"
    "@media print{body{margin:0;font-size:12px}svg{max-width:46%}}"
)


@dataclass(frozen=True, slots=True)
class Note:
    """What the note says, before it becomes a file."""

    guide: Guide
    title: str
    lead: str
    help: str

    @property
    def summary(self) -> str:
        """The first lines of the steps."""
        steps = guides.steps_of(self.guide)
        lines = [f"{n}. {guides.sentence_of(step, self.guide).plain}" for n, step in enumerate(steps, 1)]
        return "\n".join(lines)


def note_of(scene: Scene) -> Note:
    """The note for what is known now."""
    finding = current_finding(scene.known, scene.answers)
    found = f"{words_of(finding, 'title')} {words_of(finding, 'effect')}" if finding else ""
    who = scene.provider
    helps = say("window", "note", "help", provider=who.name, phone=who.support_phone) if who.support_phone else ""
    lead = f"{found} {say('window', 'note', 'please')}".strip()
    return Note(guides.guide_of(scene.answers), say("window", "note", "title"), lead, helps)


def save_note(scene: Scene, folder: Path) -> Path:
    """Write the note as a page and as plain text into *folder*; returns the page. Raises ``OSError``."""
    note = note_of(scene)
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{NAME}.html"
    page.write_text(note_html(note), encoding="utf-8")
    (folder / f"{NAME}.txt").write_text(note_text(note), encoding="utf-8")
    return page


def note_text(note: Note) -> str:
    """The note for an e-mail."""
    return "\n\n".join(part for part in (note.title, note.lead, guide_text(note.guide).rstrip(), note.help) if part)


def note_html(note: Note) -> str:
    """The note as one page that needs nothing else."""
    guide, steps = note.guide, guides.steps_of(note.guide)
    items = "".join(_step(step, guide, last=number == len(steps)) for number, step in enumerate(steps, 1))
    before = "".join(f"<p>{escape(said(text))}</p>" for text in guide.before)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(note.title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(note.title)}</h1><p>{escape(note.lead)}</p>"
        f"<h2>{escape(guides.title_of(guide))}</h2>{before}<ol>{items}</ol>{_after(guide)}"
        f'<p class="quiet">{escape(note.help)}</p></body></html>'
    )


def _step(step: Step, guide: Guide, *, last: bool) -> str:
    parts = guides.sentence_of(step, guide).parts
    words = "".join(f"<strong>{escape(part.text)}</strong>" if part.label else escape(part.text) for part in parts)
    commands = f"<pre>{escape(chr(10).join(step.commands))}</pre>" if step.commands else ""
    notes = _paragraph(" ".join(notes_of(step, guide, last=last)))
    chip = f"<p><b>{escape(phrase('banner', 'inverted'))}</b></p>" if step.inverted else ""
    return f"<li>{words}{chip}{draw(step, guide).svg}{_paragraph(said(step.warn))}{commands}{notes}</li>"


def _after(guide: Guide) -> str:
    undo = f"{undo_words(guide).plain} {guide.undo.note}".strip()
    commands = f"<pre>{escape(chr(10).join(guide.undo.commands))}</pre>" if guide.undo.commands else ""
    return f"<h2>{escape(say('window', 'note', 'undo'))}</h2>{_paragraph(undo)}{commands}"


def _paragraph(text: str) -> str:
    return f'<p class="quiet">{escape(text)}</p>' if text else ""
