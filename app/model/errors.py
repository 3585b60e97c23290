"""A mistake that a person can mend: an id and values; the sentence lives in ``resources/texts/errors.toml``."""

from __future__ import annotations

from typing import Final

USAGE_EXIT: Final = 2
NOT_TESTED_EXIT: Final = 3


class UserError(Exception):
    """Raised where input is bad or the computer refuses; ``exit_code`` is the command line's (design, section 9)."""

    def __init__(self, text_id: str, *, exit_code: int = USAGE_EXIT, **values: str | int) -> None:
        super().__init__(text_id)
        self.text_id = text_id
        self.values = values
        self.exit_code = exit_code
