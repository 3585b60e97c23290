"""The one gate through which everything passes on its way into a report.

What is not on a list does not get through. Numbers, names and addresses of people are shortened, the same one always to
the same token, so that a reader can still see what belongs together. Answers to challenges and keys never pass.
Addresses of machines stay: support cannot help without them, and the person was told so.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, Literal

from app.report.visible import MAX_TEXT, from_latin_1, visible

Kind = Literal["user", "number", "name", "credential", "header", "line", "body", "hardware", "field"]

SERVICE_USERS: Final = frozenset(
    {"", "anonymous", "callmend", "canary", "callback", "echo", "hold", "keypad", "listen", "speak", "invalid"}
)
"""User parts that belong to nobody."""

_NUMBER: Final = re.compile(r"[+*#]?[0-9][0-9*#().-]{4,}")
_TOKEN: Final = re.compile(r"(?:\*{3}[0-9]{0,3}|.\*{3}.)(?:\([0-9]+\))?")
_PERSONAL: Final = re.compile(
    r"""
    \b(?P<word>password|passwd|pwd|secret|token|api[_-]?key|response|cnonce|ha1)(?P<equals>\s*[=:]\s*)
        (?P<secret>"[^"]*"|[^\s,;]+)
    | \b(?P<scheme>sips?|tel|mailto):(?P<user>[^\s@:;<>"]{1,120})(?::[^\s@<>"]{0,120})?@
    | \btel:(?P<telephone>\+?[0-9().-]{3,40})
    | (?<![\w.+%-])(?P<mailbox>[\w.+%-]{1,64})@(?=[A-Za-z0-9-]{1,63}\.)
    | \b(?P<maker>(?:[0-9A-Fa-f]{2}[:-]){3})(?:[0-9A-Fa-f]{2}[:-]){2}[0-9A-Fa-f]{2}\b
    | (?<![\w.:/=+-])(?P<number>\+?[0-9](?:[ ()/-]?[0-9]){6,17})(?![\w.:])
    | \b(?P<owner>[^\W\d_]{2,})(?=(?:'|\u2019)s\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What may name a person or open a door, in words from anywhere. Read in one pass: a token is never shortened again."""


class Redactor:
    """Shortens for one report; keeps which token stands for what, and counts what it took out."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}
        self._given: set[str] = set()
        self.hidden: Counter[Kind] = Counter()

    def user(self, user: str) -> str:
        """A user part of an address, a telephone number among them."""
        if user.casefold() in SERVICE_USERS:
            return user
        if _TOKEN.fullmatch(user):
            self._given.add(user)
            return user  # shortened before, in a report that is read again
        if _NUMBER.fullmatch(user):
            return self._token("number", user, f"***{re.sub('[^0-9]', '', user)[-3:]}")
        return self._token("user", user, _ends(user))

    def name(self, name: str) -> str:
        """A person's display name."""
        return self._token("name", name, _ends(name)) if name.strip() else name

    def text(self, text: str, limit: int = MAX_TEXT) -> str:
        """Free text from anywhere: what looks like a person's number, name or secret is shortened."""
        shown = visible(from_latin_1(text[: 2 * limit]), 2 * limit)
        return visible(_PERSONAL.sub(self._shortened, shown), limit)

    def hide(self, kind: Kind, length: int) -> str:
        """What stands in place of something that does not pass."""
        self.hidden[kind] += 1
        return f"(hidden, {length})"

    def _shortened(self, found: re.Match[str]) -> str:
        part = found.groupdict()
        if part["word"]:
            return self._secret(found)
        if part["user"]:
            return f"{part['scheme']}:{self.user(part['user'])}@"
        if part["telephone"]:
            return f"tel:{self.user(part['telephone'])}"
        if part["mailbox"]:
            return f"{self.user(part['mailbox'])}@"
        if part["maker"]:
            self.hidden["hardware"] += 1
            return f"{part['maker']}**"
        if part["number"]:
            return self.user(re.sub(r"[^0-9+]", "", part["number"]))
        return self.name(part["owner"])

    def _secret(self, found: re.Match[str]) -> str:
        if found["secret"].strip('"') in ("hidden", "(hidden)"):
            return found[0]
        self.hidden["credential"] += 1
        return f"{found['word']}{found['equals']}(hidden)"

    def _token(self, kind: Kind, original: str, short: str) -> str:
        """The token of *original*; two originals that shorten alike get different ones."""
        self.hidden[kind] += 1
        key = original.casefold()
        if original in self._given and key not in self._tokens:
            return original  # already a token, such as the user name of the profile's public view
        if key not in self._tokens:
            token, number = short, 1
            while token in self._given:
                number += 1
                token = f"{short}({number})"
            self._tokens[key] = token
            self._given.add(token)
        return self._tokens[key]


def _ends(text: str) -> str:
    """First and last character; of what is too short for that, nothing."""
    return f"{text[0]}***{text[-1]}" if len(text) > 2 else "***"
