"""A SIP message as text that edits may change: tools that leave every byte alone which they do not mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint

DEFAULT_PORT: Final = 5060
HEADER: Final = r"(?im)^(?:%s)[ \t]*:.*(?:\r?\n[ \t].*)*"
EXACT_HEADER: Final = r"(?m)^(?:%s)[ \t]*:.*(?:\r?\n[ \t].*)*"
"""The same for engines that know a header only as it is usually written."""
URI_HOST: Final = r"(?i)(?<![\w])(sip:(?:[^@>\s;,]*@)?)%s(?::(\d+))?(?![\w.:])"


@dataclass(frozen=True, slots=True)
class Swap:
    """Which address and port becomes which: private to public outbound, the other way round inbound."""

    old: Endpoint
    new: Endpoint


@dataclass(frozen=True, slots=True)
class Text:
    """A message split at its blank line; the head keeps its line breaks."""

    head: str
    body: str

    @property
    def is_response(self) -> bool:
        """Whether it is an answer."""
        return self.head.startswith("SIP/2.0 ")


Edit = Callable[[Text, Swap], Text]


def split(text: str) -> Text | None:
    """Head and body, or ``None`` for what is not SIP."""
    first = text.partition("\n")[0]
    end = text.find("\r\n\r\n")
    if "SIP/2.0" not in first or end < 0:
        return None
    return Text(text[: end + 4], text[end + 4 :])


def edit_headers(head: str, names: str, edit: Callable[[str], str], *, pattern: str = HEADER, most: int = 0) -> str:
    """Edit every header of these names, or the first *most* of them."""
    return re.sub(pattern % names, lambda found: edit(found[0]), head, count=most)


def edit_top_via(head: str, edit: Callable[[str], str], *, pattern: str = HEADER, names: str = "via|v") -> str:
    """The first Via line only, and of it only the first value."""

    def first_value(found: re.Match[str]) -> str:
        value, comma, rest = found[0].partition(",")
        return edit(value) + comma + rest

    return re.sub(pattern % names, first_value, head, count=1)


def with_body(text: Text, body: str) -> Text:
    """The message with another body and its length counted again."""
    head = edit_headers(text.head, "content-length|l", lambda line: re.sub(r"\d+(?=\s*$)", str(len(body)), line))
    return Text(head, body)


def swap_uris(line: str, swap: Swap) -> str:
    """Every ``sip:`` URI in *line* that names the old address and port; a missing port counts as 5060."""

    def new_host(found: re.Match[str]) -> str:
        port = int(found[2] or DEFAULT_PORT)
        return f"{found[1]}{swap.new.host}:{swap.new.port}" if port == swap.old.port else found[0]

    return re.sub(URI_HOST % re.escape(swap.old.host), new_host, line)


def swap_sent_by(line: str, swap: Swap, gap: str = " ") -> str:
    """The sent-by of a Via that names the old address and port; with the usual gap, not on a folded line."""
    first, rest = (line, "") if gap != " " else unfolded(line)
    return re.sub(sent_by(swap.old, gap), rf"\g<1>{swap.new.host}:{swap.new.port}", first, count=1) + rest


def unfolded(line: str) -> tuple[str, str]:
    """The first line of a header, and what follows it; engines that search text never see the latter."""
    end = line.find("\n")
    return (line, "") if end < 0 else (line[:end], line[end:])


def sent_by(place: Endpoint, gap: str = " ") -> str:
    """A pattern for that sent-by, only behind a transport that *gap* follows: one space, unless another is given."""
    port = rf"(?::{place.port})" + ("?" if place.port == DEFAULT_PORT else "")
    return rf"(?i)(SIP/2\.0/(?:UDP|TCP){gap}){re.escape(place.host)}{port}(?![\w.:])"


def swap_words(text: str, old: str, new: str) -> str:
    """Every occurrence of an address that stands by itself."""
    return re.sub(rf"(?<![\w.]){re.escape(old)}(?![\w.]*\w)", new, text)
