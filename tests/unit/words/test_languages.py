"""The language spoken: found by the person's wishes, followed by every sentence, English where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.model.errors import UserError
from app.words import LANGUAGES, best_match, entries, language_of, source_entries, speak, spoken, text, translation
from app.words.languages import PSEUDO
from app.words.po import Entry, parse, written
from app.words.pseudo import pseudo
from build.translations import CODES, brought_up_to_date, english, fits, left_to_do, read


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak(LANGUAGES[0])


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (["de-AT", "en"], "de"),
        (["pt_PT.UTF-8"], "pt-BR"),
        (["xx", "ar-EG"], "ar"),
        (["zh-CN"], "en"),
        ([], "en"),
        (["C"], "en"),
        (["den"], "en"),
    ],
)
def test_the_first_wish_that_we_speak_is_taken(wanted: list[str], code: str) -> None:
    assert best_match(wanted).code == code


def test_a_language_is_asked_for_by_its_code() -> None:
    assert language_of("PT_br").code == language_of("pt").code == "pt-BR"
    with pytest.raises(UserError, match="language_unknown"):
        language_of("klingon")


def test_sentences_follow_the_language_and_fall_back_to_english_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "states.pass.word": ("Works", "Läuft"),
        "states.fail.word": ("Was something else once", "Kaputt"),
        "findings.call_drops_no_ack.title": (
            "Calls stop after about {seconds} seconds.",
            "Anrufe enden nach {minuten}.",
        ),
    }
    monkeypatch.setattr(translation, "translations", lambda code: known)
    made = translation.translated("states", source_entries("states"), language_of("de"))
    assert made["pass"]["word"] == "Läuft"
    assert made["fail"]["word"] == "Broken", "made from another English sentence"
    findings = translation.translated("findings", source_entries("findings"), language_of("de"))
    assert findings["call_drops_no_ack"]["title"] == "Calls stop after about {seconds} seconds.", "other placeholders"
    assert findings["call_drops_no_ack"]["number"] == "6"


def test_everything_but_names_for_the_program_changes_with_the_language() -> None:
    speak(PSEUDO)
    assert text("states", "pass", "word") == "[Wõrkš]"
    assert text("findings", "call_drops_no_ack", "title", seconds=32).count("32") == 1
    screen = entries("screens")["11"]
    assert screen["main"]["id"] == "start"
    assert screen["main"]["label"].startswith("[Stàrt")
    assert entries("changes") is source_entries("changes")
    assert spoken() == PSEUDO


def test_pseudo_keeps_what_is_filled_in_and_is_a_third_longer() -> None:
    source = "Press {label}, then [[Apply]] and wait for the light."
    assert "{label}" in pseudo(source)
    assert "[[Apply]]" in pseudo(source)
    assert len(pseudo(source)) > 1.2 * len(source)


def test_a_translation_file_reads_back_as_it_was_written_and_as_an_editor_folds_it() -> None:
    saved = [Entry("a.b", 'Say "yes" \\ no', 'Sagen Sie „ja" \\ nein'), Entry("a.c", "Old", "Alt", stale=True)]
    content = written(saved, "pt-BR")
    assert list(parse(content)) == saved
    assert '"Language: pt_BR\\n"' in content
    folded = content.replace('msgstr "Alt"', 'msgstr ""\n"A"\n"lt"')
    assert list(parse(folded)) == saved


def test_bringing_up_to_date_keeps_marks_and_drops() -> None:
    old = [
        Entry("s.kept", "Stop", "Halt"),
        Entry("s.changed", "Go on", "Weiter"),
        Entry("s.gone", "Bye", "Tschüss"),
    ]
    sources = {"s.kept": "Stop", "s.changed": "Go on now", "s.moved": "Stop", "s.new": "Hello"}
    new = brought_up_to_date(sources, old)
    assert new == [
        Entry("s.kept", "Stop", "Halt"),
        Entry("s.changed", "Go on now", "Weiter", stale=True),
        Entry("s.moved", "Stop", "Halt"),
        Entry("s.new", "Hello", ""),
    ]
    assert left_to_do(sources, new) == ["stale s.changed: Go on now", "missing s.new: Hello"]
    assert left_to_do({"s.kept": "Stop"}, old)[0] == "gone s.changed"


@pytest.mark.parametrize(
    ("source", "target", "good"),
    [
        ("{a} of {b}", "{b} / {a}", True),
        ("{a} of {b}", "{a} of", False),
        ("{a}", "{a} {b}", False),
        ("{a}", "{ a}", False),
        ("{a}", "{a}}", False),
    ],
)
def test_placeholders_have_to_be_the_same(source: str, target: str, good: bool) -> None:
    assert fits(source, target) is good


@pytest.mark.parametrize("code", CODES)
def test_no_translation_has_other_placeholders_or_untidy_blanks(code: str) -> None:
    """What is missing or stale is the business of tests/translations: it must not stop whoever adds a sentence."""
    for entry in read(code):
        if entry.target and not entry.stale:
            assert fits(entry.source, entry.target), entry
            assert entry.target == entry.target.strip(), entry
            assert entry.source.count("[[") == entry.target.count("[["), entry


def test_every_sentence_has_one_place() -> None:
    assert len(english()) > 1000
    assert all(Path(place).name == place for place in english())
