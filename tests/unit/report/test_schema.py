"""The published schema is today's, and every recorded file, of whatever version, fits it and opens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from app.engine.reading import read_session
from app.model.session import SCHEMA
from app.report.html import render_html
from app.report.shared import shared_session
from build.schema import PLACE, schema, text

RECORDED = sorted((Path(__file__).parents[2] / "recorded").glob("*.json"))


def test_the_published_file_is_up_to_date_and_is_a_schema() -> None:
    assert PLACE.read_text(encoding="utf-8") == text(), "run: python -m build.schema"
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recorded_and_shared_files_fit_it(path: Path) -> None:
    check = Draft202012Validator(schema())
    document = json.loads(path.read_text(encoding="utf-8"))
    check.validate(document)
    session = read_session(path)
    check.validate(json.loads(json.dumps(shared_session(session))))
    assert session.program_version in render_html(session)


def test_one_file_of_each_version_is_kept() -> None:
    versions = {json.loads(path.read_text(encoding="utf-8"))["schema"] for path in RECORDED}
    number = int(SCHEMA.rpartition("/")[2])
    assert versions == {f"callmend.session/{one}" for one in range(1, number + 1)}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("runs"),
        lambda data: data.update(schema="callmend.session/0"),
        lambda data: data["runs"][0]["observations"][0].pop("id"),
        lambda data: data["runs"][0]["diagnosis"]["verdicts"][0].update(answer="maybe"),
    ],
)
def test_what_is_no_session_does_not_fit(spoil: Any) -> None:
    data = json.loads(RECORDED[0].read_text(encoding="utf-8"))
    spoil(data)
    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(data)


def test_a_kind_of_tomorrow_fits() -> None:
    data = json.loads(RECORDED[0].read_text(encoding="utf-8"))
    data["runs"][0]["observations"].append({"id": "o999", "kind": "comet.sighting", "at_s": 1.0, "tail_m": 7})
    Draft202012Validator(schema()).validate(data)
