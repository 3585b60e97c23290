"""What recognition needs of all guides, from one small file: reading the guides themselves takes too long beside calls.

``resources/routers/recognition`` is made from the guides by ``python3 -m build.recognition``; a test keeps it true.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final, Protocol

from app.model.clues import Clues
from app.routers.guide import Guide, Recognition
from app.words import resource_path

KNOWN_FILE: Final = "routers/recognition/known.json"
MAKERS_FILE: Final = "routers/recognition/makers.toml"


class Recognisable(Protocol):
    """The part of a guide that recognition looks at."""

    @property
    def id(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def models(self) -> tuple[str, ...]: ...
    @property
    def recognise(self) -> Recognition: ...


@dataclass(frozen=True, slots=True)
class KnownRouter:
    """One family, without its guide."""

    id: str
    brand: str
    family: str
    kind: str
    models: tuple[str, ...]
    recognise: Recognition


@cache
def known_routers() -> tuple[KnownRouter, ...]:
    """All families."""
    data = json.loads(resource_path(KNOWN_FILE).read_text(encoding="utf-8"))
    return tuple(_known(item) for item in data)


def known_data(guides: Iterable[Guide]) -> list[dict[str, Any]]:
    """The content of the file for *guides*."""
    return [
        {
            **{name: getattr(guide, name) for name in ("id", "brand", "family", "kind")},
            "models": list(guide.models),
            "recognise": _filled(guide.recognise),
        }
        for guide in sorted(guides, key=lambda guide: guide.id)
    ]


def _filled(recognition: Recognition) -> dict[str, list[str]]:
    given = {item.name: list(getattr(recognition, item.name)) for item in fields(recognition)}
    return {name: values for name, values in given.items() if values}


def _known(item: dict[str, Any]) -> KnownRouter:
    signs = {name: tuple(values) for name, values in item["recognise"].items()}
    return KnownRouter(
        item["id"], item["brand"], item["family"], item["kind"], tuple(item["models"]), Recognition(**signs)
    )  # fmt: skip


def telling_models(router: Recognisable) -> list[str]:
    """Model names long and odd enough to mean something wherever they stand."""
    return [model for model in router.models if len(model) >= 4 and any(char.isdigit() for char in model)]


@cache
def clues() -> Clues:
    """What to look for at a router nobody knows yet."""
    routers = known_routers()
    signs = [router.recognise for router in routers]
    return Clues(
        pages=_all(sign.pages for sign in signs),
        words=_all(sign.answers for sign in signs),
        models=_all(telling_models(router) for router in routers),
        hosts=_all(sign.hosts for sign in signs),
    )


def _all(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({text for texts in lists for text in texts}))


@cache
def _makers() -> dict[str, str]:
    data = tomllib.loads(resource_path(MAKERS_FILE).read_text(encoding="utf-8"))
    return {block: maker for maker, blocks in data.items() for block in str(blocks).split()}


def maker_of(block: str) -> str:
    """The maker of network cards whose address begins with the six digits *block*; empty when it is not listed."""
    return _makers().get(block, "")


def blocks_of(maker: str) -> tuple[str, ...]:
    """The listed blocks of makers whose name begins with *maker*."""
    wanted = maker.casefold()
    return tuple(block for block, name in _makers().items() if name.casefold().startswith(wanted))
