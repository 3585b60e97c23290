"""Back is exact, trouble comes home, and an unfinished session is taken up at the right place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.model.names import FindingId
from app.wizard.answers import Answers, Known, SignIn
from app.wizard.journey import MAX_PAST, Journey, Visit, advance, back, station
from tests.unit.wizard.situations import ALL, known_with

OFFERED = ALL - {"24", "71", "72"}
START = Journey("11", Answers(practice="healthy"))


def walk(journey: Journey, *events: str, known: Known | None = None) -> Journey:
    for event in events:
        journey = advance(journey, event, known or Known(), OFFERED, journey.answers).journey
    return journey


def test_the_shortest_journey_on_a_healthy_line() -> None:
    healthy = known_with("no_fault_found", digits=("12", "12"), devices="found", outputs=("a",), inputs=("b",))
    way = "start>12 agree>21 continue>22b continue>23 continue>31 measured>41 play>41p measured>41q answered>41b"
    way += " answered>42 measured>43 measured>44"
    way += " call>44p measured>45 speak>45p measured>46 press_keys>46p measured>46r continue>47"
    way += " call>47p measured>48 call>48p measured>51 continue>63"
    way += " continue>71b continue>74"
    journey = START
    for pair in way.split():
        event, screen = pair.split(">")
        journey = walk(journey, event, known=healthy)
        assert journey.screen == screen
    assert advance(journey, "close", healthy, OFFERED, journey.answers).closes


def test_back_shows_a_page_as_it_was_left() -> None:
    journey = walk(START, "start", "agree")
    chosen = replace(journey.answers, symptom="calls_stop")
    there = advance(journey, "continue", Known(), OFFERED, chosen).journey
    typed = replace(there.answers, sign_in=SignIn("phone.example", "100"))
    connected = advance(there, "continue", Known(), OFFERED, typed).journey
    looking = advance(connected, "continue", Known(), OFFERED, connected.answers)
    assert (looking.journey.screen, looking.starts) == ("31", True)
    details = back(back(looking.journey).journey).journey
    assert (details.screen, details.answers) == ("22b", typed)
    symptom = back(details).journey
    assert (symptom.screen, symptom.answers) == ("21", chosen)
    consent = back(symptom).journey
    assert (consent.screen, consent.answers.symptom) == ("12", None)


def test_what_was_typed_is_kept_as_a_draft_after_back() -> None:
    journey = walk(START, "start", "agree", "continue")
    typed = replace(journey.answers, sign_in=SignIn("phone.example", "100"))
    after = back(back(advance(journey, "continue", Known(), OFFERED, typed).journey).journey).journey
    assert after.screen == "21"
    assert after.draft.sign_in == SignIn("phone.example", "100")


def test_back_on_the_first_screen_stays() -> None:
    assert not START.can_go_back
    assert back(START).journey == START


def test_back_out_of_a_call_lands_on_the_page_before_it() -> None:
    journey = Journey("44", past=(Visit("41", Answers()),))
    calling = advance(journey, "call", Known(), OFFERED, Answers())
    assert (calling.journey.screen, calling.starts) == ("44p", True)
    assert back(calling.journey).journey.screen == "44"
    asked = advance(calling.journey, "asked", Known(prompt="heard_count"), OFFERED, Answers()).journey
    assert (asked.screen, asked.waiting) == ("44q", "44p")
    assert back(asked).journey.screen == "44"


def test_the_end_of_a_measurement_counts_while_its_question_is_open() -> None:
    asked = Journey("44q", waiting="44p", past=(Visit("44", Answers()),))
    assert walk(asked, "measured").screen == "45b"
    assert walk(asked, "lost").origin == "44p"


@pytest.mark.parametrize(("event", "trouble"), [("lost", "99"), ("stop", "99b"), ("late", "95"), ("changed", "97")])
def test_trouble_in_a_call_leads_back_into_the_call_or_past_it(event: str, trouble: str) -> None:
    calling = Journey("45p", past=(Visit("45", Answers()),))
    there = walk(calling, event)
    assert (there.screen, there.origin) == (trouble, "45p")
    again = advance(there, "again", Known(), OFFERED, Answers())
    assert (again.journey.screen, again.starts) == ("45p", True)
    on = advance(there, "go_on", Known(), OFFERED, Answers())
    assert (on.journey.screen, on.starts) == ("46", False)
    assert back(there).journey.screen == "45"


def test_the_emergency_note_returns_to_its_page() -> None:
    journey = walk(START, "start", "more", "emergency")
    assert journey.screen == "98"
    assert back(journey).journey.screen == "12b"
    home = walk(journey, "understood")
    assert (home.screen, home.past) == ("12b", (Visit("11", START.answers), Visit("12", START.answers)))
    assert walk(home, "continue").screen == "12"


def test_refused_details_can_be_changed_and_tried_again() -> None:
    refused = known_with("credentials_refused")
    journey = walk(Journey("42"), "measured", known=refused)
    assert journey.screen == "92"
    details = walk(journey, "change")
    assert (details.screen, details.origin) == ("22b", "")
    assert walk(journey, "go_on").screen == "43"


def test_without_a_sign_in_no_call_is_offered() -> None:
    from tests.unit.wizard.situations import verdict

    known = known_with("provider_unreachable", verdicts={"registration": verdict("registration", "no")})
    assert walk(Journey("43"), "measured", known=known).screen == "51"


@pytest.mark.parametrize(
    ("finding", "screen"),
    [("sip_alg_rewrites", "55"), ("line_quality", "55"), ("provider_unreachable", "63"), ("no_fault_found", "63")],
)
def test_only_what_a_person_here_can_mend_is_checked_again(finding: FindingId, screen: str) -> None:
    assert walk(Journey("51"), "continue", known=known_with(finding)).screen == screen


def test_fixed_means_that_the_second_run_found_no_fault() -> None:
    before = known_with("sip_alg_rewrites")
    gone = replace(before, label="after", diagnoses={**before.diagnoses, **known_with(label="after").diagnoses})
    still = known_with("sip_alg_rewrites", label="after")
    assert walk(Journey("55p"), "measured", known=gone).screen == "61"
    assert walk(Journey("55p"), "measured", known=still).screen == "62"


@pytest.mark.parametrize(
    ("journey", "expected"),
    [
        (Journey("44"), "44"),
        (Journey("44p"), "44"),
        (Journey("44q", waiting="44p"), "44"),
        (Journey("44p", past=(Visit("44b", Answers()),)), "44b"),
        (Journey("31"), "31"),
        (Journey("42"), "42"),
        (Journey("99", origin="45p"), "45"),
        (Journey("55p"), "55"),
        (Journey("46r"), "46r"),
    ],
)
def test_where_an_unfinished_session_is_taken_up(journey: Journey, expected: str) -> None:
    assert station(journey) == expected


def test_going_on_after_a_break_asks_for_the_password_only_where_one_is_needed() -> None:
    practice = Journey("96", Answers(practice="healthy", resume_at="44"))
    resumed = walk(practice, "go_on")
    assert (resumed.screen, resumed.answers.resume_at) == ("44", "")
    real = walk(Journey("96", Answers(resume_at="44")), "go_on")
    assert real.screen == "22b"
    assert walk(real, "continue").screen == "44"


def test_an_event_that_the_screen_does_not_know_changes_nothing() -> None:
    assert walk(START, "measured") == START


def test_the_way_back_is_bounded() -> None:
    journey = Journey("46r")
    for _ in range(MAX_PAST):
        journey = walk(journey, "again", "measured", known=Known(digits=("1", "1")))
    assert len(journey.past) == MAX_PAST
