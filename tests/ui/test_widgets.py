"""The parts by themselves."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.model.session import SpokenCode
from app.ui.details import fact_line, fact_lines
from app.ui.look import look
from app.ui.pages.report import breakable
from app.ui.say import say
from app.ui.widgets.code_words import CodeWords, to_read_aloud
from app.ui.widgets.key_rows import aligned
from app.ui.widgets.path_picture import PathPicture
from app.ui.widgets.proof_box import ProofBox
from app.ui.widgets.ring import Ring
from app.ui.widgets.sound import BARS, LevelBar, Wave, share
from app.wizard.answers import Known
from app.wizard.path import path_of
from app.words import language_of, speak


def test_a_lost_key_is_a_gap_in_its_own_place() -> None:
    assert aligned("123", "13") == [("1", False), (None, True), ("3", False)]


def test_doubled_and_changed_keys_are_marked_and_the_others_are_not() -> None:
    assert aligned("12", "112") in (
        [("1", True), ("1", False), ("2", False)],
        [("1", False), ("1", True), ("2", False)],
    )
    assert aligned("12", "1#") == [("1", False), ("#", True)]
    assert aligned("123", "") == [(None, True)] * 3


def test_the_ring_never_says_that_it_is_over(application: QApplication) -> None:
    ring = Ring()
    ring.show_time(1.0, 0.0)
    assert ring.value() == 97
    assert ring.accessibleName() == "Almost done"
    ring.show_time(0.4, 12.4)
    assert ring.accessibleName() == "About 12 seconds left"


@pytest.mark.parametrize(("dbfs", "expected"), [(-120.0, 0.0), (-60.0, 0.0), (-30.0, 0.5), (0.0, 1.0), (6.0, 1.0)])
def test_a_level_becomes_a_share_of_the_bar(dbfs: float, expected: float) -> None:
    assert share(dbfs) == expected


def test_sound_is_told_in_words(application: QApplication) -> None:
    wave = Wave("inbound")
    assert wave.accessibleName() == "You hear: quiet"
    wave.show_levels([-20.0] * (BARS + 5))
    assert wave.accessibleName() == "You hear: sound"
    bar = LevelBar()
    bar.show_level(-30.0)
    assert bar.value() == 50
    bar.show_level(None)
    assert bar.value() == 0


def test_hostile_values_stay_text(application: QApplication) -> None:
    box = ProofBox()
    box.show_proof("sip_alg_changed", {"before": "<img src=x>", "after": "</b><a href='x'>"})
    shown = box.words.text()
    assert "<img" not in shown
    assert "<a " not in shown
    assert "&lt;img" in shown


def test_words_that_do_not_exist_are_said_as_their_id() -> None:
    assert say("window", "frame", "no_such_thing") == "frame no such thing"


def test_a_fact_becomes_one_short_line() -> None:
    line = fact_line({"id": "o1", "kind": "sip.message", "at_s": 1.5, "raw": "INVITE\r\n" + "x" * 500})
    assert "\n" not in line
    assert len(line) <= 220
    assert fact_lines([{"id": "o1"}, {"id": "o2"}]).splitlines()[0].strip() == "o2"


def test_a_long_path_can_be_broken_and_copied() -> None:
    assert breakable("/a/b").replace("\u200b", "") == "/a/b"


def test_letters_grow_with_the_scale(application: QApplication) -> None:
    small = look.font("body").pixelSize()
    look.scale = 2.0
    assert look.font("body").pixelSize() == pytest.approx(2 * small, abs=1)
    assert look.font("number").pixelSize() >= 28 * 96 / 72  # 28 points or more


def test_the_code_is_digits_in_a_language_without_a_list_of_words(application: QApplication) -> None:
    code = SpokenCode(("lamp", "river", "goat", "desk"), "4821179036")
    try:
        speak(language_of("de"))
        widget = CodeWords()
        widget.show_code(code)
        shown = [card.word.text() for card in widget.words if not card.isHidden()]
        assert shown == ["482", "117", "9036"]
        assert widget.words[0].word.accessibleName() == "4 8 2"
        assert widget.digits.isHidden()
        assert to_read_aloud(code) == tuple("4821179036")
    finally:
        speak(language_of("en"))
    assert to_read_aloud(code) == code.words


def test_nothing_moves_for_who_asked_for_less_motion(application: QApplication) -> None:
    picture = PathPicture()
    picture.show()
    for calm in (False, True):
        look.calm = calm
        picture.show_path(path_of(Known()), moving=True)
        assert picture._timer.isActive() is not calm
    picture.close()
