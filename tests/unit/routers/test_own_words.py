"""What guides say in sentences of their own: in the owner's language, with the router's labels as they stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.routers.catalogue import catalogue
from app.routers.own_words import identity, keeps_labels, own_sentences, said
from app.routers.wording import words_of
from app.words import LANGUAGES, language_of, speak

FOR_A_FRENCH_DESK = "Merci de désactiver SIP ALG sur ma Freebox Pro."


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    speak(language_of("en"))


def test_every_instruction_of_every_guide_is_said_in_every_language() -> None:
    english = own_sentences(catalogue().values())
    assert len(english) == len(set(english.values())) > 80  # no two share an id
    for language in LANGUAGES[1:]:
        speak(language)
        left = {sentence for sentence in english.values() if said(sentence) == sentence}
        assert left <= {FOR_A_FRENCH_DESK}, language.code


def test_labels_stay_as_the_router_writes_them() -> None:
    speak(language_of("de"))
    step = next(one for one in catalogue()["generic"].steps if "[[Disable SIP ALG]]" in one.words)
    told = words_of(step, catalogue()["generic"])
    assert "Disable SIP ALG" in [part.text for part in told.parts if part.label]
    assert "Haken" in told.plain


def test_what_nobody_translated_stays_english() -> None:
    speak(language_of("ar"))
    assert said("A sentence that no guide has.") == "A sentence that no guide has."
    assert said("") == ""


def test_a_translation_with_other_labels_is_not_used() -> None:
    assert keeps_labels("Press [[Save]], then [[Save]].", "[[Save]] [[Save]]")
    assert not keeps_labels("Press [[Save]].", "Drücken Sie [[Speichern]].")


def test_an_id_changes_with_the_words() -> None:
    assert identity("one") != identity("two")
