"""Which router is it? Pure matching of what a router says without login against the guides' recognition data.

One sign is never enough: makers build boxes for each other, and addresses repeat. "We think" needs two signs read in
different places, at least one of which speaks of the router itself and not only of its network card or address.
Otherwise the owner chooses from the ranked list. What was seen came from the network: it may be huge, broken or a lie,
so it is cut first and only ever compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from app.routers.known import Recognisable, telling_models

Answer = Literal["think", "choose", "unknown"]
MAX_SEEN: Final = 4096
"""Characters looked at in each thing seen."""
MAX_PAGES: Final = 16
NOT_A_ROUTER: Final = ("generic", "way_out")


@dataclass(frozen=True, slots=True)
class RouterSigns:
    """What was seen. Empty where nothing was."""

    gateway: str = ""
    maker: str = ""
    """Maker of the network card, from the registry of address blocks."""
    upnp_maker: str = ""
    upnp_model: str = ""
    """Model name, number and description of the UPnP description, in one text."""
    title: str = ""
    realm: str = ""
    server: str = ""
    hosts: tuple[str, ...] = ()
    """Names that lead to the router: redirects, its own answers, the certificate's alternative names."""
    certificate: str = ""
    pages: tuple[tuple[str, str], ...] = ()
    """``(address on the router, what it answered)`` for addresses that answer without login."""
    alg_families: tuple[str, ...] = ()
    """Named by the test's own evidence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    guide: Recognisable
    signs: tuple[str, ...]
    score: int
    places: frozenset[str]
    """The different things that were seen and speak for it: a model in the title is no second sign beside the title."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """``think``: the first candidate, say so. ``choose``: offer the list. ``unknown``: nothing fits; search by hand."""

    answer: Answer
    candidates: tuple[Candidate, ...]
    brand: str
    """The brand when all the best candidates share it; empty otherwise."""


@cache
def _begins(wanted: str) -> re.Pattern[str]:
    """*wanted* at the beginning of a word."""
    return re.compile(rf"(?<![a-z0-9]){re.escape(wanted.casefold())}")


def _found(wanted: Iterable[str], seen: str) -> bool:
    return bool(seen) and any(_begins(text).search(seen) for text in wanted)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


@dataclass(frozen=True, slots=True)
class _Seen:
    """The signs cut to size and in small letters."""

    signs: RouterSigns
    maker: str
    upnp_maker: str
    upnp_model: str
    title: str
    realm: str
    server: str
    certificate: str
    hosts: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]


def _cut(text: str) -> str:
    return text[:MAX_SEEN].casefold()


def _seen(signs: RouterSigns) -> _Seen:
    pages = tuple((path, _cut(answer)) for path, answer in signs.pages[:MAX_PAGES])
    texts = {name: _cut(getattr(signs, name)) for name in _TEXTS}
    hosts = tuple(_cut(host).rstrip(".") for host in signs.hosts[:MAX_PAGES])
    return _Seen(signs, **texts, hosts=hosts, pages=pages)


_TEXTS: Final = ("maker", "upnp_maker", "upnp_model", "title", "realm", "server", "certificate")


def _host(guide: Recognisable, seen: _Seen) -> bool:
    known = [host.casefold() for host in guide.recognise.hosts]
    return any(host == name or host.endswith(f".{name}") for host in seen.hosts for name in known)


def _upnp_model(guide: Recognisable, seen: _Seen) -> bool:
    """Model names are short: they count only when the maker's name does not speak against them."""
    makers = guide.recognise.upnp_makers
    fits = not seen.upnp_maker or not makers or _found(makers, seen.upnp_maker)
    return fits and _found(guide.recognise.upnp_models, seen.upnp_model)


def _model_places(guide: Recognisable, seen: _Seen) -> frozenset[str]:
    """The things said in which a model number with digits stands."""
    models = telling_models(guide)
    places = {name for name in _TEXTS if name != "maker" and _found(models, getattr(seen, name))}
    return frozenset(places | {"pages" for _, answer in seen.pages if _found(models, answer)})


def _answer(guide: Recognisable, seen: _Seen) -> bool:
    wanted = [text.casefold() for text in guide.recognise.answers]
    return any(text in answer for text in wanted for _, answer in seen.pages)


def _page(guide: Recognisable, seen: _Seen) -> bool:
    return any(path in guide.recognise.pages for path, answer in seen.pages if answer)


def _maker(guide: Recognisable, seen: _Seen) -> bool:
    return bool(seen.maker) and any(seen.maker.startswith(name.casefold()) for name in guide.recognise.makers)


def _alg_family(guide: Recognisable, seen: _Seen) -> bool:
    told = {_plain(family) for family in seen.signs.alg_families} - {""}
    return not told.isdisjoint(map(_plain, guide.recognise.alg_families))


Test = Callable[[Recognisable, _Seen], bool]
_STRONG: Final[tuple[tuple[str, int, Test], ...]] = (
    ("upnp_model", 4, _upnp_model),
    ("model", 4, lambda guide, seen: bool(_model_places(guide, seen))),
    ("title", 4, lambda guide, seen: _found(guide.recognise.titles, seen.title)),
    ("host", 4, _host),
    ("answer", 4, _answer),
    ("realm", 3, lambda guide, seen: _found(guide.recognise.realms, seen.realm)),
    ("server", 3, lambda guide, seen: _found(guide.recognise.servers, seen.server)),
    ("certificate", 3, lambda guide, seen: _found(guide.recognise.certificates, seen.certificate)),
    ("page", 2, _page),
    ("upnp_maker", 2, lambda guide, seen: _found(guide.recognise.upnp_makers, seen.upnp_maker)),
)
"""Signs that speak of the router itself, with their weight."""
_WEAK: Final[tuple[tuple[str, int, Test], ...]] = (
    ("maker", 2, _maker),
    ("gateway", 1, lambda guide, seen: seen.signs.gateway in guide.recognise.gateways),
    ("alg_family", 1, _alg_family),
)
"""Signs that many routers share."""
_PLACE: Final = {"host": "hosts", "answer": "pages", "page": "pages"}
"""Where a sign was read, if that has another name."""
STRONG_NAMES: Final = frozenset(name for name, _, _ in _STRONG)


def _candidate(guide: Recognisable, seen: _Seen) -> Candidate:
    hits = [(name, weight) for name, weight, test in (*_STRONG, *_WEAK) if test(guide, seen)]
    names = tuple(name for name, _ in hits)
    places = frozenset(_PLACE.get(name, name) for name in names if name != "model") | _model_places(guide, seen)
    return Candidate(guide, names, sum(weight for _, weight in hits), places)


def _worth_showing(candidate: Candidate) -> bool:
    return bool(set(candidate.signs) - {"gateway", "alg_family"})


def _certain(ranked: Sequence[Candidate]) -> bool:
    best = ranked[0]
    alone = len(ranked) == 1 or ranked[1].score < best.score
    return alone and len(best.places) >= 2 and bool(STRONG_NAMES & set(best.signs))


def recognise(signs: RouterSigns, guides: Iterable[Recognisable]) -> Recognised:
    """Ranks the guides that fit; never raises, whatever was seen."""
    seen = _seen(signs)
    candidates = [_candidate(guide, seen) for guide in guides if guide.kind not in NOT_A_ROUTER]
    ranked = sorted(filter(_worth_showing, candidates), key=lambda item: (-item.score, item.guide.id))
    if not ranked:
        return Recognised("unknown", (), "")
    best = [item.guide.brand for item in ranked if item.score == ranked[0].score]
    brand = best[0] if len(set(best)) == 1 else ""
    return Recognised("think" if _certain(ranked) else "choose", tuple(ranked), brand)
