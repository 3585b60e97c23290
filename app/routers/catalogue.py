"""All guides, by id, and the search that an owner uses: brand, what the label says, provider, country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

from app.routers.guide import Guide
from app.routers.reader import read_guide
from app.words import resource_path


@cache
def catalogue() -> MappingProxyType[str, Guide]:
    """Raises :class:`app.routers.reader.GuideFileError` when a file cannot be used."""
    paths = sorted(resource_path("routers").glob("*.toml"))
    return MappingProxyType({guide.id: guide for guide in map(read_guide, paths)})


def guide(guide_id: str) -> Guide | None:
    return catalogue().get(guide_id)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _weights(item: Guide) -> Iterable[tuple[int, str]]:
    yield 6, item.brand
    yield from ((5, text) for text in (*item.models, *item.aliases, *item.providers))
    yield 3, item.family
    yield from ((2, text) for text in (*item.feature, *item.admin, *item.countries, item.id))


def _score(item: Guide, wanted: list[str]) -> int:
    texts = [(weight, _words(text)) for weight, text in _weights(item)]
    scores = [
        max((weight for weight, words in texts if any(word.startswith(want) for word in words)), default=0)
        for want in wanted
    ]
    return sum(scores) if all(scores) else 0


def search(text: str, guides: Iterable[Guide] | None = None) -> tuple[Guide, ...]:
    """Guides in which every word of *text* begins some word; the best first, then by brand."""
    wanted = _words(text)
    found = [(_score(item, wanted), item) for item in (catalogue().values() if guides is None else guides)]
    ranked = sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[0], pair[1].brand, pair[1].id))
    return tuple(item for _, item in ranked)
