"""A small guide to change at will."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from app.routers.guide import Guide
from app.routers.reader import guide_from_data

GOOD = """
id = "maker-box"
brand = "Maker"
family = "Box"
kind = "switch"
confidence = "low"
look = "teal-tabs"
feature = ["SIP ALG"]
admin = ["http://192.168.7.1"]
sources = ["Maker, Box manual, page 3"]
[[step]]
kind = "menu"
path = ["Advanced", "NAT", "ALG"]
[[step]]
kind = "tick"
label = "SIP ALG"
to = "off"
save = "Apply"
[restart]
need = "unknown"
[verify]
[undo]
way = "reverse"
"""

Make = Callable[..., Guide]


@pytest.fixture
def good_text() -> str:
    return GOOD


@pytest.fixture
def make() -> Make:
    """Reads the small guide with top-level keys replaced."""

    def build(**changes: Any) -> Guide:
        return guide_from_data({**tomllib.loads(GOOD), **changes}, "maker-box.toml")

    return build
