"""Reading guide files: strict, and every mistake names itself."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from app.routers.reader import GuideFileError, guide_from_data

GOOD = """
id = "maker-box"
brand = "Maker"
family = "Box"
kind = "switch"
confidence = "low"
look = "teal-tabs"
feature = ["SIP ALG"]
sources = ["Maker, Box manual, page 3"]
[[step]]
kind = "tick"
label = "SIP ALG"
to = "off"
[restart]
need = "unknown"
[verify]
[undo]
way = "reverse"
"""


def data(**changes: Any) -> dict[str, Any]:
    return {**tomllib.loads(GOOD), **changes}


def test_lists_become_tuples_and_defaults_fill_in() -> None:
    guide = guide_from_data(data(models=["A", "B"]), "x.toml")
    assert guide.models == ("A", "B")
    assert guide.steps[0].label == "SIP ALG"
    assert guide.recognise.makers == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colour": "red"}, "unknown key colour"),
        ({"confidence": "sure"}, "confidence must be one of high"),
        ({"models": "A"}, "models must be a list"),
        ({"brand": 3}, "brand must be str"),
        ({"step": [{"kind": "tick", "label": "x"}]}, "step 1 (tick) needs to"),
        ({"step": [{"kind": "menu", "path": ["a"], "commands": ["end"]}]}, "step 1 (menu) does not know commands"),
        ({"step": [{"kind": "menu", "path": ["a", "b"], "nav": ["side"]}]}, "nav and path differ"),
        ({"step": [{"kind": "dance"}]}, "step[0].kind must be one of"),
        ({"undo": {}}, "missing key undo.way"),
        ({"step": [{"kind": "tick", "label": "x", "to": "on", "also": [["a"]]}]}, "must have 2 entries"),
    ],
)
def test_a_mistake_names_itself(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(GuideFileError) as caught:
        guide_from_data(data(**changes), "x.toml")
    assert any(words in line for line in caught.value.problems), caught.value.problems


def test_all_mistakes_come_together() -> None:
    with pytest.raises(GuideFileError) as caught:
        guide_from_data(data(colour="red", confidence="sure"), "x.toml")
    assert len(caught.value.problems) == 2
