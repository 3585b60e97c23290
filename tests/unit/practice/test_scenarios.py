from __future__ import annotations

from typing import Any

import pytest

from app.model.errors import UserError
from app.practice.scenarios import catalogue, scenario, scenarios_from

REQUIRED = {
    "healthy": "no_fault_found",
    "linux-alg": "sip_alg_rewrites",
    "no-inbound-sound": "no_sound_inbound",
    "no-outbound-sound": "no_sound_outbound",
    "wrong-password": "credentials_refused",
    "server-silent": "provider_unreachable",
    "keypad-lost": "keypad_tones_lost",
    "drop-32-seconds": "call_drops_no_ack",
    "drop-nat-timeout": "call_drops_nat_timeout",
    "drop-session-timer": "call_drops_session_timer",
    "drop-media-timeout": "call_drops_media_timeout",
    "far-end-hangs-up": "no_fault_found",
}


def minimal(**changes: Any) -> dict[str, Any]:
    expected = {"primary": "no_fault_found", "verdicts": {"sip_alg": "no"}}
    return {"scenario": {"one": {"title": "T", "about": "A", "expected": expected, **changes}}}


def test_the_catalogue_has_what_a_first_journey_needs() -> None:
    found = {one.id: one.expected_primary for one in catalogue()}
    assert REQUIRED.items() <= found.items()


def test_every_scenario_says_in_words_what_it_is() -> None:
    for one in catalogue():
        assert one.title
        assert one.about.endswith(".")
        assert one.expected_verdicts


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        scenario("linux-agl")
    assert caught.value.values == {"name": "linux-agl", "nearest": "linux-alg"}


@pytest.mark.parametrize(
    "data",
    [
        minimal(colour="red"),
        minimal(router={"alg": "unheard-of"}),
        minimal(router={"drops": [{"what": ["smoke"], "direction": "inbound"}]}),
        minimal(router={"drops": [{"what": ["rtp"], "direction": "sideways"}]}),
        minimal(router={"alg_transports": ["pigeon"]}),
        minimal(far_end={"mood": "bad"}),
        minimal(far_end={"hold": {"music": "loud"}}),
        minimal(expected={"primary": "bad_luck", "verdicts": {}}),
        minimal(expected={"primary": "no_fault_found", "verdicts": {"sip_alg": "perhaps"}}),
        minimal(expected={"primary": "no_fault_found", "verdicts": {"weather": "yes"}}),
        {**minimal(), "alg": {"odd": {"outbound": ["colour"]}}},
        {**minimal(), "extra": {}},
    ],
)
def test_a_mistake_in_the_catalogue_is_found(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"one|odd|file"):
        scenarios_from(data)
