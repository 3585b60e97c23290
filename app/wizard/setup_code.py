"""The setup code that support reads out: ten signs of Crockford's base 32, which leaves out I, L, O and U.

What is typed or pasted is forgiven its blanks, dashes, small letters, and the letters that look like digits.
"""

from __future__ import annotations

from typing import Final

LENGTH: Final = 10
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN: Final = str.maketrans("", "", " \t\u00a0-\u2010\u2011\u2012\u2013\u2014._")


def tidy(typed: str) -> str:
    """The code without what people put in between."""
    return typed.upper().translate(_BETWEEN).translate(_LOOK_ALIKE)


def is_complete(code: str) -> bool:
    """Whether a tidied code can be one."""
    return len(code) == LENGTH and all(sign in ALPHABET for sign in code)


def grouped(code: str) -> str:
    """The code as it is read out: three, three and four."""
    return " ".join(part for part in (code[:3], code[3:6], code[6:]) if part)
