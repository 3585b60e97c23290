"""The spoken code: the states of twelve tests in four words, or the same in ten digits.

24 bits of states (two a test, in the order of the design's questions, the first one highest) are followed by a CRC of
8 bits. Its polynomial is primitive, so that any one wrong word, and any two words in each other's place, are noticed:
a burst within 8 bits always is, and x^8k + 1 has no factor in common with a primitive polynomial of that degree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.model.diagnosis import Diagnosis
from app.model.errors import UserError
from app.model.names import CODED_QUESTIONS, Question
from app.model.nearest import nearest
from app.model.session import SpokenCode
from app.model.states import STATES, State, state_of
from app.report.code_words import code_words, value_of

POLYNOMIAL: Final = 0x1D  # x^8 + x^4 + x^3 + x^2 + 1
MASK: Final = 0x71B55A  # so that "all tests passed" is not three times the same word
START: Final = 0x1B
WORDS: Final = 4
DIGITS: Final = 10


def spoken_code(diagnosis: Diagnosis) -> SpokenCode:
    """The code of a diagnosis."""
    return code_of_states({question: state_of(question, diagnosis) for question in CODED_QUESTIONS})


def code_of_states(states: dict[Question, State]) -> SpokenCode:
    """The code of twelve states; a missing one counts as not run."""
    number = 0
    for question in CODED_QUESTIONS:
        number = number << 2 | STATES.index(states.get(question, "not_run"))
    data = (number ^ MASK).to_bytes(3, "big")
    coded = data + bytes([_check(data)])
    first, second, third, fourth = (code_words()[value].upper() for value in coded)
    return SpokenCode((first, second, third, fourth), f"{int.from_bytes(coded, 'big'):0{DIGITS}}")


def decode(spoken: str | Sequence[str]) -> dict[Question, State]:
    """The states that a code carries, as it was typed: words or digits, any case, any separators.

    Raises :class:`UserError` when it is no code, or when its check says that a part of it was misheard.
    """
    text = spoken if isinstance(spoken, str) else " ".join(spoken)
    coded = _from_digits(text) if re.fullmatch(r"[\d\W_]+", text) else _from_words(text)
    if _check(coded[:3]) != coded[3]:
        raise UserError("code_check")
    number = int.from_bytes(coded[:3], "big") ^ MASK
    shifts = range(2 * (len(CODED_QUESTIONS) - 1), -1, -2)
    return {question: STATES[number >> shift & 3] for question, shift in zip(CODED_QUESTIONS, shifts, strict=True)}


def _from_words(text: str) -> bytes:
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) != WORDS:
        raise UserError("code_length", count=len(words))
    values = []
    for word in words:
        value = value_of(word)
        if value is None:
            raise UserError("code_word", word=word[:40], nearest=nearest(word[:40].casefold(), code_words()).upper())
        values.append(value)
    return bytes(values)


def _from_digits(text: str) -> bytes:
    digits = "".join(re.findall(r"[0-9]", text))
    if len(digits) != DIGITS:
        raise UserError("code_digits", count=len(digits))
    if int(digits) >= 1 << 32:
        raise UserError("code_check")
    return int(digits).to_bytes(4, "big")


def _check(data: bytes) -> int:
    """CRC-8 over *data*."""
    register = START
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register << 1) ^ (POLYNOMIAL if register & 0x80 else 0)
            register &= 0xFF
    return register
