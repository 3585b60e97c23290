"""Gates for what an owner reads: short common words, short sentences, no terms of the trade.

The measure is the Automated Readability Index (Smith and Senter 1967): it needs letters, words and sentences only,
so no dictionary. It is valid for English; the word and sentence counts hold for any language with spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_INDEX: Final = 6.0
MAX_SENTENCE_WORDS: Final = 20
MAX_SCREEN_WORDS: Final = 45

PLAIN_WORDS: Final[dict[str, str]] = {
    "sip": "phone messages",
    "alg": "a router setting that changes phone messages",
    "registration": "signing in to the phone service",
    "register": "sign in",
    "registered": "signed in",
    "rtp": "sound",
    "rtcp": "sound",
    "media": "sound",
    "one-way audio": "only one side can hear",
    "latency": "delay",
    "jitter": "uneven sound",
    "packet": "piece of sound",
    "packets": "pieces of sound",
    "packet loss": "missing sound",
    "dtmf": "keypad tones",
    "gateway": "router",
    "credentials": "sign-in details",
    "authentication": "signing in",
    "nat": "router",
    "dns": "internet names",
    "udp": "phone traffic",
    "tcp": "another way in",
    "tls": "a protected way in",
    "stun": "internet address check",
    "codec": "kind of sound",
    "ip": "internet address",
    "port": "way in",
    "ports": "ways in",
    "proxy": "phone service",
    "server": "phone service",
    "timeout": "quiet time",
    "protocol": "language",
    "bandwidth": "speed",
    "invite": "call",
    "ack": "phone message",
    "payload": "sound",
    "&": "and",
}
"""Terms that an owner must not meet, and what to say instead."""

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SENTENCE_END: Final = re.compile(r"[.!?:]+(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """How hard one text is to read."""

    index: float
    words: int
    longest_sentence: int
    terms: tuple[str, ...]


def _sentences(content: str) -> list[int]:
    counts = [len(_WORD.findall(part)) for part in _SENTENCE_END.split(content)]
    return [count for count in counts if count]


def readability_index(content: str) -> float:
    """The Automated Readability Index: about the school year needed, from below 0 upwards; 0 for no words."""
    words = _WORD.findall(content)
    if not words:
        return 0.0
    letters = sum(sum(char.isalnum() for char in word) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / len(_sentences(content)) - 21.43


def terms_of_the_trade(content: str) -> tuple[str, ...]:
    """The words of *content* that need a plain one."""
    return tuple(term for term in PLAIN_WORDS if re.search(rf"(?<!\w){re.escape(term)}(?!\w)", content, re.IGNORECASE))


def reading(content: str) -> Reading:
    """Measure one text, such as all words of a screen together."""
    return Reading(
        index=readability_index(content),
        words=len(_WORD.findall(content)),
        longest_sentence=max(_sentences(content), default=0),
        terms=terms_of_the_trade(content),
    )


def complaints(content: str) -> tuple[str, ...]:
    """What an owner would stumble over in *content*; empty when it passes every gate."""
    measured = reading(content)
    found = [f"say {PLAIN_WORDS[term]!r} instead of {term!r}" for term in measured.terms]
    if measured.index > MAX_INDEX:
        found.append(f"readability {measured.index:.1f} is above {MAX_INDEX}")
    if measured.longest_sentence > MAX_SENTENCE_WORDS:
        found.append(f"a sentence has {measured.longest_sentence} words, {MAX_SENTENCE_WORDS} at most")
    if measured.words > MAX_SCREEN_WORDS:
        found.append(f"{measured.words} words together, {MAX_SCREEN_WORDS} at most")
    return tuple(found)
