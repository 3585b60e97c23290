"""What a router guide is: frozen data, read from ``resources/routers/<id>.toml`` (design, section 10).

A guide never holds a sentence that can be built from its data: a step names a kind of page and the labels on it, and
:mod:`app.routers.wording` makes the words, :mod:`app.routers.picture` the picture. So a family is thirty to sixty
lines, the connecting words are translated once, and the labels stay in the router's own language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Confidence = Literal["high", "medium", "low", "unconfirmed"]
"""``high``: the maker's own text or code was read. ``medium``: two independent sources. ``low``: one. Else nothing."""

GuideKind = Literal["switch", "locked", "no_alg", "lead", "generic", "way_out"]
"""``switch``: the owner can turn the feature off. ``locked``: it is there, or may be, without a switch for the owner.
``no_alg``: there is nothing to turn off. ``lead``: nobody confirmed anything; only "look for". ``generic``: for any
router. ``way_out``: one rung of the ladder for a router that cannot be changed."""

StepKind = Literal[
    "login", "menu", "tick", "switch", "choice", "field", "table", "press", "command", "look", "ask", "boxes",
    "sticker", "restart",
]  # fmt: skip

RestartNeed = Literal["required", "recommended", "automatic", "not_needed", "unknown"]
UndoWay = Literal["reverse", "commands", "nothing"]
"""``reverse``: the same controls back. ``commands``: the listed ones. ``nothing``: the guide changes nothing."""

WayOut = Literal[
    "bridge", "passthrough", "dmz", "own_router", "tls", "tcp", "other_port", "ask_provider", "ask_vendor", "replace"
]

SettingName = Literal[
    "udp_timeout", "consistent_nat", "static_port", "sip_port", "h323", "rtsp", "spi", "allow_rtp", "hardware_nat",
    "full_cone", "policy",
]  # fmt: skip

NavPlace = Literal["top", "side", "sub", "tab", "section"]
"""Where a level of the menu path stands on the page: top menu, side menu, indented below it, tab, heading."""

CHANGES: Final[frozenset[StepKind]] = frozenset({"tick", "switch", "choice", "field", "table", "press", "command"})
"""Kinds of step that set something."""
STEP_KINDS: Final[tuple[StepKind, ...]] = get_args(StepKind)
WAYS_OUT: Final[tuple[WayOut, ...]] = get_args(WayOut)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. Which fields a kind needs and knows is the table ``FIELDS`` in :mod:`app.routers.fields`."""

    kind: StepKind
    label: str = ""
    """The control's own label, verbatim."""
    to: str = ""
    """The state to leave it in: ``on`` or ``off`` for ticks and switches, one of ``options`` for a choice."""
    also: tuple[tuple[str, str], ...] = ()
    """Further ``(label, state)`` pairs of the same kind on the same page, done in the same step."""
    path: tuple[str, ...] = ()
    """Clicks in order, each label verbatim."""
    nav: tuple[NavPlace, ...] = ()
    """Where each level of ``path`` stands, when the look's own order is not right."""
    page: str = ""
    """The heading of the page; the last menu label when empty."""
    beside: tuple[str, ...] = ()
    """Labels known to stand next to the control; unknown neighbours are drawn as grey lines, never invented."""
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    row: str = ""
    """The first cell of the line to choose in a table."""
    press: str = ""
    """What to press for that line."""
    save: str = ""
    """The button that keeps the change, verbatim; empty when the page keeps it by itself or a later step saves."""
    address: str = ""
    prompt: str = ""
    commands: tuple[str, ...] = ()
    """Typed or copied one a line, verbatim. ``<name>`` stands for a value that ``fill`` explains."""
    fill: tuple[tuple[str, str], ...] = ()
    """``(name, where the value is found)`` for every ``<name>`` in the commands."""
    expect: str = ""
    """What the commands should show."""
    boxes: tuple[str, ...] = ()
    mark: str = ""
    """Which of the boxes is meant."""
    who: str = ""
    """Who is asked: ``provider`` (of the internet), ``service`` (the phones), ``vendor`` or ``it_person``."""
    say: str = ""
    """What to say, in plain words."""
    inverted: bool = False
    """The label means the opposite: "Disable ..." must be ticked."""
    sure: bool = True
    """False: nobody confirmed this label or path; it is shown as "look for", never as an instruction."""
    expert: bool = False
    """For the person who looks after the network."""
    words: str = ""
    """An own sentence, where the general one does not fit. Labels in ``[[double brackets]]``."""
    warn: str = ""
    """What will happen meanwhile, said before the step."""
    look: str = ""
    """Another look than the guide's, for this step only."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Another setting that matters to calls, with its place on this router when known."""

    name: SettingName
    value: str = ""
    label: str = ""
    path: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    sure: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What such a router says about itself to anybody in its own network, without login. Matched without case.

    ``makers`` compares with the maker of the network card by its beginning, ``gateways`` with the router's address
    exactly; all others are looked for inside what was seen.
    """

    makers: tuple[str, ...] = ()
    upnp_makers: tuple[str, ...] = ()
    upnp_models: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    realms: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """Addresses on the router that answer without login, for instance ``/currentsetting.htm``."""
    answers: tuple[str, ...] = ()
    """Words in the answer of such an address, or in the first page."""
    gateways: tuple[str, ...] = ()
    alg_families: tuple[str, ...] = ()
    """Families that ``engine_family`` names from the evidence; narrows the choice."""


@dataclass(frozen=True, slots=True)
class Restart:
    need: RestartNeed
    path: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verify:
    """How to see that it worked. Testing again by ourselves always belongs to it; commands are extra."""

    commands: tuple[str, ...] = ()
    expect: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    way: UndoWay
    commands: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """One family of routers. Units, where any: seconds."""

    id: str
    brand: str
    family: str
    kind: GuideKind
    confidence: Confidence
    look: str
    """Name of a look in :mod:`app.routers.picture.looks`."""
    feature: tuple[str, ...]
    """What the router's own pages call it; empty when nothing was found."""
    steps: tuple[Step, ...]
    restart: Restart
    verify: Verify
    undo: Undo
    sources: tuple[str, ...]
    language: str = "en"
    """Language of the labels."""
    models: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """What people call it, for the search: providers, nicknames, old names."""
    countries: tuple[str, ...] = ()
    """Two-letter countries, for boxes that a provider hands out."""
    providers: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()
    login: str = ""
    default_state: Literal["on", "off", "absent", "unknown"] = "unknown"
    audience: Literal["owner", "it_person"] = "owner"
    confidence_note: str = ""
    menus: tuple[tuple[str, ...], ...] = ()
    """Known menus in their order, drawn around the lit entry; an empty string is an entry whose name nobody told."""
    before: tuple[str, ...] = ()
    """To know before starting: outage, voice line of the provider, backup."""
    notes: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    way_out: tuple[WayOut, ...] = ()
    way_out_note: str = ""
    next_try: tuple[str, ...] = ()
    """Guides to try when the screens look different."""
    false_leads: tuple[str, ...] = ()
    """What other texts say and what must not be followed."""
    recognise: Recognition = field(default_factory=Recognition)

    @property
    def changes_something(self) -> bool:
        """Whether a step sets anything on the router, for certain or perhaps."""
        return any(step.kind in CHANGES for step in self.steps)

    @property
    def inverted(self) -> bool:
        """Whether any control of this router works the other way round."""
        return any(step.inverted for step in self.steps)
