"""Every id has words, every string passes the gates of what its reader can take."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest

from app.diagnosis.sip_alg.boxes import BOXES
from app.model.names import FINDING_IDS, QUESTIONS, Answer, Confidence
from app.words import entries, finding_text, has_text, resource_path, text
from app.words.formatting import placeholders
from app.words.plain_language import (
    MAX_INDEX,
    MAX_SENTENCE_WORDS,
    complaints,
    readability_index,
    reading,
    terms_of_the_trade,
)
from tests.unit.words import used_ids

OWNERS = ("findings", "boxes", "confidence", "states", "steps", "prompts")
"""Sections that an owner reads; ``questions`` too, apart from ``asks``."""
SECTIONS = sorted(path.stem for path in resource_path("texts").glob("*.toml"))
TABLES = {"routers"}
"""Sections whose lines a terminal shows in columns."""
WITHOUT_PLACEHOLDERS = ("questions", "confidence", "states", "steps", "prompts", "not_run")
SECONDS = {"seconds"}


def _strings(node: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _strings(value, f"{path}{key}.")
        elif isinstance(value, str):
            yield path + key, value
        elif isinstance(value, list):
            yield from _strings({str(index): item for index, item in enumerate(value)}, f"{path}{key}.")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_string_is_one_clean_line(section: str) -> None:
    for path, content in _strings(entries(section)):
        assert content == content.strip(), path
        assert "  " not in content or section in TABLES, path
        assert not [char for char in content if unicodedata.category(char).startswith("C")], path


@pytest.mark.parametrize("finding", FINDING_IDS)
def test_a_finding_is_said_in_plain_words(finding: str) -> None:
    words = entries("findings")[finding]
    assert set(words) == {"number", "title", "effect", "action", "next"}
    assert complaints(" ".join((words["title"], words["effect"], words["action"]))) == ()
    assert all(words[part].endswith((".", "!", "?")) for part in ("title", "effect", "action"))


def test_a_box_that_is_to_blame_is_named_in_plain_words() -> None:
    assert set(entries("boxes")) == {*BOXES, "several", "sign_in_page"}
    for words in entries("boxes").values():
        said = [words[part] for part in ("title", "action") if part in words]
        assert all(complaints(sentence) == () or len(sentence.split()) < 12 for sentence in said)
        assert all(sentence.endswith(".") for sentence in said)
    assert finding_text("sip_alg_rewrites", "title") == text("findings", "sip_alg_rewrites", "title")
    assert finding_text("sip_alg_rewrites", "title", {"box": "router"}) == text("findings", "sip_alg_rewrites", "title")
    assert finding_text("sip_alg_rewrites", "action", {"box": "carrier"}) == text("boxes", "carrier", "action")
    harmless = text("findings", "sip_alg_present_harmless", "action")
    assert finding_text("sip_alg_present_harmless", "action", {"box": "carrier"}) == harmless


def test_findings_are_the_closed_list_and_their_numbers_cannot_be_misheard() -> None:
    assert set(entries("findings")) == set(FINDING_IDS)
    numbers = [int(words["number"]) for words in entries("findings").values()]
    assert len(set(numbers)) == len(numbers)
    assert not [number for number in numbers if 13 <= number <= 19 or number % 10 == 0]


def test_findings_use_only_values_that_their_details_carry() -> None:
    for finding, words in entries("findings").items():
        used = frozenset[str]().union(*(placeholders(content) for content in words.values()))
        assert used <= SECONDS, finding


def test_questions_have_a_name_and_three_answers() -> None:
    assert set(entries("questions")) == set(QUESTIONS)
    for question, words in entries("questions").items():
        assert set(words) == {"name", "good", "asks", "limit", *get_args(Answer)}, question
        assert words["good"] in {"yes", "no", "either"}
        for key in ("name", *get_args(Answer)):
            assert terms_of_the_trade(words[key]) == (), (question, key)
            assert len(words[key]) <= 32, (question, key)


def test_confidence_and_states_are_the_closed_lists() -> None:
    assert set(entries("confidence")) == set(get_args(Confidence))
    assert set(entries("states")) == {"pass", "warn", "fail", "not_run"}


@pytest.mark.parametrize("section", OWNERS)
def test_an_owner_meets_no_term_of_the_trade(section: str) -> None:
    for path, content in _strings(entries(section)):
        assert terms_of_the_trade(content) == (), path


@pytest.mark.parametrize("section", ["steps", "prompts"])
def test_what_an_owner_reads_in_passing_is_short(section: str) -> None:
    strings = dict(_strings(entries(section)))
    assert {path: content for path, content in strings.items() if len(content) > 60} == {}
    assert readability_index(". ".join(strings.values())) <= MAX_INDEX  # one label alone has too few words to measure


@pytest.mark.parametrize("section", WITHOUT_PLACEHOLDERS)
def test_no_stray_placeholders(section: str) -> None:
    for path, content in _strings(entries(section)):
        if (section, path.rpartition(".")[2]) == ("questions", "limit"):
            continue  # its numbers come with the session: tests/unit/report/test_one_truth.py
        assert not placeholders(content), path
        assert "{" not in content, path


@pytest.mark.parametrize("use", used_ids.user_errors(), ids=lambda use: use.id)
def test_every_error_has_a_line_that_its_values_fill(use: used_ids.Use) -> None:
    assert has_text("errors", use.id, "text"), f"{use.place}: resources/texts/errors.toml lacks [{use.id}]"
    if use.values is not None:
        assert placeholders(entries("errors")[use.id]["text"]) <= use.values, use.place


def test_every_reason_for_not_testing_has_words() -> None:
    missing = [use for use in used_ids.not_run_reasons() if not has_text("not_run", use.id, "text")]
    assert not missing, "resources/texts/not_run.toml"


def test_every_step_has_words() -> None:
    assert not [use for use in used_ids.steps() if not has_text("steps", use.id, "text")], "resources/texts/steps.toml"


def test_every_prompt_has_words() -> None:
    missing = [use for use in used_ids.prompts() if not has_text("prompts", use.id, "text")]
    assert not missing, "resources/texts/prompts.toml"


def test_the_source_is_really_searched() -> None:
    uses = {use.id: use for use in used_ids.user_errors()}
    assert uses["session_schema"].values == frozenset({"found", "expected"})
    assert "profile_host" in uses  # one branch of a conditional expression
    assert "profile_domain_missing" in uses


@pytest.mark.parametrize("part", ["headline", "tile", "place", "place_state", "page"])
def test_page_one_of_the_report_is_plain_too(part: str) -> None:
    strings = dict(_strings(entries("report")[part]))
    assert {path: terms_of_the_trade(content) for path, content in strings.items() if terms_of_the_trade(content)} == {}
    if part == "headline":
        assert complaints(" ".join(strings.values())) == ()


FOR_EXPERTS = ("provider_note.",)
"""Read by the internet company's engineers, not by the owner."""
AS_ROUTERS_SAY = {
    "checklist_udp_timeout": {"udp"},
    "checklist_encrypted": {"tls"},
    "checklist_other_port": {"port", "ports"},
}
"""Terms that the owner has to find on the router's page or to name to support."""


@pytest.mark.parametrize("section", ["window", "handbook", "pictures"])
def test_what_stands_around_the_screens_is_plain_too(section: str) -> None:
    for path, content in _strings(entries(section)):
        if path.startswith(FOR_EXPERTS):
            continue
        measured = reading(content)
        assert set(measured.terms) <= AS_ROUTERS_SAY.get(path.split(".")[0], set()), path
        assert measured.longest_sentence <= MAX_SENTENCE_WORDS, path
