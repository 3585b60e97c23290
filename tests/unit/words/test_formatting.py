"""Filling values into sentences never raises and never reads a value as a template."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.words.formatting import MISSING, fill, placeholders


def test_names_in_braces_are_filled() -> None:
    assert fill("{a} and {b_2}", {"a": 1, "b_2": "two", "unused": 3}) == "1 and two"


def test_a_missing_value_leaves_a_mark() -> None:
    assert fill("after {seconds} seconds", {}) == f"after {MISSING} seconds"


def test_values_are_not_templates_and_objects_are_not_opened() -> None:
    assert fill("{a}", {"a": "{b}", "b": "secret"}) == "{b}"
    assert fill("{a.__class__} {a[0]} {} {A}", {"a": "x"}) == "{a.__class__} {a[0]} {} {A}"


def test_placeholders_are_listed() -> None:
    assert placeholders("{a} {b} {a} {} {B}") == {"a", "b"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_nothing_raises(template: str, values: dict[str, str]) -> None:
    fill(template, values)
