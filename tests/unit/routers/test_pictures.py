"""The drawn pages: well formed, within SVG Tiny, ringed at the right place, readable large and from right to left."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from app.routers.catalogue import catalogue
from app.routers.guide import STEP_KINDS, Guide
from app.routers.picture.draw import draw
from app.routers.picture.looks import LOOKS
from app.routers.picture.marks import RING
from app.routers.picture.measure import text_width, wrap

Make = Callable[..., Guide]
TINY = {"svg", "title", "rect", "path", "line", "circle", "polyline", "text"}
EVERY = [(item, step) for item in catalogue().values() for step in item.steps]


def elements(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter())


def rings(svg: str) -> list[ElementTree.Element]:
    return [part for part in elements(svg) if part.get("stroke") == RING]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_every_picture_keeps_to_svg_tiny_and_to_its_edges(scale: float) -> None:
    for item, step in EVERY:
        picture = draw(step, item, scale=scale)
        names = {part.tag.partition("}")[2] for part in elements(picture.svg)}
        assert names <= TINY, (item.id, names - TINY)
        assert "style=" not in picture.svg
        assert "class=" not in picture.svg
        assert "href" not in picture.svg
        for drawn in picture.texts:
            assert drawn.box.x >= 0, (item.id, step.kind, drawn)
            assert drawn.box.right <= picture.width, (item.id, step.kind, drawn)


def test_every_picture_has_a_ring_and_says_so_in_words() -> None:
    for item, step in EVERY:
        picture = draw(step, item)
        assert rings(picture.svg), (item.id, step.kind)
        assert re.search(r"\b1: ", picture.alternative), (item.id, step.kind)


def test_letters_grow_with_the_scale() -> None:
    item = catalogue()["netgear-nighthawk"]
    sizes = [
        max(float(part.get("font-size", "0")) for part in elements(draw(item.steps[2], item, scale=scale).svg))
        for scale in (1.0, 2.0)
    ]
    assert sizes[1] == pytest.approx(2 * sizes[0])


def test_the_ring_goes_around_the_control_and_the_button() -> None:
    item = catalogue()["netgear-nighthawk"]
    picture = draw(item.steps[2], item)
    words = {drawn.text: drawn.box for drawn in picture.texts}
    boxes = [tuple(float(ring.get(name, "0")) for name in ("x", "y", "width", "height")) for ring in rings(picture.svg)]
    for (x, y, w, h), label in zip(boxes, ("Disable SIP ALG", "Apply"), strict=True):
        inner = words[label]
        assert x <= inner.x
        assert inner.right <= x + w
        assert y <= inner.y + inner.h / 2 <= y + h


def test_the_numbers_count_up() -> None:
    item = catalogue()["mikrotik-routeros"]
    picture = draw(item.steps[2], item)
    assert "1: the line sip" in picture.alternative
    assert "2: the button Disable" in picture.alternative


def test_what_is_not_confirmed_has_a_dashed_ring(make: Make) -> None:
    sure = make()
    doubtful = make(step=[{"kind": "tick", "label": "SIP ALG", "to": "off", "sure": False}], undo={"way": "nothing"})
    assert all(ring.get("stroke-dasharray") is None for ring in rings(draw(sure.steps[1], sure).svg))
    assert all(ring.get("stroke-dasharray") for ring in rings(draw(doubtful.steps[0], doubtful).svg))


def test_a_page_from_right_to_left_is_mirrored_but_its_letters_are_not(make: Make) -> None:
    label = "\u062a\u0639\u0637\u064a\u0644 SIP"
    step = {"kind": "tick", "label": label, "to": "off"}
    left, right = (draw(item.steps[0], item) for item in (make(step=[step]), make(step=[step], language="ar")))
    assert label in right.svg
    at = [next(part for part in elements(picture.svg) if part.text == label) for picture in (left, right)]
    assert float(at[0].get("x", "0")) + float(at[1].get("x", "0")) == pytest.approx(left.width)
    assert (at[0].get("text-anchor"), at[1].get("text-anchor")) == ("start", "end")


def test_labels_from_a_file_cannot_break_the_picture(make: Make) -> None:
    step = {"kind": "tick", "label": '</text><script>x</script>"&', "to": "off", "save": "<b>"}
    item = make(step=[step])
    picture = draw(item.steps[0], item)
    assert {part.tag.partition("}")[2] for part in elements(picture.svg)} <= TINY


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_look_draws_every_browser_step(make: Make, look: str) -> None:
    steps = [
        {"kind": "login"},
        {"kind": "menu", "path": ["One", "Two", "Three", "Four"]},
        {"kind": "choice", "label": "SIP", "to": "Off", "options": ["Off"], "save": "Save"},
        {"kind": "switch", "label": "A very long label that has to go over more than one line", "to": "off"},
        {"kind": "look", "label": "SIP", "path": ["One", "Two"], "to": "off"},
        {"kind": "restart", "path": ["One", "Two"]},
    ]
    item = make(look=look, step=steps)
    for step in item.steps:
        picture = draw(step, item)
        assert picture.height > 60
        assert rings(picture.svg)


def test_every_kind_of_step_is_used_by_some_guide_or_known_to_be_free() -> None:
    assert set(STEP_KINDS) - {step.kind for _, step in EVERY} <= {"field"}


def test_wrapping_keeps_every_letter() -> None:
    text = "Automatically detect and inspect the protocol Donaudampfschifffahrtsgesellschaft"
    lines = wrap(text, 12, 90)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 12) <= 90 for line in lines)
