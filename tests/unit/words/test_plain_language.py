"""The gates measure what they say, against values worked out by hand."""

from __future__ import annotations

import pytest

from app.words.plain_language import complaints, readability_index, reading, terms_of_the_trade


def test_readability_index_by_hand() -> None:
    # 6 words, 17 letters, one sentence: 4.71 * 17/6 + 0.5 * 6 - 21.43
    assert readability_index("The cat sat on the mat.") == pytest.approx(4.71 * 17 / 6 + 3 - 21.43)
    # 4 words, 44 letters, two sentences
    hard = "Miscellaneous considerations. Notwithstanding insufficient."
    assert readability_index(hard) == pytest.approx(4.71 * 54 / 4 + 0.5 * 2 - 21.43)
    assert readability_index("") == 0.0


def test_words_and_sentences_are_counted() -> None:
    measured = reading("Plug in a cable. Don't pull it out, and wait for the well-known light!")
    assert (measured.words, measured.longest_sentence) == (14, 10)


@pytest.mark.parametrize(
    ("content", "terms"),
    [
        ("The SIP ALG is on", ("sip", "alg")),
        ("Packet loss and jitter", ("jitter", "packet", "packet loss")),
        ("Sipping tea in a report about ports", ("ports",)),
        ("Salt & pepper", ("&",)),
        ("The firewall of this computer", ()),
    ],
)
def test_terms_are_found_as_whole_words(content: str, terms: tuple[str, ...]) -> None:
    assert terms_of_the_trade(content) == terms


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("The gateway is down.", "instead of 'gateway'"),
        ("Incomprehensible institutional terminology.", "readability"),
        ("a " * 21 + ".", "a sentence has 21 words"),
        ("Do it now. " * 16, "48 words together"),
    ],
)
def test_each_gate_can_fail(content: str, complaint: str) -> None:
    assert any(complaint in line for line in complaints(content))


def test_plain_words_pass() -> None:
    assert complaints("Plug in a cable. Then press Try again.") == ()
