"""What a guide must be before anybody follows it: the rules behind ``callmend routers check``."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.routers.catalogue import search
from app.routers.check_commands import command_problems
from app.routers.check_pictures import picture_problems
from app.routers.guide import CHANGES, Guide, Step
from app.routers.picture.looks import LOOKS
from app.routers.reader import GuideFileError, read_guide
from app.routers.wording import words_of
from app.words import resource_path

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NEGATIVE: Final = re.compile(r"^(disable|deaktiv|désactiv|disattiv|desactiv|uitschakel)", re.IGNORECASE)
_PASSWORD: Final = re.compile(
    r"\b(admin|root|user)\s*/\s*\w+|default password"
    r"|\b(password|passwort|kennwort|passcode|access code)\b"
    r"['\"]?\s*(is|=|:)\s*['\"]?(?!the\b|chosen|with|on\b|not)\w+",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"https?://\S+")
_DOUBT: Final = re.compile(r"\b(recalled|unconfirmed|TODO|FIXME)\b", re.IGNORECASE)
_SOURCE_CODE: Final = re.compile(r"^S\d+[a-z]?$")


@dataclass(frozen=True, slots=True)
class Problem:
    guide: str
    text: str


def check_folder(folder: Path | None = None) -> tuple[tuple[Guide, ...], tuple[Problem, ...]]:
    """Every guide that can be read, and every mistake of all files together."""
    guides: list[Guide] = []
    problems: list[Problem] = []
    for path in sorted((folder or resource_path("routers")).glob("*.toml")):
        try:
            item = read_guide(path)
        except GuideFileError as error:
            problems += [Problem(path.stem, text) for text in error.problems]
            continue
        guides.append(item)
        if item.id != path.stem:
            problems.append(Problem(path.stem, f"the id {item.id!r} must be the file's name"))
    return tuple(guides), (*problems, *check_guides(guides))


def check_guides(guides: Iterable[Guide]) -> tuple[Problem, ...]:
    everything = tuple(guides)
    known = {item.id: item for item in everything}
    problems = [Problem(item.id, text) for item in everything for rule in _RULES for text in rule(item, known)]
    ids = [item.id for item in everything]
    return (
        *problems,
        *(Problem(name, "the id is used twice") for name in sorted({n for n in ids if ids.count(n) > 1})),
    )


def _changes(step: Step) -> bool:
    return step.sure and step.kind in CHANGES


def _identity(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    if not _ID.fullmatch(item.id):
        yield "the id must be small letters, digits and hyphens"
    if not item.brand.strip() or not item.family.strip():
        yield "brand and family must have words"
    elif item not in search(item.brand, [item]):
        yield "a search for the brand does not find it"
    if item.look not in LOOKS:
        yield f"the look {item.look!r} does not exist"
    yield from (f"the look {step.look!r} does not exist" for step in item.steps if step.look and step.look not in LOOKS)
    yield from (f"next_try {name!r} does not exist" for name in item.next_try if name not in known)
    rungs = {name: f"way-out-{name.replace('_', '-')}" for name in item.way_out}
    yield from (f"the way out {name!r} has no guide" for name, rung in rungs.items() if rung not in known)


def _kind(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    changing = any(_changes(step) for step in item.steps)
    if not item.steps:
        yield "there are no steps"
    if item.kind == "switch" and not item.changes_something:
        yield "a guide of the kind switch needs a step that changes something"
    if item.kind == "switch" and not item.feature:
        yield "a guide of the kind switch needs the feature's own name"
    if item.kind in ("locked", "lead") and not item.way_out:
        yield f"a guide of the kind {item.kind} needs a way out"
    if item.kind in ("locked", "lead") and changing:
        yield f"a guide of the kind {item.kind} must not change anything for certain"


def _honesty(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    told = any(_changes(step) or (step.sure and step.kind == "menu") for step in item.steps)
    if item.confidence == "unconfirmed" and told:
        yield "nothing unconfirmed may be an instruction: set sure = false"
    if item.confidence == "unconfirmed" and item.kind == "switch":
        yield "an unconfirmed family is a lead, not a switch"
    if item.confidence != "unconfirmed" and not item.sources:
        yield "sources are missing"
    yield from (f"source {text!r} is a code, not a source" for text in item.sources if _SOURCE_CODE.match(text.strip()))
    for number, step in enumerate(item.steps, 1):
        if step.sure and step.words and _DOUBT.search(step.words):
            yield f"step {number} speaks of doubt but is sure"


def _inversion(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    for number, step in enumerate(item.steps, 1):
        if step.kind not in ("tick", "switch"):
            continue
        for label, state in ((step.label, step.to), *step.also):
            if state not in ("on", "off"):
                yield f"step {number}: {label!r} must be on or off"
            if _NEGATIVE.match(label) and state == "on" and not step.inverted:
                yield f"step {number}: {label!r} works the other way round and must be marked inverted"
            if _NEGATIVE.match(label) and state == "off":
                yield f"step {number}: without the tick {label!r} turns the feature on"
        if step.inverted and step.to != "on":
            yield f"step {number} is inverted and must be on"


def _choices(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    for number, step in enumerate(item.steps, 1):
        if step.kind == "choice" and step.to not in step.options:
            yield f"step {number}: {step.to!r} is not among the options"
        if step.kind == "table" and step.rows and step.row not in {row[0] for row in step.rows}:
            yield f"step {number}: the line {step.row!r} is not in the table"


def _commands(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    for number, step in enumerate(item.steps, 1):
        yield from (f"step {number}: {text}" for text in command_problems(step.commands, step.fill))
        if step.commands and not step.expert:
            yield f"step {number}: a command line is for an expert"
    explained = dict(pair for step in item.steps for pair in step.fill)
    for commands in (item.verify.commands, item.undo.commands, *(setting.commands for setting in item.settings)):
        used = [(name, where) for name, where in explained.items() if any(f"<{name}>" in text for text in commands)]
        yield from command_problems(commands, used)


def _aftercare(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    changing = any(_changes(step) for step in item.steps)
    if item.undo.way == "commands" and not item.undo.commands:
        yield "the undo has no commands"
    if item.undo.way == "nothing" and changing:
        yield "something is changed, so there must be an undo"
    if item.undo.way != "nothing" and not item.changes_something:
        yield "nothing is changed, so the undo is nothing"
    if item.verify.commands and not item.verify.expect:
        yield "verify commands need what to expect"
    restarts = any(step.kind == "restart" or "reboot" in " ".join(step.commands) for step in item.steps)
    if changing and item.restart.need == "required" and not restarts:
        yield "a restart is required but no step restarts"


def _words(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    for number, step in enumerate(item.steps, 1):
        plain = words_of(step, item).plain
        if not plain.strip() or "…" in plain or "[[" in plain or "]]" in plain:
            yield f"step {number} has no proper words: {plain!r}"


def _secrets(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    yield from (f"looks like a password: {text!r}" for text in _texts(item) if _PASSWORD.search(_URL.sub("", text)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


_RULES: Final[tuple[Callable[[Guide, Mapping[str, Guide]], Iterator[str]], ...]] = (
    _identity, _kind, _honesty, _inversion, _choices, _commands, _aftercare, _words, _secrets, picture_problems,
)  # fmt: skip
