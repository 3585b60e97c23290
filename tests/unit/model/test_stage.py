"""What a practice world tells beside its profile survives the way; what cannot be read is as if it were not told."""

from __future__ import annotations

import json

import pytest

from app.model.endpoint import Endpoint
from app.model.stage import Happening, Stage

WHOLE = Stage(
    20.0,
    Endpoint("127.0.0.1", 5351),
    ({"kind": "person.said", "question": "hear", "answer": "none"},),
    (Happening("sleeps", 40, 30), Happening("roams", 50, to="02:00:00:00:00:#0", calls=3)),
    Endpoint("127.0.0.1", 53),
    Endpoint("127.0.0.1", 80),
    960.0,
    forgets=False,
)


@pytest.mark.parametrize("stage", [WHOLE, Stage()])
def test_it_survives_the_way(stage: Stage) -> None:
    assert Stage.heard(json.loads(json.dumps(stage.told()))) == stage


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {"pace": True, "gateway": 7, "resolver": "127.0.0.1:x", "computer": "x", "happens": [{"what": "burns"}]},
        {"pace": 1000, "happens": [{"what": "sleeps"}], "hold_s": "long"},
    ],
)
def test_what_cannot_be_read_is_as_if_it_were_not_told(told: object) -> None:
    assert Stage.heard(told) == Stage()
