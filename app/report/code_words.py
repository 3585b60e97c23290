"""The 256 words of the spoken code: one a byte, told apart by ear and by eye (``resources/texts/code_words.txt``)."""

from __future__ import annotations

from functools import cache

from app.words import resource_path


@cache
def code_words() -> tuple[str, ...]:
    """All words in the order of their values, in lower case."""
    return tuple(resource_path("texts/code_words.txt").read_text(encoding="ascii").split())


@cache
def _values() -> dict[str, int]:
    return {word: value for value, word in enumerate(code_words())}


def value_of(word: str) -> int | None:
    """The value of a word; a single wrong, missing or extra letter is forgiven where only one word can be meant."""
    asked = word.casefold()
    exact = _values().get(asked)
    if exact is not None:
        return exact
    near = [known for known in code_words() if _one_letter_apart(asked, known)]
    return _values()[near[0]] if len(near) == 1 else None


def _one_letter_apart(first: str, second: str) -> bool:
    """Whether one letter changed, left out or put in turns one into the other."""
    if abs(len(first) - len(second)) > 1:
        return False
    short, long = sorted((first, second), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    rest = start + 1 if len(short) == len(long) else start
    return short[rest:] == long[start + 1 :]
