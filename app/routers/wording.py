"""The words of a step, built from its data: one table from kind to sentence, one for what is only "look for"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.routers.guide import Guide, Step
from app.routers.own_words import said
from app.routers.phrases import Sentence, joined, marked, phrase, sentence
from app.routers.surface import surface_of


def _and_save(step: Step, section: str, key: str, **values: str) -> str:
    if step.save:
        return phrase(section, f"{key}_save" if key != "plain" else "save", save=marked(step.save), **values)
    return phrase(section, key, **values)


def _login(step: Step, guide: Guide, surface: str) -> str:
    address = step.address or (guide.admin[0] if guide.admin else "")
    key = {"phone": "app", "terminal": "console", "console": "program"}.get(surface, "browser")
    return phrase("login", key, address=marked(address)) if address else phrase("login", "no_address")


def _menu(step: Step, guide: Guide, surface: str) -> str:
    key = {"phone": "app", "console": "console"}.get(surface, "browser")
    return phrase("menu", key, path=joined(step.path, "then"))


def _set(step: Step, guide: Guide, surface: str) -> str:
    """Ticks and switches; those that share a state share a sentence, the last one saves."""
    groups: dict[str, list[str]] = {}
    for label, state in ((step.label, step.to), *step.also):
        groups.setdefault(state, []).append(label)
    sentences = []
    for number, (state, labels) in enumerate(groups.items(), 1):
        save = step.save if number == len(groups) else ""
        key = f"{state}_save" if save else state
        sentences.append(phrase(step.kind, key, labels=joined(labels, "and"), save=marked(save)))
    return " ".join(sentences)


def _choice(step: Step, guide: Guide, surface: str) -> str:
    return _and_save(step, "choice", "plain", label=marked(step.label), to=marked(step.to))


def _field(step: Step, guide: Guide, surface: str) -> str:
    return _and_save(step, "field", "plain", label=marked(step.label), to=marked(step.to))


def _table(step: Step, guide: Guide, surface: str) -> str:
    return _and_save(step, "table", "plain", row=marked(step.row), press=marked(step.press))


def _press(step: Step, guide: Guide, surface: str) -> str:
    return phrase("press", "app" if surface == "phone" else "browser", label=marked(step.label))


def _command(step: Step, guide: Guide, surface: str) -> str:
    if step.fill:
        return phrase("command", "fill", value="; ".join(said(where) for _, where in step.fill))
    return phrase("command", "one" if len(step.commands) == 1 else "many")


def _look(step: Step, guide: Guide, surface: str) -> str:
    labels = step.options or ((step.label,) if step.label else ())
    text = _look_for(labels, step.path)
    return f"{text} {phrase('look', 'state', to=_state(step.to))}" if step.to else text


def _look_for(labels: tuple[str, ...], path: tuple[str, ...]) -> str:
    if not labels:
        return phrase("look", "where", path=joined(path, "then"))
    names = joined(labels, "or")
    if not path:
        return phrase("look", "anywhere", labels=names)
    return phrase("look", "under", labels=names, path=joined(path, "then"))


def _state(to: str) -> str:
    return phrase("state", to) if to in ("on", "off") else marked(to)


def _ask(step: Step, guide: Guide, surface: str) -> str:
    return phrase("ask", step.who, say=said(step.say))


def _boxes(step: Step, guide: Guide, surface: str) -> str:
    return phrase("boxes", "plain", mark=phrase("box", step.mark))


def _sticker(step: Step, guide: Guide, surface: str) -> str:
    return phrase("sticker", "plain", label=marked(step.label))


def _restart(step: Step, guide: Guide, surface: str) -> str:
    if not step.path:
        return phrase("restart", "plug")
    return phrase("restart", "app" if surface == "phone" else "menu", path=joined(step.path, "then"))


_SENTENCES: Final[dict[str, Callable[[Step, Guide, str], str]]] = {
    "login": _login, "menu": _menu, "tick": _set, "switch": _set, "choice": _choice, "field": _field, "table": _table,
    "press": _press, "command": _command, "look": _look, "ask": _ask, "boxes": _boxes, "sticker": _sticker,
    "restart": _restart,
}  # fmt: skip


def _unsure(step: Step, guide: Guide) -> str:
    """What nobody confirmed is never told as a thing to do."""
    if step.kind in ("tick", "switch"):
        labels = joined([step.label, *(label for label, _ in step.also)], "and")
        text = phrase("look", f"{step.kind}_{step.to}", labels=labels)
    elif step.kind == "menu":
        text = phrase("look", "menu", path=joined(step.path, "then"))
    elif step.kind == "table":
        text = phrase("look", "table", row=marked(step.row), press=marked(step.press))
    elif step.kind == "login":
        text = phrase("look", "login", address=marked(step.address or (guide.admin[0] if guide.admin else "")))
    else:
        text = phrase("look", step.kind, label=marked(step.label), to=marked(step.to))
    return phrase("look", "name_save", sentence=text, save=marked(step.save)) if step.save else text


def words_of(step: Step, guide: Guide) -> Sentence:
    """The instruction in one or two short sentences, labels kept apart for strong type."""
    if step.words:
        words = said(step.words)
        return sentence(words if step.sure else phrase("look", "own", sentence=words))
    if not step.sure and step.kind not in ("look", "ask", "boxes", "sticker"):
        return sentence(_unsure(step, guide))
    return sentence(_SENTENCES[step.kind](step, guide, surface_of(step, guide)))


def undo_words(guide: Guide) -> Sentence:
    return sentence(phrase("undo", guide.undo.way))


def restart_words(guide: Guide) -> Sentence:
    return sentence(phrase("restart_note", guide.restart.need))


def verify_words(guide: Guide) -> Sentence:
    return sentence(phrase("verify", "retest"))
