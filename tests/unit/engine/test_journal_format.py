"""A journal opens again wherever it was cut, and loses at most the line that was being written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.model.codec import observation_to_json
from app.model.facts import Observation, PersonSaid, RunMark
from app.model.journal import entry_line, highest_number, parse_journal

OBSERVATIONS = [
    observation_to_json(Observation(f"o{number}", number / 10, PersonSaid("hear", "yes 🎧" * number)))
    for number in range(1, 6)
]
LINES = [
    entry_line("session", id="s", program={"name": "CallMend", "version": "1"}, profile={"domain": "sip.example"}),
    entry_line("run", label="before", started="2026-01-01T00:00:00.000Z"),
    *(entry_line("observation", observation=item) for item in OBSERVATIONS[:3]),
    entry_line("finished", finished="2026-01-01T00:01:00.000Z", timings={"wall_s": 60.0}),
    entry_line("run", label="after", started="2026-01-01T01:00:00.000Z"),
    *(entry_line("observation", observation=item) for item in OBSERVATIONS[3:]),
    entry_line("closed"),
]
WHOLE = b"".join(LINES)


def _complete_lines(size: int) -> int:
    count = 0
    for line in LINES:
        size -= len(line)
        if size < -1:  # a line without its newline is whole all the same
            break
        count += 1
    return count


def test_whole_journal_tells_everything() -> None:
    content = parse_journal(WHOLE)
    assert [run.label for run in content.runs] == ["before", "after"]
    assert [len(run.observations) for run in content.runs] == [3, 2]
    assert content.runs[0].timings == {"wall_s": 60.0}
    assert content.closed
    assert content.damaged == 0
    assert highest_number(content) == 5


def test_cut_at_every_byte_it_gives_exactly_the_lines_before_the_cut() -> None:
    for size in range(len(WHOLE) + 1):
        content = parse_journal(WHOLE[:size])
        complete = LINES[: _complete_lines(size)]
        assert content.observation_count == sum(b'"entry":"observation"' in line for line in complete)
        assert content.damaged <= 1
        assert content.closed == (len(complete) == len(LINES))


def test_cut_anywhere_it_goes_on_on_a_new_line() -> None:
    more = entry_line("observation", observation=OBSERVATIONS[0])
    for size in range(len(WHOLE) + 1):
        cut = WHOLE[:size]
        before = parse_journal(cut).observation_count
        glue = b"\n" if cut and not cut.endswith(b"\n") else b""
        again = parse_journal(cut + glue + more)
        assert again.observation_count == before + 1
        assert not again.closed


@given(st.binary(max_size=400))
def test_no_bytes_raise(noise: bytes) -> None:
    parse_journal(noise)
    assert parse_journal(WHOLE + b"\n" + noise).observation_count >= 5


def test_lines_of_zeros_left_by_a_power_cut_are_passed_over() -> None:
    content = parse_journal(WHOLE[: len(WHOLE) // 2] + b"\0" * 300 + b"\n" + LINES[-2])
    assert content.damaged >= 1
    assert content.observation_count >= 1


def test_marks_are_observations_like_others() -> None:
    line = entry_line("observation", observation=observation_to_json(Observation("o9", 1.0, RunMark("stopped"))))
    assert highest_number(parse_journal(line)) == 9
