"""A guide as plain text: what ``callmend routers show`` prints and what a printed page or an e-mail can carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.routers.guide import Guide, Setting, Step
from app.routers.own_words import said
from app.routers.phrases import phrase
from app.routers.wording import restart_words, undo_words, verify_words, words_of


def _facts(guide: Guide) -> Iterator[str]:
    yield f"{guide.brand}: {guide.family}"
    yield phrase("show", "facts", id=guide.id, kind=guide.kind, confidence=guide.confidence)
    if guide.feature:
        yield phrase("show", "feature", names=", ".join(guide.feature))
    if guide.inverted:
        yield phrase("banner", "inverted").upper()
    if guide.confidence in ("unconfirmed", "low"):
        yield phrase("banner", guide.confidence)
    if guide.confidence == "unconfirmed":
        yield phrase("lead", "none")
    if guide.audience == "it_person":
        yield phrase("banner", "expert")
    yield from (f"! {said(text)}" for text in guide.before)


def _step(number: int, step: Step, guide: Guide) -> Iterator[str]:
    who = f" ({phrase('banner', 'expert')})" if step.expert and guide.audience == "owner" else ""
    yield f"{number}. {words_of(step, guide).plain}{who}"
    if step.inverted:
        yield f"   {phrase('banner', 'inverted').upper()}"
    if step.warn:
        yield f"   ! {said(step.warn)}"
    if step.kind == "login" and guide.login:
        yield f"   {said(guide.login)}"
    yield from (f"   <{name}>: {where}" for name, where in step.fill)
    yield from (f"      {command}" for command in step.commands)
    if step.expect:
        yield f"   {phrase('verify', 'expect', expect=step.expect)}"


def _commands(commands: Sequence[str]) -> Iterator[str]:
    yield from (f"      {command}" for command in commands)


def _after(guide: Guide) -> Iterator[str]:
    if guide.changes_something or guide.restart.note:
        yield restart_words(guide).plain + (f" {guide.restart.note}" if guide.restart.note else "")
    yield verify_words(guide).plain
    yield from _commands(guide.verify.commands)
    if guide.verify.expect:
        yield f"   {phrase('verify', 'expect', expect=guide.verify.expect)}"
    yield undo_words(guide).plain + (f" {guide.undo.note}" if guide.undo.note else "")
    yield from _commands(guide.undo.commands)


def _setting(setting: Setting) -> Iterator[str]:
    name = phrase("setting", setting.name)
    value = f" = {setting.value}" if setting.value else ""
    doubt = "" if setting.sure else f" ({phrase('banner', 'unconfirmed')})"
    place = f" [{' > '.join((*setting.path, setting.label) if setting.label else setting.path)}]"
    yield f"- {name}{value}{place if setting.path or setting.label else ''}{doubt}"
    if setting.note:
        yield f"   {setting.note}"
    yield from _commands(setting.commands)


def _rest(guide: Guide) -> Iterator[str]:
    yield from (f"- {text}" for text in guide.notes)
    for setting in guide.settings:
        yield from _setting(setting)
    if guide.way_out:
        yield phrase("show", "way_out", ways=", ".join(phrase("way", name) for name in guide.way_out))
        yield from ([f"   {guide.way_out_note}"] if guide.way_out_note else [])
    yield from (phrase("show", "false_lead", text=text) for text in guide.false_leads)
    if guide.confidence == "unconfirmed":
        yield phrase("lead", "send")
    if guide.next_try:
        yield phrase("show", "next_try", ids=", ".join(guide.next_try))
    yield from (phrase("show", "source", text=text) for text in guide.sources)
    if guide.confidence_note:
        yield phrase("show", "why", text=guide.confidence_note)


def guide_text(guide: Guide) -> str:
    steps = [line for number, step in enumerate(guide.steps, 1) for line in _step(number, step, guide)]
    blocks = (list(_facts(guide)), steps, list(_after(guide)), list(_rest(guide)))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
