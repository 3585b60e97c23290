"""The spoken code carries all twelve states and notices what is misheard on the phone."""

from __future__ import annotations

import itertools
import random
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.diagnosis import Diagnosis, Verdict
from app.model.errors import UserError
from app.model.names import CODED_QUESTIONS, Question
from app.model.states import STATES, State
from app.report.code import code_of_states, decode, spoken_code
from app.report.code_words import code_words, value_of

STATE_SETS = st.fixed_dictionaries(dict.fromkeys(CODED_QUESTIONS, st.sampled_from(STATES)))


def _sample(seed: int = 7) -> dict[Question, State]:
    choose = random.Random(seed)
    return {question: choose.choice(STATES) for question in CODED_QUESTIONS}


def _distance(first: str, second: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        new = [i]
        for j, b in enumerate(second, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))
        row = new
    return row[-1]


def test_the_list_has_256_simple_words() -> None:
    words = code_words()
    assert len(words) == len(set(words)) == 256
    assert list(words) == sorted(words)
    assert all(re.fullmatch(r"[a-z]{3,10}", word) for word in words)


def test_words_have_one_or_two_syllables() -> None:
    """Groups of vowels, without a silent e at the end; the one word that has another inside is known."""
    for word in set(code_words()) - {"iceberg"}:
        heard = re.sub(r"(?<=[^aeiouyl])e$", "", word)
        assert 1 <= len(re.findall(r"[aeiouy]+", heard)) <= 2, word


def test_no_two_words_are_within_one_letter() -> None:
    assert [pair for pair in itertools.combinations(code_words(), 2) if _distance(*pair) < 2] == []


def test_four_letters_tell_the_words_apart() -> None:
    assert len({word[:4] for word in code_words()}) == 256


def test_twelve_questions_of_two_bits() -> None:
    assert len(CODED_QUESTIONS) == 12
    assert set(get_args(State)) == {"pass", "warn", "fail", "not_run"}
    assert STATES == ("pass", "warn", "fail", "not_run")


@given(STATE_SETS)
def test_both_forms_come_back(states: dict[Question, State]) -> None:
    code = code_of_states(states)
    assert decode(code.words) == states
    assert decode(code.digits) == states


def test_the_code_of_a_diagnosis() -> None:
    diagnosis = Diagnosis((Verdict("internet", "yes", "certain", "x"), Verdict("sip_alg", "yes", "certain", "x")))
    states = decode(spoken_code(diagnosis).words)
    assert states["internet"] == "pass"
    assert states["sip_alg"] == "fail"
    assert {state for question, state in states.items() if question not in ("internet", "sip_alg")} == {"not_run"}


def test_a_code_never_changes_its_meaning() -> None:
    """Codes are read out months later by other versions: these are fixed for ever."""
    passed = code_of_states(dict.fromkeys(CODED_QUESTIONS, "pass"))
    mixed = code_of_states({"internet": "pass", "registration": "fail", "sip_alg": "warn"})
    assert (passed.words, passed.digits) == (("LAMP", "RIVER", "GOAT", "DESK"), "1907710522")
    assert (mixed.words, mixed.digits) == (("FOX", "GARAGE", "PILOT", "ZIPPER"), "1314039295")


@pytest.mark.parametrize("form", ["{0} {1} {2} {3}", "{0}-{1}-{2}-{3}", " {0},{1} ,{2}.  {3}!"])
def test_any_way_of_typing(form: str) -> None:
    code = code_of_states(_sample())
    assert decode(form.format(*code.words)) == _sample()
    assert decode(form.format(*code.words).lower()) == _sample()


def test_digits_may_be_grouped() -> None:
    digits = code_of_states(_sample()).digits
    assert decode(f"{digits[:3]} {digits[3:6]} {digits[6:]}") == _sample()
    assert decode(f"{digits[:3]}-{digits[3:6]}-{digits[6:]}") == _sample()


@pytest.mark.parametrize("place", range(4))
def test_any_single_wrong_word_is_noticed(place: int) -> None:
    right = list(code_of_states(_sample()).words)
    wrong = [word.upper() for word in code_words() if word.upper() != right[place]]
    assert len(wrong) == 255
    for word in wrong:
        with pytest.raises(UserError, match="code_check"):
            decode([*right[:place], word, *right[place + 1 :]])


@given(STATE_SETS, st.sampled_from(list(itertools.combinations(range(4), 2))))
def test_two_words_in_each_others_place_are_noticed(states: dict[Question, State], places: tuple[int, int]) -> None:
    words = list(code_of_states(states).words)
    first, second = places
    if words[first] != words[second]:
        words[first], words[second] = words[second], words[first]
        with pytest.raises(UserError, match="code_check"):
            decode(words)


def test_a_slip_of_one_letter_is_forgiven() -> None:
    words = code_of_states(_sample()).words
    assert decode([words[0][:-1], *words[1:]]) == _sample() or value_of(words[0][:-1]) is None
    assert value_of("lampp") == value_of("lamp") == code_words().index("lamp")
    assert value_of("rivar") == code_words().index("river")
    assert value_of("goa") == code_words().index("goat")
    assert value_of("riverboat") is None


@pytest.mark.parametrize(
    ("spoken", "error"),
    [
        ("", "code_length"),
        ("lamp river goat", "code_length"),
        ("lamp river goat desk lamp", "code_length"),
        ("lamp river goat zzzzz", "code_word"),
        ("123456789", "code_digits"),
        ("12345678901", "code_digits"),
        ("9999999999", "code_check"),
        ("lamp 1 river", "code_length"),
    ],
)
def test_what_is_no_code_is_said_so(spoken: str, error: str) -> None:
    with pytest.raises(UserError, match=error):
        decode(spoken)


def test_a_wrong_word_is_answered_with_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        decode("lamp riverr goooat desk")
    assert caught.value.values == {"word": "goooat", "nearest": "GOAT"}
