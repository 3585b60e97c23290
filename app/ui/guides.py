"""The router guides as the window needs them: the list to choose from, the steps to walk, the page to open."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from app.routers.catalogue import catalogue, search
from app.routers.guide import Guide, Step
from app.routers.phrases import Sentence
from app.routers.surface import surface_of
from app.routers.verdict import name_of
from app.routers.wording import words_of
from app.ui.say import say
from app.wizard.answers import Answers, Known, Walk
from app.wizard.boxes import alg_kind, order
from app.words import entries

GENERIC: Final = "generic"
OFTEN_SEEN: Final = (
    "avm-fritzbox",
    "netgear-nighthawk",
    "tplink-archer",
    "asus-asuswrt",
    "linksys-smart-wifi",
    "ubiquiti-unifi",
)
"""Shown while nothing was typed and nothing is known."""
MOST_SHOWN: Final = 6
_RESTART_HELPS: Final = ("required", "recommended", "unknown")
_FIRST_WAYS_OUT: Final = ("modem-trap", "way-out-other-port", "way-out-tls", "way-out-ask-provider")


@dataclass(frozen=True, slots=True)
class Choices:
    """The part of a list that is shown, and how many more there are."""

    shown: tuple[Guide, ...]
    more: int = 0


def warm() -> None:
    """Read all guides beside the person's reading, so that the list comes up at once."""
    threading.Thread(target=catalogue, name="guides", daemon=True).start()


def guide_named(identity: str) -> Guide:
    """The guide *identity*; the one for any router when it is gone."""
    return catalogue().get(identity) or catalogue()[GENERIC]


def guide_of(answers: Answers) -> Guide:
    """The guide that was picked; the one for any router when none was, or when it is gone."""
    return guide_named(answers.walk.guide if answers.walk else GENERIC)


def walk_for(guide: Guide, known: Known) -> Walk:
    """A fresh walk through *guide*."""
    steps = steps_of(guide)
    restarts = any(step.kind == "restart" for step in steps)
    return Walk(guide.id, len(steps), page_address(guide, known.gateway), restarts=restarts)


def steps_of(guide: Guide) -> tuple[Step, ...]:
    """The guide's steps, and a restart at the end where it helps and no step says so."""
    restarts = any(step.kind == "restart" for step in guide.steps)
    if restarts or not guide.changes_something or guide.restart.need not in _RESTART_HELPS:
        return guide.steps
    return (*guide.steps, Step("restart", path=guide.restart.path))


def sentence_of(step: Step, guide: Guide) -> Sentence:
    """The instruction, its labels apart."""
    return words_of(step, guide)


def choices_for(text: str, known: Known) -> Choices:
    """What fits *text*; without one, what the router says of itself, else those that many people have."""
    guides = catalogue()
    if text.strip():
        found = [item for item in search(text) if item.kind not in ("generic", "way_out")]
        return Choices(tuple(found[:MOST_SHOWN]), max(len(found) - MOST_SHOWN, 0))
    ids = order(known) or known.routers or _of_kind(known) or OFTEN_SEEN
    return Choices(tuple(guides[name] for name in ids if name in guides)[:MOST_SHOWN])


def _of_kind(known: Known) -> tuple[str, ...]:
    """Routers of the kind that the evidence names, those that many people have first."""
    _, families = alg_kind(known)
    fitting = [guide.id for guide in catalogue().values() if set(families) & set(guide.recognise.alg_families)]
    return tuple(sorted(fitting, key=lambda name: OFTEN_SEEN.index(name) if name in OFTEN_SEEN else len(OFTEN_SEEN)))


def kind_words(known: Known) -> str:
    """ "Your router is of a kind that ...": why the list is what it is; empty where the evidence names no kind."""
    family, _ = alg_kind(known)
    return say("window", "kinds", family) if family in entries("window")["kinds"] else ""


def other_ways(guide: Guide, known: Known) -> tuple[Guide, ...]:
    """What else can be tried: the owner's other box, what the guide itself names, its brand, its ways out, then what
    always helps."""
    guides = catalogue()
    brand = (item.id for item in guides.values() if item.brand == guide.brand and item.kind != "way_out")
    ways = (f"way-out-{name.replace('_', '-')}" for name in guide.way_out)
    ids: Iterable[str] = dict.fromkeys((*order(known), *guide.next_try, *brand, *ways, GENERIC, *_FIRST_WAYS_OUT))
    return tuple(guides[name] for name in ids if name in guides and name != guide.id)[:MOST_SHOWN]


def page_address(guide: Guide, gateway: str) -> str:
    """The address to open in a browser; empty where the router is set up in another way.

    A name of the guide is kept: only that router answers to it. An address of the guide gives way to the one that
    this computer really uses, because owners change it.
    """
    login = next((step for step in guide.steps if step.kind == "login"), None)
    if login is not None and surface_of(login, guide) != "browser":
        return ""
    given = next((text for text in (login.address if login else "", *guide.admin) if text.startswith("http")), "")
    if not given:
        return f"http://{_host(gateway)}/" if gateway else ""
    parts = urlsplit(given)
    if not gateway or not _is_address(parts.hostname or ""):
        return given
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"{_host(gateway)}{port}", parts.path or "/", "", ""))


def title_of(guide: Guide) -> str:
    """Brand and family in one line."""
    return name_of(guide)


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
