"""The gateway's own pages: its first one, and the addresses that some router is known to answer without login."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.model.clues import Clues
from app.model.endpoint import Endpoint
from app.model.facts import Fact, GatewayPage
from app.network.gateway.answer import forward_of, one_line, page_text, realm_of, target_of, title_of, untitled
from app.network.gateway.certificate import certificate_hosts, certificate_text
from app.network.gateway.web import Scheme, WebAnswer, fetch

MOST_FORWARDS: Final = 3
MOST_WORDS: Final = 20
BUDGET_S: Final = 4.0
"""For all pages together; what is not asked by then stays unasked."""
NOBODYS_PAGE: Final = "/callmend-nobody-has-this-page"
"""The control: a server that answers this one answers everything, and its other answers mean nothing."""
_PORTS: Final[dict[Scheme, int]] = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is asked for."""

    door: Endpoint
    scheme: Scheme
    path: str = "/"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.door}{self.path}"


@dataclass(slots=True)
class WebMeasurement:
    """Looks in at both doors, then asks for the known pages at the one that answered; reads, changes nothing."""

    http: Endpoint
    https: Endpoint
    clues: Clues
    _seen: list[Fact] = field(default_factory=list)

    def facts(self) -> Sequence[Fact]:
        """What was seen so far."""
        return tuple(self._seen)

    async def run(self) -> None:
        """Takes no longer than its budget and one page."""
        clock = asyncio.get_running_loop().time
        until = clock() + BUDGET_S
        place = await self._first_pages()
        if place is None:
            return
        for path in (NOBODYS_PAGE, *self.clues.pages):
            page, _ = await visit(replace(place, path=path), self.clues, forwards=0)
            self._seen.append(page)
            if page.outcome != "answered" or clock() > until:
                return  # a server that falls silent is left in peace

    async def _first_pages(self) -> Place | None:
        visits = (visit(Place(self.http, "http"), self.clues), visit(Place(self.https, "https"), self.clues))
        found = await asyncio.gather(*visits)
        self._seen += [page for page, _ in found]
        return next((place for page, place in found if page.outcome == "answered"), None)


async def visit(place: Place, clues: Clues, forwards: int = MOST_FORWARDS) -> tuple[GatewayPage, Place]:
    """Ask for a page and follow where it leads, as long as that is the same host; also returns where it ended."""
    first, names = place, []
    answer = await fetch(place.door, place.path, place.scheme)
    page = _read(first, answer, clues)
    for _ in range(forwards):
        onward = _onward(place, answer)
        if onward is None:
            break
        if isinstance(onward, str):
            names.append(one_line(onward))
            break
        place, answer = onward, await fetch(onward.door, onward.path, onward.scheme)
        page = _together(page, _read(first, answer, clues))
    return replace(page, names=tuple(dict.fromkeys((*names, *page.names)))), place


def _onward(place: Place, answer: WebAnswer) -> Place | str | None:
    """The next page on the same host, or the name of the other host that it should be."""
    forward = forward_of(dict(answer.headers), answer.status, page_text(dict(answer.headers), answer.body))
    target = target_of(place.url, forward) if forward else None
    if target is None:
        return None
    scheme, host, port, path = target
    if host != place.door.host:
        return host
    known: Scheme = "https" if scheme == "https" else "http"
    return Place(Endpoint(host, port or _PORTS[known]), known, path)


def _read(place: Place, answer: WebAnswer, clues: Clues) -> GatewayPage:
    headers = dict(answer.headers)
    text = page_text(headers, answer.body)
    known = [host.casefold() for host in clues.hosts]
    return GatewayPage(
        address=place.door.host,
        scheme=place.scheme,
        path=place.path,
        outcome=answer.outcome,
        status=answer.status,
        title=title_of(text),
        realm=realm_of(headers),
        server=one_line(headers.get("server", "")),
        names=tuple(name for name in certificate_hosts(answer.certificate) if name.casefold() in known),
        certificate=certificate_text(answer.certificate),
        words=tuple(_words(_searched(headers, text), clues))[:MOST_WORDS],
        digest=answer.digest if answer.outcome == "answered" else "",
        size=len(answer.body),
    )


def _searched(headers: dict[str, str], text: str) -> str:
    """Everything but what is told apart already: one sign must not count twice."""
    told = {"www-authenticate", "server", "location", "set-cookie"}
    return "\n".join([*(f"{name}: {value}" for name, value in headers.items() if name not in told), untitled(text)])


def _together(before: GatewayPage, after: GatewayPage) -> GatewayPage:
    """A page and the one it led to, as one: the later tells what the page is, both tell who the server is."""
    if after.outcome != "answered":
        return before
    return replace(
        after,
        title=after.title or before.title,
        realm=after.realm or before.realm,
        server=before.server or after.server,
        names=before.names + after.names,
        certificate=before.certificate or after.certificate,
        words=tuple(dict.fromkeys(before.words + after.words))[:MOST_WORDS],
    )


def _words(text: str, clues: Clues) -> Iterator[str]:
    small = text.casefold()
    yield from (word for word in clues.words if word.casefold() in small)
    for model in clues.models:
        if model.casefold() in small and re.search(rf"(?<![a-z0-9]){re.escape(model.casefold())}", small):
            yield model
