"""Contrast as WCAG 2.2 counts it, in light and dark, and with any colour a provider may choose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QPalette

from app.ui.theme import DARK, LIGHT, Theme, contrast, from_system, mixed, palette, with_accent

THEMES = {"light": LIGHT, "dark": DARK}
TEXT_PAIRS = [
    ("text", "window"),
    ("text", "card"),
    ("text", "tint"),
    ("text", "panel"),
    ("quiet", "window"),
    ("quiet", "card"),
    ("quiet", "panel"),
    ("accent", "card"),
    ("on_accent", "accent"),
    ("ok", "ok_ground"),
    ("look", "look_ground"),
    ("broken", "broken_ground"),
    ("broken", "card"),
    ("broken", "window"),
    ("text", "look_ground"),
    ("text", "broken_ground"),
]
PART_PAIRS = [("accent", "window"), ("accent", "panel"), ("quiet", "card"), ("ok", "card"), ("look", "card")]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_can_be_told_from_their_ground(theme: Theme, part: str, ground: str) -> None:
    assert contrast(getattr(theme, part), getattr(theme, ground)) >= 3


@settings(deadline=None)
@given(st.integers(0, 0xFFFFFF), st.sampled_from([LIGHT, DARK]))
def test_any_accent_of_a_provider_ends_up_readable(colour: int, theme: Theme) -> None:
    own = with_accent(theme, f"#{colour:06X}")
    assert contrast(own.on_accent, own.accent) >= 4.5
    for ground in (own.card, own.window, own.tint, own.panel):
        assert contrast(own.accent, ground) >= 4.5
        assert contrast(own.text, ground) >= 4.5


def test_an_accent_that_is_no_colour_changes_nothing() -> None:
    assert with_accent(LIGHT, "blueish") is LIGHT
    assert with_accent(LIGHT, "url(evil)") is LIGHT


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert mixed("#FFFFFF", "#000000", 0.5) == "#808080"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_disabled_text_stays_readable(theme: Theme) -> None:
    made = palette(theme)
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    assert contrast(disabled, theme.card) >= 4.5


def test_high_contrast_takes_the_systems_colours() -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Window, QColor("#000000"))
    system.setColor(QPalette.ColorRole.Base, QColor("#000000"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#FFFF00"))
    theme = from_system(system)
    assert (theme.dark, theme.text, theme.window) == (True, "#FFFF00", "#000000")
    assert {theme.ok, theme.look, theme.broken} == {"#FFFF00"}
