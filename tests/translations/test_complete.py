"""Every sentence in every language, made from the English of today.

Apart from the unit tests: whoever adds an English sentence is not stopped by it, and whoever releases is.
``python3 -m build.translations`` adds the empty entries, ``--list`` names what is left to do.
"""

from __future__ import annotations

import pytest

from build.translations import CODES, english, left_to_do, read


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_left_to_do(code: str) -> None:
    assert left_to_do(english(), read(code)) == []
